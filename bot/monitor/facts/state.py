"""What a topic remembers of each fact: its values, since when, who reported and who claimed them.

Values and questions about them; `steps` moves from one state to the next. All times are the articles' own `published`,
never when they were read. Two articles of one hour have no order that could be trusted: feeds round their times, and
are polled one after the other. So an hour is the unit of "earlier" here, see `hour_of`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.monitor.facts.confirmation import Report, with_one
from bot.monitor.facts.fact import Fact, FactKind, Status
from bot.monitor.facts.places import is_within

MOST_REPORTS = 24
"""Reports that are kept of a value, the latest ones."""
MOST_PENDING = 16
"""Values that wait for confirmation."""
MOST_CLAIMS = 12
MOST_SEEN = 200
"""Values that are kept, the latest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One value that a fact has had.

    Attributes:
        value: As in `Fact`. status: the venue's latest status, or None.
        first, last: When it was first and last reported (the articles' `published`), UTC. Of a value that can be in
            force one at a time (a stance), `first` is when it came into force the last time.
        article: The id of the article that reported it first. source: its outlet. evidence: its sentence.
        reports: The latest texts that report it.
        statuses: When a venue was last reported with each status.
    """

    value: str
    status: str | None
    first: datetime
    last: datetime
    article: str
    source: str
    evidence: str
    reports: tuple[Report, ...] = ()
    statuses: tuple[tuple[str, datetime], ...] = ()

    def last_as(self, statuses: frozenset[str]) -> datetime | None:
        """Return when it was last reported with one of these statuses, or None; without a status, simply when."""
        if self.status is None:
            return self.last
        told = dict(self.statuses) or {self.status: self.last}
        return max((at for status, at in told.items() if status in statuses), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one party said of another: kept beside the state, which it never changes."""

    value: str
    speaker: str
    at: datetime
    article: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The hour of the last change.

    Attributes:
        hour: Its start, UTC.
        before: What was in force when it began; all articles of the hour are held against that.
        told: The values that have become news in it.
    """

    hour: datetime
    before: Seen | None
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactState:
    """What a topic remembers of one fact (of one party, for a stance or a person).

    Attributes:
        topic, name, party: Which fact. party is None for a fact that is nobody's.
        current: The value in force, or None when only past or claimed values are known.
        seen: Every value seen, the current one included, in the order of `first`.
        pending: Values that wait for confirmation.
        claims: What others said, the latest of each speaker and value.
        ruled_out: The venues that were denied. held: those told as past, under the date of the report.
        turn: The last change; None before the first value.
    """

    topic: str
    name: str
    party: str | None
    current: Seen | None
    seen: tuple[Seen, ...]
    pending: tuple[Seen, ...] = ()
    claims: tuple[Claim, ...] = ()
    ruled_out: tuple[Seen, ...] = ()
    held: tuple[Seen, ...] = ()
    turn: Turn | None = None

    def find(self, value: str) -> Seen | None:
        """Return what is known of a value, or None."""
        return next((seen for seen in self.seen if seen.value == value), None)

    def waiting(self, value: str) -> Seen | None:
        """Return a value that waits for confirmation, or None."""
        return next((seen for seen in self.pending if seen.value == value), None)

    def before(self, at: datetime) -> Seen | None:
        """Return what was in force before the hour of a time, as far as it is remembered."""
        if self.turn is not None and hour_of(at) == self.turn.hour:
            return self.turn.before
        return self.current

    def is_older(self, at: datetime) -> bool:
        """Return whether a time lies in an hour before the last report of the value in force."""
        return self.current is not None and hour_of(at) < hour_of(self.current.last)


def hour_of(at: datetime) -> datetime:
    """Return the start of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)


_COVERS = {
    Status.PROPOSED: (Status.PROPOSED, Status.AGREED, Status.PAST),
    Status.AGREED: (Status.AGREED, Status.PAST),
    Status.PAST: (),
    Status.DENIED: (),
}
"""The statuses that make a place known to somebody who waits for the first: what was agreed need not be proposed."""


