"""/timeline: the text, the picture, and what there is without matplotlib."""

import struct
import sys
import zlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.chart import SCALE, draw_timeline
from bot.chat.message import MAX_CAPTION, units
from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.timeline import Moment
from bot.monitor.topics import Topic, TrackedFact
from bot.store.store import Store
from tests.chat.settings import HARBOUR, LISTS, StaticDesk, Talk
from tests.chat.test_message import assert_valid
from tests.store.making import NOW, a_chat, a_fact, a_feed, an_article, an_item, poll

HOUR = timedelta(hours=1)
FACTS = (TrackedFact(name="venue", kind=FactKind.VENUE), TrackedFact(name="stance", kind=FactKind.STANCE))
TOPIC = Topic(id="t", title="Talks $1", lists=LISTS, parties=HARBOUR.parties, facts=FACTS)


@pytest.fixture
def talk(store: Store, desk: StaticDesk) -> Talk:
    """A private chat with the clerk, on a store in which two articles name venues."""
    chat = a_chat(store, topic=None)
    feed = a_feed(store)
    for day, place in enumerate(("Oslo", "Bergen")):
        article = an_article(
            store.articles.next_id(), published=NOW + day * 24 * HOUR, source=f"{place.lower()}.example"
        )
        poll(store, feed, an_item(article, facts=(a_fact(value=place),)))
    return Talk(store=store, desk=desk, chat=chat)


def size_of(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG whose parts are all whole."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, kinds, size = 8, [], (0, 0)
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        kinds.append(kind)
        place += 12 + length
    assert kinds[-1] == b"IEND"
    return size


async def test_the_values_over_time_with_a_picture(talk: Talk) -> None:
    """Date, value and outlet of each moment, and a real PNG."""
    message = await talk.say("/timeline harbour-talks")
    assert message.text.splitlines() == [
        "Harbour talks",
        "12 May 2026 09:30 Oslo (proposed) · oslo.example",
        "13 May 2026 09:30 Bergen (proposed) · bergen.example",
    ]
    assert size_of(message.picture) > (800, 200)
    assert_valid(message)


async def test_a_timeline_tells_what_the_alerts_told(talk: Talk) -> None:
    """Of two stances the one that the article gives first, and none of which it was not sure enough."""
    feed = a_feed(talk.store)
    of_norway = {"name": "stance", "kind": FactKind.STANCE, "status": None, "party": "NO", "weight": 1.0}
    sure = [a_fact(value=value, chance=0.95, **of_norway) for value in ("confirmed", "open")]
    unsure = a_fact(value="refuses", chance=0.4, **of_norway)
    for day, said in enumerate((sure, [unsure]), 2):
        article = an_article(talk.store.articles.next_id(), published=NOW + day * 24 * HOUR)
        poll(talk.store, feed, an_item(article, facts=tuple(said)))
    told = (await talk.say("/timeline harbour-talks")).text.splitlines()[3:]
    assert told == ["14 May 2026 09:30 Norway: confirmed · news.example"]


async def test_without_matplotlib_there_is_the_text(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text, and a line that says why there is no picture."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    message = await talk.say("/timeline harbour-talks")
    assert message.picture == b""
    assert message.text.splitlines()[1:] == [
        "12 May 2026 09:30 Oslo (proposed) · oslo.example",
        "13 May 2026 09:30 Bergen (proposed) · bergen.example",
        "No picture: matplotlib is not installed here (tocsin[pictures]).",
    ]


async def test_a_long_story_fits_under_its_picture(talk: Talk) -> None:
    """The latest moments that fit are told; the picture has all of them."""
    feed = a_feed(talk.store, "https://more.example/feed")
    for day in range(60):
        article = an_article(talk.store.articles.next_id(), published=NOW + (day + 3) * 24 * HOUR)
        poll(talk.store, feed, an_item(article, facts=(a_fact(value=f"Port {day}"),)))
    message = await talk.say("/timeline harbour-talks")
    assert units(message.text) <= MAX_CAPTION
    lines = message.text.splitlines()
    assert lines[1].startswith("… ")
    assert lines[1].endswith(" earlier")
    assert "Port 59" in lines[-1]
    size_of(message.picture)


async def test_topics_that_there_are_not_or_of_which_nothing_is_known(talk: Talk) -> None:
    """A near name is understood, a far one is asked about, and an empty topic says so."""
    assert "There is no topic" in (await talk.say("/timeline zeppelins")).text
    assert "Nothing is known of it yet" in (await talk.say("/timeline rail-strike")).text
    assert "no topic here tracks facts" in (await talk.say("/timeline")).text
    talk.desk.known_topics = [Topic(id=HARBOUR.id, title="Harbour talks", lists=LISTS, facts=FACTS)]
    assert "Oslo" in (await talk.say("/timeline")).text


def moment(hours: float, name: str, party: str | None, value: str, source: str = "a.example") -> Moment:
    """Return a moment some hours after now."""
    return Moment(
        name=name, party=party, at=NOW + hours * HOUR, value=value, status=None, before=None, speaker="", evidence="",
        source=source, headline="", url="",
    )  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.floats(0, 5000), st.sampled_from([("venue", None), ("stance", "NO"), ("stance", "X")]),
            st.sampled_from(SCALE) | st.text(min_size=1, max_size=40), st.text(max_size=40),
        ),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_whatever_is_told_can_be_drawn(told: list[tuple[float, tuple[str, str | None], str, str]]) -> None:
    """Dollar signs, emoji, control characters and labels off the scale end in a picture, never in an error."""
    moments = sorted(
        (
            moment(hours, name, party, value if name == "venue" or value in SCALE else "open", source)
            for hours, (name, party), value, source in told
        ),
        key=lambda one: one.at,
    )
    assert size_of(draw_timeline(moments, TOPIC, now=moments[-1].at)) > (800, 200)


def test_a_picture_is_of_bounded_size() -> None:
    """Twenty parties have eight rows."""
    moments = [moment(number, "stance", f"P{number}", "open") for number in range(20)]
    width, height = size_of(draw_timeline(moments, TOPIC, now=NOW + 99 * HOUR))
    assert width <= 1_100
    assert height <= 2_000
