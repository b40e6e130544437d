"""What a topic remembers of each fact: its values, since when, who reported and who claimed them.

Values and questions about them; `steps` moves from one state to the next. All times are the articles' own `published`,
never when they were read. Two articles of one hour have no order that could be trusted: feeds round their times, and
are polled one after the other. So an hour is the unit of "earlier" here, see `hour_of`.

Therefore everything kept is a set, a minimum or a maximum over the reports of an hour, and never hangs on which of them
came first: a value has a set of reports, a venue the latest time of each status in its latest hour and before that
(`Telling`), and what was in force when an hour began is kept as long as it lasts (`Turn`).
"""

from collections.abc import Container, Iterable
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
LIVE = frozenset({Status.PROPOSED.value, Status.AGREED.value})
"""The statuses of a venue for a meeting to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """When a venue was last reported with one status.

    Attributes:
        status: The status.
        at: The latest report; of a past meeting, the date of that meeting when it was named. weight: its place there.
        hour: The hour of the latest report. before: `at` as it was when that hour began; None: never before.
    """

    status: str
    at: datetime
    weight: float = 0.0
    hour: datetime
    before: datetime | None = None

    def with_one(self, at: datetime, weight: float, hour: datetime) -> "Telling":
        """Return it after one more report with this status, of the same hour, a later or an earlier one."""
        last = max((self.at, self.weight), (at, weight))
        before, latest = self.before, max(self.hour, hour)
        if hour != self.hour:
            older = at if hour < self.hour else self.at
            before = older if before is None else max(before, older)
        return Telling(status=self.status, at=last[0], weight=last[1], hour=latest, before=before)

    def known(self, hour: datetime) -> datetime | None:
        """Return `at` as it was when an hour began, or None."""
        return self.at if self.hour < hour else self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One value that a fact has had.

    Attributes:
        value: As in `Fact`. status: the venue's latest status, or None.
        first, last: When it was first and last reported (the articles' `published`), UTC. Of a value that can be in
            force one at a time (a stance), `first` is when it came into force the last time.
        article: The id of the article that reported it first. source: its outlet. evidence: its sentence.
        reports: The latest texts that report it; of a stance, since it waits for coming into force.
        earlier: Texts that do not count: late ones, or of when it was in force before. Copies are known by them.
        tellings: What is known of a venue's statuses, one each.
    """

    value: str
    status: str | None
    first: datetime
    last: datetime
    article: str
    source: str
    evidence: str
    reports: tuple[Report, ...] = ()
    earlier: tuple[Report, ...] = ()
    tellings: tuple[Telling, ...] = ()

    def last_as(self, statuses: Container[str], *, before: datetime | None = None) -> datetime | None:
        """Return when it was last reported with one of these statuses; without a status, simply when.

        Args:
            statuses: The statuses.
            before: An hour: only what was known when it began.

        Returns:
            None when it never was.
        """
        if self.status is None:
            return self.last
        told = [one for one in self.all_tellings() if one.status in statuses]
        dates = [one.at if before is None else one.known(before) for one in told]
        return max((at for at in dates if at is not None), default=None)

    def text_at(self, origin: str) -> datetime | None:
        """Return when the text of an origin was published first; None: it is not known to report the value."""
        return min((one.at for one in (*self.reports, *self.earlier) if one.origin == origin), default=None)

    def has_been(self, status: str | None) -> bool:
        """Return whether it was ever reported with a status; without one, it was."""
        return status is None or any(one.status == status for one in self.all_tellings())

    def is_told(self, statuses: Container[str], hour: datetime) -> bool:
        """Return whether it was reported with one of these statuses within an hour, as far as it is the latest one."""
        return any(one.status in statuses and one.hour == hour for one in self.all_tellings())

    def rank(self) -> tuple[datetime, float, str] | None:
        """Return what says which of two live venues is in force, the one reported last; None: it is not live."""
        ranks = [(one.at, one.weight, self.value) for one in self.all_tellings() if one.status in LIVE]
        return max(ranks, default=None)

    def with_telling(self, status: str | None, at: datetime, weight: float, hour: datetime) -> "Seen":
        """Return it after one more report with a status."""
        if status is None:
            return self
        told = {one.status: one for one in self.all_tellings()}
        new = Telling(status=status, at=at, weight=weight, hour=hour)
        told[status] = told[status].with_one(at, weight, hour) if status in told else new
        return self.with_tellings(told.values())

    def with_tellings(self, tellings: Iterable[Telling]) -> "Seen":
        """Return it with these tellings; its status is the one told last."""
        ordered = tuple(sorted(tellings, key=lambda one: one.status))
        latest = max(ordered, key=lambda one: one.at, default=None)
        return replace(self, tellings=ordered, status=latest.status if latest else None)

    def all_tellings(self) -> tuple[Telling, ...]:
        """Return what is known of its statuses, one each."""
        if self.tellings or self.status is None:
            return self.tellings
        return (Telling(status=self.status, at=self.last, hour=hour_of(self.last)),)


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

    That is one known before the hour, or within it by a report that somebody waits for too. A report of the same hour
    with another status makes nothing known: it may as well come after this one.

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
    awaited, hour = LIVE.intersection(statuses), hour_of(at)
    earliest = None if lookback is None else hour - lookback
    other = {Status.DENIED: state.ruled_out, Status.PAST: state.held}.get(fact.status) if fact.status else None

    def counts(seen: Seen) -> bool:
        last = seen.last_as(covered, before=hour) if other is None else seen.last
        is_known = last is not None and (earliest is None or hour_of(last) >= earliest)
        return is_known or (other is None and seen.is_told(awaited, hour))

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
    first = seen.text_at(report.origin) if seen else None
    at = report.at if first is None else min(first, report.at)
    reports = with_one(seen.reports if seen else (), report, most=MOST_REPORTS)
    if seen is None or first != at or not seen.has_been(fact.status):
        seen = with_mention(seen, fact, report, at=at, hour=hour_of(at))
    return replace(seen, reports=reports)


def with_mention(seen: Seen | None, fact: Fact, report: Report, *, at: datetime, hour: datetime) -> Seen:
    """Return what is known of a value after a mention that is no report of it.

    Args:
        seen: What was known.
        fact: What is said of it.
        report: Who says so.
        at: Since when that makes it known, UTC.
        hour: The hour in which it was said.
    """
    if seen is None:
        seen = Seen(
            value=fact.value, status=None, first=at, last=at, article=report.article, source=report.source,
            evidence=fact.evidence,
        )  # fmt: skip
    elif at < seen.first:
        seen = replace(seen, first=at, article=report.article, source=report.source, evidence=fact.evidence)
    return replace(seen.with_telling(fact.status, at, fact.weight, hour), last=max(seen.last, at))


def with_earlier(seen: Seen, reports: Iterable[Report]) -> Seen:
    """Return a value with more texts that do not count; one that counts is not among them."""
    earlier, counting = seen.earlier, {one.origin for one in seen.reports}
    for report in reports:
        if report.origin not in counting:
            earlier = with_one(earlier, report, most=MOST_REPORTS)
    return replace(seen, earlier=earlier)


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
