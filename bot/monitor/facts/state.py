"""What a topic remembers of each fact, and whether an article's fact changes it.

Pure transitions: `step` takes a state and an article's facts and returns what each fact does, with the state after it.
It knows no rules: whether a step rings is `decide`'s business. What is known is ordered by the articles' `published`,
so that an article that comes late never turns a state back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.monitor.articles import Article
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.places import is_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One value that a fact has had.

    Attributes:
        value: As in `Fact`. status: the venue's latest status, or None.
        first, last: When it was first and last reported (the articles' `published`), UTC.
        article: The id of the article that reported it first. source: its outlet. evidence: its sentence.
    """

    value: str
    status: str | None
    first: datetime
    last: datetime
    article: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactState:
    """What a topic remembers of one fact (of one party, for a stance).

    Attributes:
        topic, name, party: Which fact. party is None for a venue.
        current: The value in force, or None when only past or claimed values are known.
        seen: Every value seen, the current one included, in the order of `first`.
    """

    topic: str
    name: str
    party: str | None
    current: Seen | None
    seen: tuple[Seen, ...]


class StepKind(StrEnum):
    """What one fact of an article does to what is known. Only the first three are news."""

    FIRST = "first"
    """The first value in force."""
    NEW = "new"
    """A venue that has never been named."""
    CHANGED = "changed"
    """A stance that differs from the one in force."""
    REFINED = "refined"
    """A venue that lies in one that is known, or the other way round: `known` is that one."""
    SAME = "same"
    """The value is known; `known.last` says since when nobody has reported it."""
    PAST = "past"
    """A venue of a meeting that is over; it fills the memory."""
    DENIED = "denied"
    """A venue that is ruled out."""
    BACKGROUND = "background"
    """Told as background; it changes nothing."""
    CLAIM = "claim"
    """One party says it about another; it changes nothing."""
    OLDER = "older"
    """The article is older than what is known; a venue fills the memory, nothing turns back."""
    NO_COMMENT = "no_comment"
    """The party would not say; it changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one fact does to the state of a topic's fact.

    Attributes:
        fact: The fact. kind: what it does. reason: why, in one sentence.
        before: The value that was in force before the article, or None.
        known: When this very value (for `REFINED`, the place around it) was seen before the article, or None.
        state: The state after this step; that of the last step of an article is the state after the article.
    """

    fact: Fact
    kind: StepKind
    before: Seen | None
    known: Seen | None
    reason: str
    state: FactState


def step(state: FactState | None, facts: Sequence[Fact], *, article: Article, now: datetime) -> tuple[Step, ...]:
    """Return what the facts of one article do to a state, one step after the other.

    Args:
        state: What is known, or None before the first sight.
        facts: The article's facts with one topic, name and party.
        article: The article; its `published` orders what is known, never the time it was read.
        now: When this is decided, UTC: a `published` in the future counts as now.
    """
    if not facts:
        return ()
    first = facts[0]
    start = state or FactState(topic=first.topic, name=first.name, party=first.party, current=None, seen=())
    at = min(article.published, now)
    chosen = _venues(facts) if first.kind is FactKind.VENUE else _stances(facts)
    take = _venue_step if first.kind is FactKind.VENUE else _stance_step
    steps: list[Step] = []
    for fact in chosen:
        current = steps[-1].state if steps else start
        steps.append(take(start, current, fact, article, at))
    return tuple(steps)


def _venues(facts: Sequence[Fact]) -> list[Fact]:
    """Return the venues to take, the weightiest first: live ones before past ones, a city instead of its country."""
    live = {fact.value for fact in facts if _is_live(fact)}
    kept = [fact for fact in facts if _is_live(fact) or fact.value not in live]
    kept = [fact for fact in kept if not (_is_live(fact) and any(is_within(value, fact.value) for value in live))]
    ordered = sorted(kept, key=lambda fact: (not _is_live(fact), -fact.weight))
    return list({fact.value: fact for fact in reversed(ordered)}.values())[::-1]


def _is_live(fact: Fact) -> bool:
    return fact.status in (Status.PROPOSED, Status.AGREED) and not fact.background


def _stances(facts: Sequence[Fact]) -> list[Fact]:
    """Return one stance to take: the weightiest that the party's own words or the narrator give as news."""
    return [
        max(
            facts,
            key=lambda fact: (not fact.is_claim, not fact.background, fact.value != Stance.NO_COMMENT, fact.weight),
        )
    ]