def find_known(
    state: FactState,
    fact: Fact,
    *,
    at: datetime,
    lookback: timedelta | None = None,
    statuses: tuple[str, ...] = tuple(Status),
) -> Seen | None:
    """Return the value that makes a fact's value no news, or None: it is new.

    A country and its first city are one venue: "Turkey" then "Istanbul" refines it, and so does "Istanbul" then
    "Turkey". A second city of the country is another venue, whether the country was named before or not. So as many
    venues are new as there are places that nothing known lies within, in whatever order they are named.

    Args:
        state: What is known.
        fact: The fact.
        at: When it is reported, UTC.
        lookback: How long a value counts as known after it was last reported; None: for ever.
        statuses: The venue statuses that somebody waits for; what was only seen with others is not known to him.
    """
    covered = frozenset(str(one) for status in statuses for one in _COVERS[Status(status)])
    earliest = None if lookback is None else hour_of(at) - lookback
    other = {Status.DENIED: state.ruled_out, Status.PAST: state.held}.get(fact.status) if fact.status else None

    def counts(seen: Seen) -> bool:
        last = seen.last_as(covered) if other is None else seen.last
        return last is not None and (earliest is None or hour_of(last) >= earliest)

    known = [seen for seen in (state.seen if other is None else other) if counts(seen)]
    same = [seen for seen in known if seen.value == fact.value]
    if same or fact.kind is not FactKind.VENUE or fact.status is Status.DENIED:
        return same[0] if same else None
    inside = [seen for seen in known if is_within(seen.value, fact.value)]
    if inside:
        return max(inside, key=lambda seen: seen.last)
    around = [seen for seen in known if is_within(fact.value, seen.value)]
    unrefined = [one for one in around if not any(is_within(other.value, one.value) for other in known)]
    return max(unrefined, key=lambda seen: seen.last, default=None)


def with_report(seen: Seen | None, fact: Fact, report: Report) -> Seen:
    """Return what is known of a value after one more report of it.

    A copy of a text that reported it before refreshes nothing: it counts as said when that text was published.
    """
    if seen is None:
        return Seen(
            value=fact.value, status=fact.status, first=report.at, last=report.at, article=report.article,
            source=report.source, evidence=fact.evidence, reports=(report,),
            statuses=((fact.status, report.at),) if fact.status else (),
        )  # fmt: skip
    reports = with_one(seen.reports, report, most=MOST_REPORTS)
    at = said_at(seen, report)
    statuses = dict(seen.statuses) or ({seen.status: seen.last} if seen.status else {})
    if fact.status:
        statuses[fact.status] = max(at, statuses.get(fact.status, at))
    ordered = tuple(sorted(statuses.items()))
    latest = max(ordered, key=lambda pair: pair[1])[0] if ordered else None
    seen = replace(seen, last=max(seen.last, at), status=latest, statuses=ordered, reports=reports)
    if at >= seen.first:
        return seen
    return replace(seen, first=at, article=report.article, source=report.source, evidence=fact.evidence)


def said_at(seen: Seen, report: Report) -> datetime:
    """Return when a report's text was published first, as far as it is known to report the value."""
    return min([report.at, *(one.at for one in seen.reports if one.origin == report.origin)])


def put_seen(state: FactState, seen: Seen, *, waits: bool = False) -> FactState:
    """Return the state with a value among those seen, in the order of `first`, and waiting no more unless told so."""
    others = [other for other in state.seen if other.value != seen.value]
    kept = sorted([*others, seen], key=lambda one: one.last)[-MOST_SEEN:]
    ordered = tuple(sorted(kept, key=lambda one: (one.first, one.value)))
    pending = tuple(one for one in state.pending if waits or one.value != seen.value)
    current = seen if state.current is not None and state.current.value == seen.value else state.current
    return replace(state, seen=ordered, pending=pending, current=current)


def put_pending(state: FactState, seen: Seen) -> FactState:
    """Return the state with a value among those that wait for confirmation."""
    others = [one for one in state.pending if one.value != seen.value]
    ordered = sorted([*others, seen], key=lambda one: (one.last, one.value))
    return replace(state, pending=tuple(ordered[-MOST_PENDING:]))


def put_claim(state: FactState, claim: Claim) -> FactState:
    """Return the state with a claim, the latest of its speaker and value."""
    same = [one for one in state.claims if (one.speaker, one.value) == (claim.speaker, claim.value)]
    others = [one for one in state.claims if one not in same]
    latest = max([*same, claim], key=lambda one: one.at)
    ordered = sorted([*others, latest], key=lambda one: (one.at, one.speaker, one.value))
    return replace(state, claims=tuple(ordered[-MOST_CLAIMS:]))


def put_ruled_out(state: FactState, fact: Fact, report: Report) -> FactState:
    """Return the state with a venue among those that were denied."""
    return replace(state, ruled_out=_with_venue(state.ruled_out, fact, report))


def put_held(state: FactState, fact: Fact, report: Report) -> FactState:
    """Return the state with a venue among those of past meetings, under the date of the report."""
    return replace(state, held=_with_venue(state.held, fact, report))


def _with_venue(venues: tuple[Seen, ...], fact: Fact, report: Report) -> tuple[Seen, ...]:
    known = next((one for one in venues if one.value == fact.value), None)
    others = [one for one in venues if one is not known]
    kept = sorted([*others, with_report(known, fact, report)], key=lambda one: (one.last, one.value))
    return tuple(kept[-MOST_SEEN:])
