"""Canonical addresses: one article, whatever way led to it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.monitor.articles import canonical_url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/harbour",
        "https://www.example.org/news/harbour/",
        "https://m.example.org/news/harbour#comments",
        "https://amp.example.org/news/harbour",
        "https://example.org/news/harbour/amp/",
        "https://example.org/news/harbour.amp",
        "https://example.org/amp/news/harbour",
        "https://example.org/news/amp/harbour",
        "https://EXAMPLE.org:443/news/harbour?utm_source=feed&utm_medium=rss",
        "https://example.org/news/harbour?fbclid=abc&ref=homepage",
        "https://www.google.com/amp/s/www.example.org/news/harbour",
        "https://example-org.cdn.ampproject.org/c/s/example.org/news/harbour",
        "  https://example.org/news/harbour\n",
    ],
)
def test_one_article_has_one_address(url: str) -> None:
    """Scheme, host prefix, AMP form, fragment, tracking, slash and blanks do not count."""
    assert canonical_url(url) == "https://example.org/news/harbour"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?id=5", "https://example.org/?id=6"),
        ("https://example.org/story?cid=5", "https://example.org/story?cid=6"),
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/camp/1", "https://example.org/1"),
        ("https://example.org:8443/a", "https://example.org/a"),
        ("https://news.example.org/a", "https://example.org/a"),
        ("https://m.com/a", "https://com/a"),
    ],
)
def test_what_names_the_article_stays(one: str, other: str) -> None:
    """Parameters, ports and subdomains that tell articles apart are kept."""
    assert canonical_url(one) != canonical_url(other)


def test_the_order_of_parameters_does_not_count() -> None:
    """The same parameters in another order are the same address."""
    assert canonical_url("https://example.org/a?b=2&a=1") == canonical_url("https://example.org/a?a=1&b=2")


@pytest.mark.parametrize(
    "url", ["", "   ", "https://example.org", "https://www.example.org/", "https://example.org/?utm_source=x"]
)
def test_a_front_page_names_no_article(url: str) -> None:
    """Feeds that link every item to the front page must not make them one article."""
    assert canonical_url(url) == ""


@pytest.mark.parametrize(
    "url", ["tag:example.org,2026:5", "urn:uuid:1-2", "ftp://example.org/a", "nonsense", "https://[::1"]
)
def test_what_is_no_web_address_stays_as_it_is(url: str) -> None:
    """Identifiers that are no http addresses still identify."""
    assert canonical_url(url) == url


def test_an_international_host_has_one_spelling() -> None:
    """A host in its own script and in punycode are one."""
    assert canonical_url("https://пример.example/новости") == canonical_url(
        "https://xn--e1afmkfd.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"
    )


_PARTS = st.text(alphabet="abm.w/?&=#%:;@ ~+é日\x00\t[]5", max_size=40)


@given(st.one_of(st.text(), st.builds("{}://{}/{}".format, st.sampled_from(["http", "https", "HTTP"]), _PARTS, _PARTS)))
@example("HTTP://0/;/")
def test_it_never_raises_and_is_idempotent(url: str) -> None:
    """Whatever a feed gives as a link, the canonical form of the canonical form is itself."""
    once = canonical_url(url)
    assert canonical_url(once) == once