def _venue_step(start: FactState, now_state: FactState, fact: Fact, article: Article, at: datetime) -> Step:
    known = _find(start, fact.value)
    around = next((seen for seen in reversed(start.seen) if _is_related(fact.value, seen.value)), None)
    current, place = start.current, fact.value

    def taken(kind: StepKind, reason: str, state: FactState, seen: Seen | None = known) -> Step:
        return Step(fact=fact, kind=kind, before=current, known=seen, reason=reason, state=state)

    if fact.status is Status.PAST:
        return taken(
            StepKind.PAST, f"{place} is the place of a meeting that is over", _with_past(now_state, fact, article, at)
        )
    if fact.status is Status.DENIED:
        return taken(StepKind.DENIED, f"{place} is ruled out", _with_denial(now_state, fact))
    if fact.background:
        return taken(StepKind.BACKGROUND, f"{place} is mentioned as background", now_state)
    if current is not None and at < current.last:
        filled = _with(now_state, fact, article, at, in_force=False)
        return taken(
            StepKind.OLDER, f"the article is older than the report of {current.value} of {_day(current.last)}", filled
        )
    in_force = now_state.current is start.current or (known is None and now_state.current is None)
    after = _with(now_state, fact, article, at, in_force=in_force)
    if known is not None:
        return taken(
            StepKind.SAME, f"{place} is known since {_day(known.first)}, last reported {_day(known.last)}", after
        )
    if around is not None:
        return taken(
            StepKind.REFINED,
            f"{place} and {around.value}, known since {_day(around.first)}, are one within the other",
            after,
            around,
        )
    if current is None:
        return taken(StepKind.FIRST, f"{place} is the first venue named", after)
    return taken(StepKind.NEW, f"{place} has not been named before; in force was {current.value}", after)


def _stance_step(start: FactState, now_state: FactState, fact: Fact, article: Article, at: datetime) -> Step:
    known, current = _find(start, fact.value), start.current

    def taken(kind: StepKind, reason: str, state: FactState = start) -> Step:
        return Step(fact=fact, kind=kind, before=current, known=known, reason=reason, state=state)

    if fact.is_claim:
        return taken(StepKind.CLAIM, f"{fact.speaker} says it about {fact.party}")
    if fact.value == Stance.NO_COMMENT:
        return taken(StepKind.NO_COMMENT, "the party would not say")
    if fact.background:
        return taken(StepKind.BACKGROUND, "it is told as background")
    if current is not None and at < current.last:
        return taken(
            StepKind.OLDER, f"the article is older than the report of “{current.value}” of {_day(current.last)}"
        )
    after = _with(now_state, fact, article, at, in_force=True)
    if current is None:
        return taken(StepKind.FIRST, f"“{fact.value}” is the first stance seen", after)
    if current.value == fact.value:
        return taken(StepKind.SAME, f"“{fact.value}” is in force since {_day(current.first)}", after)
    return taken(
        StepKind.CHANGED, f"from “{current.value}”, in force since {_day(current.first)}, to “{fact.value}”", after
    )


def _find(state: FactState, value: str) -> Seen | None:
    return next((seen for seen in state.seen if seen.value == value), None)


def _is_related(value: str, other: str) -> bool:
    return is_within(value, other) or is_within(other, value)


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def _seen(fact: Fact, article: Article, at: datetime) -> Seen:
    return Seen(
        value=fact.value, status=fact.status, first=at, last=at, article=article.id, source=article.source,
        evidence=fact.evidence,
    )  # fmt: skip


def _with(state: FactState, fact: Fact, article: Article, at: datetime, *, in_force: bool) -> FactState:
    """Return the state with a report of the value, as the current one if it is to be in force."""
    known = _find(state, fact.value)
    if known is None:
        seen = _seen(fact, article, at)
    else:
        newer = at >= known.last
        seen = replace(
            known, status=fact.status if newer else known.status, first=min(known.first, at), last=max(known.last, at)
        )
    if in_force and fact.kind is FactKind.STANCE and (state.current is None or state.current.value != fact.value):
        seen = _seen(fact, article, at)  # a stance that returns is in force since now, not since it was first seen
    return _put(state, seen, in_force=in_force or (state.current is not None and state.current.value == fact.value))


def _with_past(state: FactState, fact: Fact, article: Article, at: datetime) -> FactState:
    """Return the state with a past meeting's place, under the date of that meeting when the sentence names one."""
    when = min(fact.when or at, at)
    known = _find(state, fact.value)
    if known is None:
        return _put(state, _seen(fact, article, when), in_force=False)
    if fact.when is None:
        return state
    seen = replace(known, first=min(known.first, when), last=max(known.last, when))
    return _put(state, seen, in_force=state.current is not None and state.current.value == seen.value)


def _with_denial(state: FactState, fact: Fact) -> FactState:
    known = _find(state, fact.value)
    if known is None:
        return state
    is_current = state.current is not None and state.current.value == fact.value
    return _put(state, replace(known, status=fact.status), in_force=is_current)


def _put(state: FactState, seen: Seen, *, in_force: bool) -> FactState:
    others = [other for other in state.seen if other.value != seen.value]
    ordered = tuple(sorted([*others, seen], key=lambda one: one.first))
    return replace(state, current=seen if in_force else state.current, seen=ordered)
