"""The outlets of the demo over real HTTP: feeds that grow with the clock, conditional requests, pages."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any

import aiohttp
import feedparser
import pytest
import trafilatura

from bot.demo.outlets import Outlets
from bot.demo.storyline import Carries, load_storyline

STORYLINE = load_storyline()


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime = STORYLINE.start

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The simulated clock, at the start of the storyline."""
    return Clock()


@pytest.fixture
async def outlets(clock: Clock) -> AsyncIterator[Outlets]:
    """The running server."""
    async with Outlets(STORYLINE, clock) as running:
        yield running


async def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers by their lower-case names, and the body."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.get(address, headers=names) as response:
        received = {name.lower(): value for name, value in response.headers.items()}
        return response.status, received, await response.read()


async def read_feed(outlets: Outlets, key: str) -> Any:
    """Return the outlet's feed as feedparser reads it; it must be well-formed."""
    _, headers, body = await fetch(outlets.feed_address(key))
    feed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


@pytest.mark.parametrize("outlet", STORYLINE.outlets, ids=lambda outlet: outlet.key)
async def test_every_feed_is_well_formed_and_complete(outlets: Outlets, clock: Clock, outlet: Any) -> None:
    """At the end each feed shows the outlet's items with title, link, id and date; in the form that it promises."""
    clock.now = STORYLINE.end
    feed = await read_feed(outlets, outlet.key)
    items = STORYLINE.published_by(outlet.key, clock.now)
    assert feed.version == {"rss": "rss20", "atom": "atom10"}[outlet.form]
    assert [entry.title for entry in feed.entries] == [item.title + outlet.title_suffix for item in items]
    assert [tuple(entry.published_parsed[:5]) for entry in feed.entries] == [
        item.first_published.timetuple()[:5] for item in items
    ]
    assert len({entry.id for entry in feed.entries}) == len(items)


@pytest.mark.parametrize("outlet", STORYLINE.outlets, ids=lambda outlet: outlet.key)
async def test_a_feed_carries_the_full_text_or_a_teaser(outlets: Outlets, clock: Clock, outlet: Any) -> None:
    """The last paragraph stands in the feed of an outlet that carries full texts, and in no other."""
    clock.now = STORYLINE.end
    feed = await read_feed(outlets, outlet.key)
    item = STORYLINE.published_by(outlet.key, clock.now)[0]
    entry = feed.entries[0]
    carried = entry.summary + "".join(content.value for content in entry.get("content", ()))
    full = escape(item.paragraphs[-1], quote=False) in carried
    assert full == (outlet.carries is Carries.FULL)
    assert full or item.teaser in carried


async def test_a_feed_grows_with_the_clock(outlets: Outlets, clock: Clock) -> None:
    """An item appears at its time, not a minute earlier."""
    first = STORYLINE.published_by("northwire", STORYLINE.end)[-1]
    clock.now = first.published - timedelta(minutes=1)
    assert (await read_feed(outlets, "northwire")).entries == []
    clock.now = first.published
    assert [entry.title for entry in (await read_feed(outlets, "northwire")).entries] == [first.title]


async def test_an_unchanged_feed_answers_304(outlets: Outlets, clock: Clock) -> None:
    """Either validator brings a 304 without a body; a new item ends it."""
    clock.now = STORYLINE.start + timedelta(days=1)
    address = outlets.feed_address("harbour-post")
    status, headers, _ = await fetch(address)
    assert status == 200
    by_tag = await fetch(address, If_None_Match=headers["etag"])
    by_date = await fetch(address, If_Modified_Since=headers["last-modified"])
    assert (by_tag[0], by_tag[2]) == (by_date[0], by_date[2]) == (304, b"")
    clock.now = STORYLINE.start + timedelta(days=5)
    grown = await fetch(address, If_None_Match=headers["etag"], If_Modified_Since=headers["last-modified"])
    assert grown[0] == 200
    assert outlets.answers == {("harbour-post", 200): 2, ("harbour-post", 304): 2}


async def test_a_wrong_date_is_no_condition(outlets: Outlets) -> None:
    """A date that cannot be read is ignored (RFC 9110, section 13.1.3)."""
    assert (await fetch(outlets.feed_address("northwire"), If_Modified_Since="yesterday"))[0] == 200


async def test_an_edit_shows_under_the_same_id_and_address(outlets: Outlets, clock: Clock) -> None:
    """After the edit the entry has another title, the same id, link and date."""
    edit = next(item for item in STORYLINE.items if item.edit_of)
    clock.now = edit.published - timedelta(minutes=1)
    (before,) = (await read_feed(outlets, edit.outlet.key)).entries
    clock.now = edit.published
    (after,) = (await read_feed(outlets, edit.outlet.key)).entries
    assert before.title != after.title == edit.title
    assert (before.id, before.link, before.published) == (after.id, after.link, after.published)


async def test_a_page_surrounds_the_text_with_what_pages_have(outlets: Outlets, clock: Clock) -> None:
    """Cookies, related headlines and the reply form stand on the page; the text can be extracted from it."""
    clock.now = STORYLINE.end
    item = next(item for item in STORYLINE.items if item.id == "too-early-courier")
    address = next(
        entry.link for entry in (await read_feed(outlets, "valley-courier")).entries if entry.id.endswith(item.guid)
    )
    status, _, body = await fetch(address)
    page = body.decode()
    assert status == 200
    assert all(part in page for part in (item.outlet.cookies, item.outlet.related[0], "Leave a Reply"))
    text = trafilatura.extract(page, fast=True)
    assert text is not None
    assert all(paragraph in text for paragraph in item.paragraphs)


async def test_what_is_not_there_is_404(outlets: Outlets, clock: Clock) -> None:
    """An unknown outlet, an unknown article, one of another outlet and one that is not yet published."""
    clock.now = STORYLINE.start + timedelta(days=1)
    base = outlets.feed_address("northwire").removesuffix("northwire/feed.xml")
    paths = ("nobody/feed.xml", "northwire/none.html", "harbour-post/too-early.html", "northwire/handshake.html")
    assert [(await fetch(base + path))[0] for path in paths] == [404] * 4
    assert (await fetch(base + "northwire/too-early.html"))[0] == 200
