"""Discovering a feed from what a person types, with one clear sentence when there is none."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
from aiohttp import web

from bot.feeds.discover import FoundFeed, NoFeed, complete_address, find_feed, find_feed_links
from bot.feeds.fetch import Fetcher
from bot.feeds.workers import Workers
from tests.feeds.conftest import Site, item, rss

PAGE = """<!doctype html><html><head><base href="/sub/"><title>Post</title>
<link rel="stylesheet" href="x.css"><link rel="alternate" hreflang="de" href="/de">
<LINK REL="Alternate home" TYPE="application/rss+xml; charset=utf-8" title="All" HREF="all.xml">
<link rel=alternate type=application/atom+xml href="https://other.example/atom">
<link rel="alternate" type="application/feed+json" href="/feed.json">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="all.xml">
</head><body>Hello</body></html>"""


@pytest.fixture
async def patient() -> AsyncIterator[Fetcher]:
    """A fetcher that may read loopback and gives up soon."""
    async with Fetcher(allow_nets=[ip_network("127.0.0.0/8")], total_timeout=1, read_timeout=0.3) as fetcher:
        yield fetcher


async def reason(fetcher: Fetcher, workers: Workers, address: str) -> str:
    """Look for a feed where there is none, and return why."""
    found = await find_feed(fetcher, workers, address)
    assert isinstance(found, NoFeed), found
    assert found.reason.endswith(".")
    assert "\n" not in found.reason
    return found.reason


async def test_a_feed_is_found_at_its_own_address(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """The address of a feed is that feed, with its title and the number of its items."""
    site.put("/feed", rss(item(), item(guid="b")))
    assert await find_feed(fetcher, workers, site.url("/feed")) == FoundFeed(
        url=site.url("/feed"), title="Harbour Post", items=2
    )


async def test_a_moved_feed_is_found_where_it_lives_now(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """A permanent redirect is followed once and for all, a temporary one each time."""
    site.put("/feed", rss(item()))
    site.redirect("/old", "/feed", 301)
    site.redirect("/away", "/feed", 302)
    for path, home in (("/old", "/feed"), ("/away", "/away")):
        found = await find_feed(fetcher, workers, site.url(path))
        assert isinstance(found, FoundFeed)
        assert found.url == site.url(home)


async def test_a_page_leads_to_the_feed_it_names(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """The first feed that a page names and that can be read is taken; nothing is guessed then."""
    site.put("/", PAGE.replace("https://other.example", ""), Content_Type="text/html")
    site.put("/atom", rss(item()))
    found = await find_feed(fetcher, workers, site.url("/"))
    assert isinstance(found, FoundFeed)
    assert found.url == site.url("/atom")
    assert [request.path for request in site.requests] == ["/", "/sub/all.xml", "/atom"]


async def test_a_page_that_names_none_is_tried_in_three_places(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """Three usual places are tried, politely, and no more."""
    site.put("/news", "<html><body>No links</body></html>", Content_Type="text/html")
    site.put("/atom.xml", rss(item()))
    found = await find_feed(fetcher, workers, site.url("/news"))
    assert isinstance(found, FoundFeed)
    assert found.url == site.url("/atom.xml")
    assert [request.path for request in site.requests] == ["/news", "/feed", "/rss.xml", "/atom.xml"]


async def test_says_when_a_page_has_no_feed(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """A page without a feed, and a page whose feed is broken, are told apart; neither costs more than three tries."""
    site.put("/", "<html><body>No links</body></html>")
    assert await reason(fetcher, workers, site.url("/")) == "There is no feed at this address, and the page names none."
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/f{at}">' for at in range(50))
    site.put("/many", f"<html><head>{links}</head></html>")
    site.requests.clear()
    assert await reason(fetcher, workers, site.url("/many")) == "The page names a feed, but it cannot be read."
    assert len(site.requests) == 4


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://10.0.0.1/feed", "could not be reached"),
        ("http://169.254.169.254/latest/meta-data", "could not be reached"),
        ("file:///etc/passwd", "Only http://"),
        ("file:/etc/passwd", "Only http://"),
        ("javascript:alert(1)", "Only http://"),
        ("", "not"),
        ("no-such-name.invalid", "could not be reached"),
        ("http://user:word@example.org/", "password"),
        ("???", "host"),
    ],
)
async def test_says_why_an_address_is_not_read(patient: Fetcher, workers: Workers, address: str, words: str) -> None:
    """Private addresses, other schemes and nonsense get one clear sentence."""
    assert words in await reason(patient, workers, address) or not address


async def test_says_what_is_wrong_with_the_answer(site: Site, patient: Fetcher, workers: Workers) -> None:
    """404, a body of 50 MB, a silent server and an OPML list are named."""

    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(500):
            await response.write(bytes(100_000))
        return response

    async def silent(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        raise AssertionError

    site.handle("/huge", huge)
    site.handle("/silent", silent)
    site.put("/list", "<opml version='2.0'/>")
    site.put("/feed", "<html/>")
    assert "404" in await reason(patient, workers, site.url("/nothing"))
    assert "larger than 5 MB" in await reason(patient, workers, site.url("/huge"))
    assert "too long" in await reason(patient, workers, site.url("/silent"))
    assert "no feed" in await reason(patient, workers, site.url("/list"))


async def test_http_is_tried_when_the_scheme_was_guessed(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """Typed without a scheme, https is tried first and http after it."""
    site.put("/feed", rss(item()))
    found = await find_feed(fetcher, workers, site.url("/feed").removeprefix("http://"))
    assert isinstance(found, FoundFeed)
    assert found.url == site.url("/feed")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org/feed", "https://example.org/feed"),
        ("  HTTP://example.org ", "HTTP://example.org"),
        ("example.org:8080/feed", "https://example.org:8080/feed"),
        ("feed:https://example.org/rss", "https://example.org/rss"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("file:///etc/passwd", "file:///etc/passwd"),
    ],
)
def test_completes_what_people_type(typed: str, address: str) -> None:
    """A missing scheme becomes https."""
    assert complete_address(typed)[0] == address


def test_finds_the_links_of_a_page() -> None:
    """Only feed types, resolved against the page's base, web addresses only, each once."""
    assert find_feed_links(PAGE.encode(), "", "https://post.example/home") == [
        "https://post.example/sub/all.xml",
        "https://other.example/atom",
        "https://post.example/feed.json",
    ]
