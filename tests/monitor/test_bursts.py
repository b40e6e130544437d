"""Bursts: how stories are counted, what is usual, and when a rule of that kind rings."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.alerts import alert_lines
from bot.monitor.articles import Article
from bot.monitor.bursts import Burst, Sighting, count_burst, duration_text, goes_on
from bot.monitor.rules import Severity, Verdict
from tests.monitor.newsroom import NOON, ORCHARD, Newsroom, article, outcome, rang

HOUR = timedelta(hours=1)
BURST = Burst(stories=3, sources=2, within=2 * HOUR, times=3)
BOOK = """\
rulebook: gazette
topics: {quakes: {title: Quakes}}
rules:
  - {id: quake, kind: burst, query: quake, stories: 3, sources: 2, within: 2h, times: 3, severity: high}
  - {id: words, kind: keywords, query: quake}
"""
PLACES = ["Lind", "Marlow", "Torvin", "Hask", "Odelburg", "Brandt Bay", "Kessel", "Ulmen", "Farrow", "Nim"]
THINGS = [
    "a bridge over the river fell into the water", "the school was closed until further notice",
    "trains to the coast stood still for the night", "a hospital moved forty beds into the yard",
    "vineyards lost half of their walls", "the dam held, said its keeper", "two bakeries burnt down",
    "tourists slept in their cars on the heath", "the theatre lost its painted ceiling", "miners came up unhurt",
]  # fmt: skip


def sighting(hours: float, story: int, source: int = 0) -> Sighting:
    """Return a sighting some hours after noon."""
    return Sighting(at=NOON + hours * HOUR, story=str(story), source=f"outlet{source}.example")


def quake(number: int, hours: float, **values: Any) -> Article:
    """Return an article on a quake that has nothing else in common with the others."""
    place, thing = PLACES[number % 10], THINGS[number % 10]
    return article(
        number, f"{thing.capitalize()} after the quake of {place}.", f"Quake: {place}", hours=hours, **values
    )


def test_distinct_stories_and_outlets_of_the_time_are_counted() -> None:
    """Neither a second report nor what lies before the time or after now counts."""
    known = [sighting(0, 1, 1), sighting(1, 2, 1), sighting(2, 2, 2), sighting(2.5, 3, 3), sighting(9, 4, 3)]
    figures = count_burst(BURST, known, NOON + 3 * HOUR)
    assert (figures.stories, figures.sources) == (2, 2)
    assert str(figures) == "2 stories from 2 outlets within 2 hours; usual: not known yet"


def test_the_usual_is_the_mean_of_the_time_before() -> None:
    """Eight stories over sixteen hours are one in two hours; older than a week does not count."""
    known = [sighting(-500, 99), *(sighting(-16 + 2 * at, at) for at in range(8)), sighting(1, 50)]
    figures = count_burst(BURST, known, NOON + 2 * HOUR)
    assert figures.stories == 1
    assert figures.usual == pytest.approx(1.0)


def test_what_is_usual_takes_time_to_learn() -> None:
    """One stretch must lie before the one that is counted; until then the numbers alone decide."""
    assert count_burst(BURST, [sighting(-1, 1)], NOON + 2 * HOUR).usual is None
    assert count_burst(BURST, [sighting(-2, 1)], NOON + 2 * HOUR).usual == pytest.approx(1.0)


def test_a_burst_rings_once_and_again_after_it_had_ended() -> None:
    """The third story rings; a fourth is the same burst; after a pause three more are another one."""
    room = Newsroom(book=BOOK)
    assert [rang(room.tell(quake(at, at * 0.25))) for at in range(2)] == [["words"], ["words"]]
    third = room.tell(quake(2, 0.5))
    assert rang(third) == ["quake", "words"]
    fourth = room.tell(quake(3, 0.75))
    assert outcome(fourth, "quake").verdict is Verdict.RUNG_BEFORE
    assert outcome(fourth, "quake").reason == "it rang for this burst at 4 May 2026 12:30 UTC"
    later = [room.tell(quake(4 + at, 30 + at * 0.25)) for at in range(3)]
    assert [outcome(one, "quake").verdict for one in later] == [Verdict.TOO_FEW, Verdict.TOO_FEW, Verdict.RANG]


def test_an_alert_of_a_burst_says_what_was_counted() -> None:
    """Its line has the figures, its heading the mark of a rule that matters."""
    room = Newsroom(book=BOOK)
    *_, last = room.tell_all(quake(at, at * 0.25) for at in range(3))
    (alert,) = [one for one in last.alerts if one.rule == "gazette/quake"]
    lines = alert_lines(alert)
    assert lines.heading == "❗ Burst · Quakes"
    assert lines.change == "3 stories from 3 outlets within 2 hours; usual: not known yet"
    assert (alert.severity, alert.topic) == (Severity.HIGH, "quakes")
    assert "quake of Torvin" in alert.evidence


def test_copies_make_no_burst() -> None:
    """The same text from ten outlets is one story from one source."""
    room = Newsroom(book=BOOK)
    text = ORCHARD + " The quake of the week before had cracked the walls."
    found = room.tell_all(article(at, text, "Frost and quake", hours=at * 0.1) for at in range(10))
    assert [outcome(one, "quake").verdict for one in found] == [Verdict.TOO_FEW, *[Verdict.COPY] * 9]


def test_stories_of_one_outlet_make_no_burst() -> None:
    """The reason says what is missing."""
    room = Newsroom(book=BOOK)
    *_, last = room.tell_all(quake(at, at * 0.1, source="one.example") for at in range(4))
    found = outcome(last, "quake")
    assert found.verdict is Verdict.TOO_FEW
    assert found.reason == "4 stories from 1 outlet within 2 hours; usual: not known yet; the rule wants 2 outlets"


def test_what_is_usual_is_no_burst() -> None:
    """Three stories in two hours are nothing where there are always two; the backlog of a feed tells what is usual."""
    room = Newsroom(book=BOOK)
    for at in range(24):
        room.memory.learn_sighting("gazette/quake", sighting(at - 26, 100 + at, at))
    *_, last = room.tell_all(quake(at, at * 0.1) for at in range(3))
    found = outcome(last, "quake")
    assert found.verdict is Verdict.USUAL
    assert found.reason.startswith("3 stories from 3 outlets within 2 hours; usual: 2")
    more = room.tell_all(quake(3 + at, 0.5 + at * 0.1) for at in range(5))
    verdicts = [outcome(one, "quake").verdict for one in more]
    assert verdicts == [Verdict.USUAL, Verdict.USUAL, Verdict.RANG, Verdict.RUNG_BEFORE, Verdict.RUNG_BEFORE]


def test_the_memory_drops_what_can_no_longer_count() -> None:
    """Two weeks are kept: the longest time of a burst, and the week before it."""
    room = Newsroom(book=BOOK)
    for hours in (0, 24, 24 * 14 + 1):
        room.memory.learn_sighting("r", sighting(hours, int(hours)))
    assert [one.story for one in room.memory.sightings("r")] == ["24", str(24 * 14 + 1)]


@given(st.lists(st.tuples(st.integers(-400, 50), st.integers(0, 9), st.integers(0, 4)), max_size=30))
def test_the_order_of_sightings_does_not_matter(known: list[tuple[int, int, int]]) -> None:
    """Counting goes by when articles were published, not by when they came."""
    sightings = [sighting(at / 10, story, source) for at, story, source in known]
    shuffled = sorted(sightings, key=lambda one: (one.source, one.story))
    now = NOON + HOUR
    assert count_burst(BURST, sightings, now) == count_burst(BURST, shuffled, now)
    assert goes_on(BURST, sightings, NOON, now) == goes_on(BURST, shuffled, NOON, now)


@pytest.mark.parametrize(
    ("hours", "text"), [(1, "1 hour"), (36, "36 hours"), (48, "2 days"), (0.5, "30 minutes"), (1 / 3600, "1 second")]
)
def test_times_in_words(hours: float, text: str) -> None:
    """The largest unit that divides the time."""
    assert duration_text(hours * HOUR) == text
