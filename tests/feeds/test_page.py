"""Full text of pages: paragraphs survive, boilerplate goes, and no page makes the extractor fetch anything."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.fetch import Failed, Fetcher
from bot.feeds.page import PageText, extract_page, fetch_page
from bot.feeds.workers import Workers
from tests.feeds.conftest import Site

PARAGRAPHS = (
    "The ferry between the two harbours was late again on Tuesday because of fog, the port authority said.",
    "Captain Ada Thorne told passengers that the crossing “will not start before noon”, and that tickets stay valid.",
    "The council meets on Thursday to talk about a second ship, which would cost some four million in the first year.",
)
ARTICLE = "".join(f"<p>{paragraph}</p>\n" for paragraph in PARAGRAPHS)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry late | Post</title>
<meta property="og:title" content="Ferry late again"></head><body>
<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Ferry late again</h1>{ARTICLE}</article><aside>Most read: ten things about gulls</aside>
<footer>All rights reserved. <script>steal()</script></footer></body></html>"""


async def test_reads_the_article_of_a_page(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """Title and paragraphs come out, separated by blank lines; navigation and scripts do not."""
    site.put("/1", PAGE, Content_Type="text/html")
    page = await fetch_page(fetcher, workers, site.url("/1"))
    assert isinstance(page, PageText)
    assert page.title == "Ferry late again"
    assert [part for part in page.text.split("\n\n") if part in PARAGRAPHS] == list(PARAGRAPHS)
    assert "Sport" not in page.text
    assert "steal" not in page.text


async def test_failures_are_values(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """A missing page, an empty one and a private address are values."""
    site.put("/empty", "")
    assert isinstance(await fetch_page(fetcher, workers, site.url("/none")), Failed)
    assert await fetch_page(fetcher, workers, site.url("/empty")) is None
    assert isinstance(await fetch_page(fetcher, workers, "http://10.0.0.1/"), Failed)


async def test_a_wrong_charset_does_not_garble(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """UTF-8 stays UTF-8 although the header says otherwise."""
    site.put("/1", PAGE, Content_Type="text/html; charset=windows-1252")
    page = await fetch_page(fetcher, workers, site.url("/1"))
    assert isinstance(page, PageText)
    assert "“will not start before noon”" in page.text


EVENTS = frozenset({"open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen"})


@pytest.mark.parametrize(
    "body",
    [
        b"http://127.0.0.1:1/page",
        b"/etc/passwd",
        b"file:///etc/passwd",
        b'<html><head><meta http-equiv="refresh" content="0; url=http://127.0.0.1:1/"><link rel="canonical" href="http://127.0.0.1:1/">'
        b'<base href="http://127.0.0.1:1/"></head><body><iframe src="http://127.0.0.1:1/"></iframe><article><p>'
        + PARAGRAPHS[0].encode()
        + b'</p><img src="http://127.0.0.1:1/x.png"></article></body></html>',
        b'<!DOCTYPE html SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>',
    ],
)
def test_no_page_makes_the_extractor_fetch(body: bytes) -> None:
    """An address for a page, refreshes, frames and document types open no file and no connection."""
    extract_page(PAGE.encode(), "", "http://post.example/1")  # what is loaded once, is loaded
    opened: list[object] = []
    watching = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if not watching or event not in EVENTS:  # a hook can never be taken away: the other tests run with it
            return
        if sys.prefix not in str(arguments):  # the extractor's own word lists are
            opened.append((event, arguments))

    sys.addaudithook(hook)
    try:
        page = extract_page(body, "", "http://127.0.0.1:1/page")
    finally:
        watching = False
    assert not opened
    assert "root:" not in repr(page)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_never_raise(body: bytes) -> None:
    """Whatever the bytes are, the answer is a page or None."""
    extract_page(b"<html><body><p>" + body, "", "https://a.example/")
