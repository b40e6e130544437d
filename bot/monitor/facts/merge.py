"""What two states of one fact know together.

A topic that got another id without saying which it had before begins anew; once it says so (`was:`), there are two
states of each fact. What either has seen is known then, and in force is what was reported last.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.monitor.facts.confirmation import with_one
from bot.monitor.facts.state import (
    MOST_PENDING,
    MOST_REPORTS,
    MOST_SEEN,
    FactState,
    Seen,
    Telling,
    Turn,
    hour_of,
    put_claim,
    with_earlier,
)

_NEVER = datetime.min.replace(tzinfo=UTC)


def merge(one: FactState, other: FactState) -> FactState:
    """Return what two states of the same fact know together, under the topic's id of the first.

    Whatever is known to one of them is known after. Of values of which one is in force at a time it is as if the value
    of the later state had followed that of the earlier one.
    """
    former, latter = sorted((one, other), key=_in_force)
    held = former.current.value if former.current else None
    seen = _all(former.seen, latter.seen, held)
    live = {seen.value for seen in seen if seen.rank()} | {
        state.current.value for state in (one, other) if state.current
    }
    waiting = [one for one in _all(former.pending, latter.pending) if one.value not in live]
    merged = FactState(
        topic=one.topic, name=one.name, party=one.party,
        current=next((one for one in seen if latter.current and one.value == latter.current.value), None),
        seen=tuple(sorted(seen[-MOST_SEEN:], key=lambda one: (one.first, one.value))),
        pending=tuple(waiting[-MOST_PENDING:]),
        claims=latter.claims,
        ruled_out=tuple(_all(former.ruled_out, latter.ruled_out)[-MOST_SEEN:]),
        held=tuple(_all(former.held, latter.held)[-MOST_SEEN:]),
        turn=_turn(former, latter),
    )  # fmt: skip
    for claim in former.claims:
        merged = put_claim(merged, claim)
    return merged


def _in_force(state: FactState) -> tuple[datetime, float, str]:
    """Return what says which of two states has the value that was reported last."""
    current = state.current
    return (current.rank() or (current.last, 0.0, current.value)) if current else (_NEVER, 0.0, "")


def _turn(former: FactState, latter: FactState) -> Turn | None:
    """Return the last change: the later state did not know what was in force before its first value."""
    turn, before = latter.turn, former.current
    if turn is None or before is None:
        return turn or former.turn
    if turn.before is None and hour_of(before.first) < turn.hour:
        return replace(turn, before=before)
    return turn


def _all(former: Sequence[Seen], latter: Sequence[Seen], held: str | None = None) -> list[Seen]:
    """Return the values that are in one of two lists, in the order of their last report.

    Args:
        former: Of the state whose value in force was reported earlier.
        latter: Of the other one.
        held: The value in force in the former; None: they are not of that kind.
    """
    found = {seen.value: seen for seen in former}
    for seen in latter:
        known = found.get(seen.value)
        found[seen.value] = _joined(known, seen, held) if known else seen
    return sorted(found.values(), key=lambda seen: (seen.last, seen.value))


def _joined(former: Seen, latter: Seen, held: str | None) -> Seen:
    """Return one value as both know it."""
    if latter.status is None and held not in (None, former.value):  # a position that came back begins anew
        return replace(with_earlier(latter, (*former.earlier, *former.reports)), last=max(former.last, latter.last))
    first = min(former, latter, key=lambda seen: seen.first)
    reports = former.reports
    for report in latter.reports:
        reports = with_one(reports, report, most=MOST_REPORTS)
    joined = replace(first, last=max(former.last, latter.last), reports=reports)
    joined = with_earlier(joined, (*former.earlier, *latter.earlier))
    tellings = {one.status: one for one in former.all_tellings()}
    for one in latter.all_tellings():
        known = tellings.get(one.status)
        tellings[one.status] = _told(known, one) if known else one
    return joined.with_tellings(tellings.values()) if tellings else joined


def _told(one: Telling, other: Telling) -> Telling:
    told = one.with_one(other.at, other.weight, other.hour)
    if other.before is None:
        return told
    return replace(told, before=max(other.before, told.before or other.before))
