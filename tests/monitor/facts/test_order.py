"""What must never depend on how the news comes, fact by fact: the searches of `test_properties` without the texts.

Here facts are made, not read, so that thousands of streams take seconds: articles with several facts, of every status
and weight, claims, background, officials, three policies of confirmation and many kinds of rules.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.monitor.decide import silence_of_step
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.state import FactState
from bot.monitor.facts.steps import step
from bot.monitor.rules import First, Rule, RuleKind
from bot.monitor.topics import Confirm
from tests.monitor.facts.reading import WHEN, article
from tests.monitor.facts.streams import country_of
from tests.monitor.facts.test_state import stance, venue

HOUR = timedelta(hours=1)
START = WHEN.replace(minute=0)
PLACES = ("Turkey", "Istanbul", "Ankara", "Geneva", "Oslo", "virtual")
POLICIES = st.sampled_from(
    [
        Confirm(),
        Confirm(sources=2, within=3 * HOUR),
        Confirm(sources=2, within=24 * HOUR, official=False),
        Confirm(sources=3, within=2 * HOUR),
    ]
)
searches = pytest.mark.parametrize(
    "search",
    [
        pytest.param(settings(deadline=None, max_examples=200), id="quick"),
        pytest.param(settings(deadline=None, max_examples=3_000), id="thorough", marks=pytest.mark.slow),
    ],
)


def _rule(name: str, kind: RuleKind, **values: Any) -> Rule:
    return Rule(id=name, kind=kind, title=name, topic="t", **values)


VENUE_RULES = (
    _rule("live", RuleKind.NEW_VALUE),
    _rule("agreed", RuleKind.NEW_VALUE, statuses=("agreed",)),
    _rule("proposed", RuleKind.NEW_VALUE, statuses=("proposed",)),
    _rule("all", RuleKind.NEW_VALUE, statuses=tuple(map(str, Status)), lookback=timedelta(days=1)),
    _rule("silent", RuleKind.NEW_VALUE, first=First.SILENT),
    _rule("past", RuleKind.NEW_VALUE, statuses=("past",)),
    _rule("denied", RuleKind.NEW_VALUE, statuses=("denied",), lookback=20 * HOUR),
)
STANCE_RULES = (
    _rule("change", RuleKind.CHANGE),
    _rule("silent", RuleKind.CHANGE, first=First.SILENT),
    _rule("new", RuleKind.NEW_VALUE, lookback=timedelta(days=1)),
)


@dataclass(frozen=True)
class Told:
    """An article: when it was published, by whom, what it says, and what it is a copy of."""

    ident: str
    at: datetime
    source: str
    facts: tuple[Fact, ...]
    copy_of: str | None = None


def _streams(facts: st.SearchStrategy[Fact]) -> st.SearchStrategy[list[Told]]:
    one = st.tuples(
        st.sampled_from([0, 0, 0, 1, 2, 30]), st.sampled_from([0, 0, 20, 40, 59]), st.sampled_from("abc"),
        st.lists(facts, min_size=1, max_size=3).map(tuple),
    )  # fmt: skip
    return st.lists(one, min_size=2, max_size=8).map(_told)


def _told(drawn: Iterable[tuple[int, int, str, tuple[Fact, ...]]]) -> list[Told]:
    ordered = enumerate(sorted(drawn, key=lambda one: one[:2]))
    return [
        Told(str(number), START + hour * HOUR + timedelta(minutes=minute), source, facts)
        for number, (hour, minute, source, facts) in ordered
    ]


WEIGHTS = st.sampled_from([1.0, 2.0, 3.0])
VENUES = st.builds(
    lambda place, status, speaker, weight, when, background: replace(
        venue(place, status, background=background, when=when if status is Status.PAST else None),
        speaker=speaker, weight=weight,
    ),
    st.sampled_from(PLACES), st.sampled_from([Status.PROPOSED, Status.AGREED, *Status]), st.sampled_from(["", "RU"]),
    WEIGHTS, st.sampled_from([None, START - timedelta(days=900), START]), st.sampled_from([False] * 9 + [True]),
)  # fmt: skip
STANCES = st.builds(
    lambda label, speaker, weight, background, when: replace(
        stance(label, speaker=speaker, weight=weight, background=background), when=when
    ),
    st.sampled_from([Stance.REFUSES, Stance.OPEN, Stance.PROPOSES, Stance.NO_COMMENT]),
    st.sampled_from(["", "", "", "RU", "UA"]), WEIGHTS, st.sampled_from([False] * 9 + [True]),
    st.sampled_from([*[None] * 5, *(START - days * HOUR * 24 for days in (-1, 0, 1, 7))]),
)  # fmt: skip
STREAMS = _streams(VENUES) | _streams(STANCES)


class Watcher:
    """Takes one article after the other and notes what rings."""

    def __init__(self, confirm: Confirm) -> None:
        self.confirm, self.now = confirm, START - HOUR
        self.state: FactState | None = None

    def take(self, stream: Iterable[Told]) -> Counter[tuple[str, str]]:
        """Return how often each rule rang for each value; within a country the first city stands for it."""
        rang: Counter[tuple[str, str]] = Counter()
        for told in stream:
            self.now = max(self.now, told.at)
            one = article("", published=told.at, ident=told.ident, source=f"{told.source}.example")
            steps = step(self.state, told.facts, article=one, now=self.now, confirm=self.confirm, origin=told.copy_of)
            for done in steps:
                is_venue = done.fact.kind is FactKind.VENUE
                value = country_of(done.fact.value) if is_venue else done.fact.value
                if done.fact.status in (Status.PAST, Status.DENIED):
                    value = f"{done.fact.status} {done.fact.value if done.fact.status is Status.DENIED else value}"
                rules = VENUE_RULES if is_venue else STANCE_RULES
                rang.update((rule.id, value) for rule in rules if silence_of_step(rule, done) is None)
            self.state = steps[-1].state
        return rang

    def in_force(self) -> tuple[str, datetime | None] | None:
        """Return the value in force, and of a stance since when."""
        current = self.state.current if self.state else None
        return None if current is None else (current.value, None if current.status else current.first)


@searches
def test_the_order_within_an_hour_changes_nothing(search: settings) -> None:
    """What rings in an hour, what is in force after it and since when are the same in any order of its articles."""

    @search
    @given(STREAMS, POLICIES, st.integers(0, 1_000))
    def holds(stream: list[Told], confirm: Confirm, order: int) -> None:
        drawn = Random(order).random  # noqa: S311 (reproducible)
        shuffled = sorted(stream, key=lambda told: (told.at.replace(minute=0), drawn()))
        one, other = Watcher(confirm), Watcher(confirm)
        assert one.take(shuffled) == other.take(stream)
        assert one.in_force() == other.in_force()

    holds()


@searches
def test_the_same_again_adds_nothing(search: settings) -> None:
    """A recording that is played again rings nothing and leaves in force what was."""

    @search
    @given(STREAMS, POLICIES)
    def holds(stream: list[Told], confirm: Confirm) -> None:
        room = Watcher(confirm)
        room.take(stream)
        before = room.in_force()
        assert room.take(stream) == {}
        assert room.in_force() == before

    holds()


def _copies(stream: Sequence[Told], drawn: Iterable[tuple[int, float]]) -> list[Told]:
    originals = [(stream[of % len(stream)], hours) for of, hours in drawn]
    return [
        Told(f"copy{number}", one.at + hours * HOUR, f"copy{number}", _as_read(one.facts, hours, number), one.ident)
        for number, (one, hours) in enumerate(originals)
    ]


def _as_read(facts: Iterable[Fact], hours: float, number: int) -> tuple[Fact, ...]:
    """Return the facts of a copy: "last week" is another day in it, "in May" the same."""
    return tuple(
        replace(fact, when=fact.when + hours * HOUR)
        if number % 2 and fact.when and fact.kind is FactKind.STANCE
        else fact
        for fact in facts
    )


@searches
def test_copies_add_and_remove_nothing(search: settings) -> None:
    """Copies of the texts, whenever they come, ring nothing and move nothing."""

    @search
    @given(STREAMS, POLICIES, st.lists(st.tuples(st.integers(0, 7), st.floats(0, 40)), min_size=1, max_size=3))
    def holds(stream: list[Told], confirm: Confirm, drawn: Sequence[tuple[int, float]]) -> None:
        mixed = sorted([*stream, *_copies(stream, drawn)], key=lambda told: told.at)
        one, other = Watcher(confirm), Watcher(confirm)
        assert one.take(mixed) == other.take(stream)
        assert one.in_force() == other.in_force()

    holds()


@searches
def test_a_late_article_and_its_copy_ring_nothing(search: settings) -> None:
    """What is older than the value in force turns nothing back, and neither does another outlet's later print of it."""

    @search
    @given(st.one_of(*[st.tuples(_streams(kind), kind) for kind in (VENUES, STANCES)]), POLICIES, st.floats(0, 40))
    def holds(drawn: tuple[list[Told], Fact], confirm: Confirm, hours: float) -> None:
        stream, fact = drawn
        room = Watcher(confirm)
        room.take(stream)
        before = room.in_force()
        if before is not None:
            late = Told("late", START - HOUR, "late", (fact,))
            copy = Told("copy", START + hours * HOUR, "copy", (fact,), "late")
            rang = room.take([late]) + room.take([copy])
            assert fact.status in (Status.PAST, Status.DENIED) or rang == {}
            assert room.in_force() == before

    holds()
