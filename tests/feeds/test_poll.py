"""One poll: what is cheap stays cheap, what fails has a name, and what moved is told."""

import pytest
from aiohttp import web

from bot.feeds.fetch import FailureKind, Fetcher
from bot.feeds.poll import Items, PollFailed, PollFailure, PollResult, Unchanged, Validators, poll
from bot.feeds.workers import Workers
from tests.feeds.conftest import Site, item, rss


async def poll_again(before: Items, url: str, fetcher: Fetcher, workers: Workers) -> PollResult:
    """Poll with what the poll before brought."""
    known = before.validators
    return await poll(
        url,
        fetcher=fetcher,
        workers=workers,
        etag=known.etag,
        last_modified=known.last_modified,
        body_hash=known.body_hash,
    )


async def first_poll(url: str, fetcher: Fetcher, workers: Workers) -> Items:
    """Poll a feed that was never read; it must work."""
    result = await poll(url, fetcher=fetcher, workers=workers)
    assert isinstance(result, Items), result
    return result


async def test_the_first_poll_reads_the_items(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """Items, validators and the server's max-age come out."""
    site.put("/feed", rss(item()), ETag='"1"', Cache_Control="max-age=300")
    result = await first_poll(site.url("/feed"), fetcher, workers)
    assert [entry.title for entry in result.feed.items] == ["Ferry late"]
    assert (result.validators.etag, result.max_age, result.new_url) == ('"1"', 300, None)
    assert len(result.validators.body_hash) == 64
    assert workers.calls == 1


async def test_a_304_parses_nothing_and_keeps_the_validators(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """Not modified: no call of a worker, and validators that the server did not repeat stay."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"1"' and "If-Modified-Since" in request.headers:
            return web.Response(status=304)
        return web.Response(body=rss(item()), headers={"ETag": '"1"', "Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"})

    site.handle("/feed", serve)
    before = await first_poll(site.url("/feed"), fetcher, workers)
    assert await poll_again(before, site.url("/feed"), fetcher, workers) == Unchanged(validators=before.validators)
    assert workers.calls == 1


async def test_an_unchanged_body_parses_nothing(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """A server without validators that sends the same bytes again costs a hash; new validators are told."""
    site.put("/feed", rss(item()))
    before = await first_poll(site.url("/feed"), fetcher, workers)
    site.put("/feed", rss(item()), ETag='"2"')
    result = await poll_again(before, site.url("/feed"), fetcher, workers)
    assert result == Unchanged(validators=Validators(etag='"2"', body_hash=before.validators.body_hash))
    assert workers.calls == 1


async def test_a_changed_body_is_parsed(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """New bytes are read, and their hash takes the place of the old one."""
    site.put("/feed", rss(item()))
    before = await first_poll(site.url("/feed"), fetcher, workers)
    site.put("/feed", rss(item("Bridge shut", guid="b"), item()))
    result = await poll_again(before, site.url("/feed"), fetcher, workers)
    assert isinstance(result, Items)
    assert [entry.key for entry in result.feed.items] == ["b", "a1"]
    assert result.validators.body_hash != before.validators.body_hash
    assert workers.calls == 2


async def test_validators_without_a_parsed_body_are_not_sent(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """Nothing was ever parsed, so "not modified" would leave us with nothing: the feed is read in full."""
    site.put("/feed", rss(item()))
    result = await poll(site.url("/feed"), fetcher=fetcher, workers=workers, etag='"1"', body_hash=None)
    assert isinstance(result, Items)
    assert "If-None-Match" not in site.requests[0].headers


async def test_a_permanent_move_is_told(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """301 gives the new address, 302 does not; relative links are resolved where the feed was found."""
    site.put("/new/feed", rss(item(link="story")))
    site.redirect("/moved", "/new/feed", 301)
    site.redirect("/away", "/new/feed", 302)
    moved = await first_poll(site.url("/moved"), fetcher, workers)
    away = await first_poll(site.url("/away"), fetcher, workers)
    assert (moved.new_url, away.new_url) == (site.url("/new/feed"), None)
    assert moved.feed.items[0].url == away.feed.items[0].url == site.url("/new/story")


async def test_a_page_instead_of_a_feed_is_a_failure(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """A feed that has become a web page is named so."""
    site.put("/feed", "<!DOCTYPE html><html><body>Under construction</body></html>", Content_Type="text/html")
    result = await poll(site.url("/feed"), fetcher=fetcher, workers=workers)
    assert result == PollFailed(kind=PollFailure.NOT_A_FEED, message="This is a web page, not a feed.")


async def test_a_wrong_charset_is_seen_through(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """The header's charset does not garble a body that is UTF-8, and helps one that is not."""
    site.put("/a", rss(item("Паром")), Content_Type="text/xml; charset=iso-8859-1")
    site.put("/b", rss(item("Паром")).partition("?>")[2].encode("koi8-r"), Content_Type="text/xml; charset=koi8-r")
    for path in ("/a", "/b"):
        assert (await first_poll(site.url(path), fetcher, workers)).feed.items[0].title == "Паром"


@pytest.mark.parametrize(
    ("status", "kind"), [(410, FailureKind.GONE), (404, FailureKind.HTTP), (429, FailureKind.THROTTLED)]
)
async def test_what_the_server_refuses_is_a_failure(
    site: Site, fetcher: Fetcher, workers: Workers, status: int, kind: FailureKind
) -> None:
    """The fetch's failure comes through with its status and the server's wish."""
    site.answer("/feed", status, Retry_After="60")
    result = await poll(site.url("/feed"), fetcher=fetcher, workers=workers)
    assert isinstance(result, PollFailed)
    assert (result.kind, result.status) == (kind, status)
    assert result.retry_after == (None if status == 410 else 60)
    assert workers.calls == 0


async def test_a_feed_that_keeps_the_parser_busy_is_given_up(site: Site, fetcher: Fetcher, workers: Workers) -> None:
    """One feed with a million nested tags fails; the next one is read."""
    attributes = " ".join(f"a{at}='1'" for at in range(150_000))
    site.put("/evil", f"<rss version='2.0'><channel><item {attributes}></item></channel></rss>")
    site.put("/good", rss(item()))
    result = await poll(site.url("/evil"), fetcher=fetcher, workers=workers)
    assert isinstance(result, PollFailed)
    assert result.kind == PollFailure.TOO_COSTLY
    await first_poll(site.url("/good"), fetcher, workers)


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "http://[", "http://127.0.0.1:1/", "http://\ud800.example/", "/etc/passwd"]
)
async def test_a_poll_never_raises_for_a_bad_address(fetcher: Fetcher, workers: Workers, url: str) -> None:
    """However bad an address is, the poll is a value."""
    assert isinstance(await poll(url, fetcher=fetcher, workers=workers), PollFailed)
