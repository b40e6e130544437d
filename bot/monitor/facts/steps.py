"""Whether an article's fact changes what a topic remembers.

Pure transitions: `step` takes a state and an article's facts and returns what each fact does, with the state after it.
It knows no rules: whether a step rings is `decide`'s business.

Theory of operation. Facts come in two sorts. Of venues several can be live at once, and news is a place that was not
known (`state.find_known`). Of a stance, a person, a date or a number one value is in force, and news is another one.

- **Confirmation.** A value that is not in force waits until enough independent sources report it, or an official of
  the party says it himself (`confirmation`). Reports from before the value in force came into force do not count, so
  that the echo of an old position does not bring it back.
- **Hours.** An alert that has rung cannot be taken back. So what becomes news in an hour may only grow with each of its
  articles, and must be the same in the end whichever came first. It is: every value, other than the one in force when
  the hour began, that the reports up to its end confirm; for venues, every place that they confirm and that was not
  known when it began. In force at its end is the one of them that was reported last, or the former value when that was
  confirmed anew and reported later still. A stance told in two ways within an hour does not swing to and fro.
- **Copies** are dated as the text that they copy, and are no further source.
- **Older** articles, from an hour before the last report of the value in force, change nothing, nor do they count as
  reports; a venue fills the memory. Nor does a position that is told of a day before the value in force came into
  force ("last week they offered"), though the article is young.
- **Claims** of one party about another are kept as such, and never change the other's state.

Known limits. A venue that has been seen needs no confirmation to be seen again when the rule's lookback is over. A copy
that is read before its original counts as one of its outlet until then: nobody can know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.monitor.articles import Article
from bot.monitor.facts.confirmation import Report, confirming, describe
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status, humanise
from bot.monitor.facts.places import is_within
from bot.monitor.facts.state import (
    LIVE,
    Claim,
    FactState,
    Seen,
    Turn,
    find_known,
    hour_of,
    put_claim,
    put_held,
    put_pending,
    put_ruled_out,
    put_seen,
    with_earlier,
    with_mention,
    with_report,
)
from bot.monitor.text import tokenize
from bot.monitor.topics import Confirm

SURE = {FactKind.STANCE: 0.87, FactKind.VENUE: 0.6}
"""How likely an article must be to say so before it changes anything, where the rulebook says nothing else.

More than what is shown as found (`Weights.threshold`), as a wrong alert costs more than a wrong line in /why. On
storylines that were left out, four of five stances are right that are so likely, and three or four of five venues
(docs/facts.md).
"""


class StepKind(StrEnum):
    """What one fact of an article does to what is known. Only the first three are news."""

    FIRST = "first"
    """The first value in force."""
    NEW = "new"
    """A venue that has never been named."""
    CHANGED = "changed"
    """A value that differs from the one in force."""
    REFINED = "refined"
    """A venue that lies in one that is known, or the other way round: `known` is that one."""
    SAME = "same"
    """The value is known; `known.last` says since when nobody has reported it."""
    UNCONFIRMED = "unconfirmed"
    """Too few sources report it so far."""
    UNSURE = "unsure"
    """The article may say so, but not surely enough; it changes nothing."""
    PAST = "past"
    """A venue of a meeting that is over; it fills the memory."""
    DENIED = "denied"
    """A venue that is ruled out."""
    BACKGROUND = "background"
    """Told as background; it changes nothing."""
    CLAIM = "claim"
    """One party says it about another; it is kept as a claim and changes nothing."""
    OLDER = "older"
    """The article is older than what is known; a venue fills the memory, nothing turns back."""
    NO_COMMENT = "no_comment"
    """The party would not say; it changes nothing."""
    BESIDE = "beside"
    """The article gives the fact another value in a weightier place; this one changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one fact does to the state of a topic's fact.

    Attributes:
        fact: The fact. kind: what it does. reason: why, in one sentence.
        statuses: As what a venue becomes news, if it does: its own status, and with the report that confirms it also
            those of the reports that waited.
        at: When it counts as said, UTC: a copy says what it copies when that was published.
        before: The value that was in force before the article (for a stance: before its hour), or None.
        known: When this very value (for `REFINED`, the place around it) was seen before the article, or None.
        prior: The state before this step.
        state: The state after this step; that of the last step of an article is the state after the article.
    """

    fact: Fact
    kind: StepKind
    at: datetime
    before: Seen | None
    known: Seen | None
    reason: str
    prior: FactState
    state: FactState
    statuses: tuple[Status, ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether nothing was in force before the hour that it counts as said in."""
        return self.prior.before(self.at) is None


def step(
    state: FactState | None,
    facts: Sequence[Fact],
    *,
    article: Article,
    now: datetime,
    confirm: Confirm = Confirm(),  # noqa: B008 (frozen)
    origin: str | None = None,
) -> tuple[Step, ...]:
    """Return what the facts of one article do to a state, one step after the other.

    Args:
        state: What is known, or None before the first sight.
        facts: The article's facts with one topic, name and party.
        article: The article; its `published` orders what is known, never the time it was read.
        now: When this is decided, UTC: a `published` in the future counts as now.
        confirm: What a new value needs before it is in force.
        origin: The id of the article whose text this one is a copy of; None: the text is its own.
    """
    if not facts:
        return ()
    first = facts[0]
    start = current = state or FactState(topic=first.topic, name=first.name, party=first.party, current=None, seen=())
    at = min(article.published, now)
    taker = _Taker(start=start, article=article, at=at, confirm=confirm, origin=origin or article.id)
    steps: list[Step] = []
    for fact in _venues(facts, confirm) if first.kind is FactKind.VENUE else _singles(facts):
        fact = _as_known(start, fact)
        steps.append(taker.venue(current, fact) if fact.kind is FactKind.VENUE else taker.single(current, fact))
        current = steps[-1].state
    if first.kind is not FactKind.VENUE:
        steps += taker.beside(current, [_as_known(start, fact) for fact in facts], steps[0].fact)
    return tuple(steps)


def _venues(facts: Sequence[Fact], confirm: Confirm) -> list[Fact]:
    """Return the venues to take, the weightiest first: live ones before past ones, a city instead of its country."""
    live = {fact.value for fact in facts if _is_live(fact) and _is_sure(fact, confirm)}
    kept = [fact for fact in facts if _is_live(fact) or fact.value not in live]
    kept = [fact for fact in kept if not (_is_live(fact) and any(is_within(value, fact.value) for value in live))]
    ordered = sorted(kept, key=lambda fact: (not _is_live(fact), -fact.weight))
    return list({fact.value: fact for fact in reversed(ordered)}.values())[::-1]


def _is_live(fact: Fact) -> bool:
    return fact.status in (Status.PROPOSED, Status.AGREED) and not fact.background


def _as_known(state: FactState, fact: Fact) -> Fact:
    """Return a person under the name by which he is known: "Sidi Omar" and "Omar" are one."""
    if fact.kind is not FactKind.PERSON:
        return fact
    words = tokenize(fact.value).words
    for seen in (*state.seen, *state.pending):
        known = tokenize(seen.value).words
        short = min(len(words), len(known))
        if short and words[-1] == known[-1] and (short == 1 or words[0] == known[0]):
            return replace(fact, value=seen.value)
    return fact


def _singles(facts: Sequence[Fact]) -> list[Fact]:
    """Return one value to take, which the party's own words or the narrator give as news; then claims.

    Of two stances it is the one that `extract` ranks first, sure or not: where an article leaves its main point open,
    what it is surer of is beside the point ("negotiators go on by video link", of leaders who are not to meet yet). Of
    other values it is the one in the weightier place.
    """
    claims = list({(fact.speaker, fact.value): fact for fact in facts if fact.is_claim}.values())
    said = [fact for fact in facts if not fact.is_claim]
    if not said:
        return claims

    def rank(fact: Fact) -> tuple[bool, bool, float]:
        is_silence, is_ranked = fact.value == Stance.NO_COMMENT, fact.kind is FactKind.STANCE
        return not fact.background, not is_silence, 0.0 if is_ranked else fact.weight

    best = max(said, key=rank)
    return [best, *claims]


def _is_sure(fact: Fact, confirm: Confirm) -> bool:
    """Return whether the article says so surely enough for the fact to change anything."""
    return fact.chance >= (SURE.get(fact.kind, 0.0) if confirm.sure is None else confirm.sure)


def _doubt(fact: Fact, confirm: Confirm) -> str:
    """Return why a fact is not sure enough, or ""."""
    if _is_sure(fact, confirm):
        return ""
    needed = SURE.get(fact.kind, 0.0) if confirm.sure is None else confirm.sure
    return f"the article says so with a likelihood of {fact.chance:.0%}; to count, it has to be {needed:.0%}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taker:
    """Takes the facts of one article; `start` is the state before it."""

    start: FactState
    article: Article
    at: datetime
    confirm: Confirm
    origin: str

    def report(self, fact: Fact) -> Report:
        """Return the article as a report of what it says."""
        official = fact.speaker == fact.party if fact.party is not None else fact.speaker != ""
        return Report(
            article=self.article.id, origin=self.origin, source=self.article.source, at=self.at, official=official
        )

    def said_at(self, fact: Fact) -> datetime:
        """Return when the article's text was first said to report this: for a copy, the date of what it copies."""
        state = self.start
        told = (*state.seen, *state.pending)
        if fact.status in (Status.PAST, Status.DENIED):
            told = state.held if fact.status is Status.PAST else state.ruled_out
        dates = [seen.text_at(self.origin) for seen in told if seen.value == fact.value]
        return min([self.at, *filter(None, dates)])

    def taken(self, kind: StepKind, reason: str, state: FactState, fact: Fact, after: FactState) -> Step:
        at = self.said_at(fact)
        before = self.start.current if fact.kind is FactKind.VENUE else self.start.before(at)
        return Step(
            fact=fact, kind=kind, at=at, before=before, known=state.find(fact.value), reason=reason, prior=state,
            state=after, statuses=(fact.status,) if fact.status else (),
        )  # fmt: skip

    def older(self, fact: Fact) -> str:
        """Return why the article is too old to change anything, or ""."""
        current, at = self.start.current, self.said_at(fact)
        if current is None or not self.start.is_older(at):
            return ""
        report = f"the report of “{humanise(current.value)}” of {_day(current.last)}"
        if self.origin == self.article.id or self.start.is_older(self.at):
            return f"the article is older than {report}"
        return f"its text is that of #{self.origin} of {_day(at)}, which is older than {report}"

    def told_before(self, fact: Fact) -> str:
        """Return why a fact tells what was before the value in force, or "".

        A copy that is printed days later still tells what its text told then.
        """
        at = self.said_at(fact)
        before = self.start.before(at)
        if fact.when is None or before is None:
            return ""
        told = fact.when - (self.at - at)
        if told.date() >= before.first.date():
            return ""
        return f"it tells of {_day(told)}, before “{humanise(before.value)}” came into force on {_day(before.first)}"

    # Venues

    def venue(self, state: FactState, fact: Fact) -> Step:
        """Return what a venue does."""
        if fact.status in (Status.PAST, Status.DENIED):
            kind, reason, after = self.silent_venue(state, fact)
        elif fact.background:
            kind, reason, after = StepKind.BACKGROUND, f"{humanise(fact.value)} is mentioned as background", state
        elif doubt := _doubt(fact, self.confirm):
            kind, reason, after = StepKind.UNSURE, doubt, state
        elif not self.older(fact):
            return self.live_venue(state, fact)
        else:
            kind, reason, after = StepKind.OLDER, self.older(fact), self.with_older(state, fact)
        return self.taken(kind, reason, state, fact, after)

    def with_older(self, state: FactState, fact: Fact) -> FactState:
        """Return the state with a venue that comes late: it fills the memory, once it is confirmed like any other."""
        seen = self.confirmed(state, fact)
        if seen is None:
            return put_pending(state, with_report(state.waiting(fact.value), fact, self.report(fact)))
        return put_seen(state, seen)

    def confirmed(self, state: FactState, fact: Fact) -> Seen | None:
        """Return what is known of a live venue after this report of it, or None: it still waits for confirmation."""
        seen, report = state.find(fact.value), self.report(fact)
        if seen is not None and seen.last_as(LIVE) is not None:
            return with_report(seen, fact, report)
        waiting = with_report(state.waiting(fact.value), fact, report)
        if not confirming(waiting.reports, self.confirm):
            return None
        denied, hour = _of(state.ruled_out, fact.value), max(one.hour for one in waiting.tellings)
        # What waited is known from this hour on.
        told = [replace(one, hour=hour, before=None) for one in waiting.tellings]
        told += [one for known in (seen, denied) if known for one in known.tellings]
        first = min(waiting, seen or waiting, key=lambda one: one.first)
        last = max(waiting.last, (seen or waiting).last)
        return replace(first, last=last, reports=waiting.reports).with_tellings(told)

    def silent_venue(self, state: FactState, fact: Fact) -> tuple[StepKind, str, FactState]:
        """Return what a place that was, or that will not be, does."""
        if fact.status is Status.PAST:
            kind, reason = StepKind.PAST, f"{humanise(fact.value)} is the place of a meeting that is over"
            after = self.with_past(state, fact)
        else:
            kind, reason = StepKind.DENIED, f"{humanise(fact.value)} is ruled out"
            after = _with_denial(state, fact, self.report(fact))
        older = self.older(fact)
        return (StepKind.OLDER, older, after) if older else (kind, reason, after)

    def live_venue(self, state: FactState, fact: Fact) -> Step:
        """Return what a place that is proposed or agreed does."""
        place, at = fact.value, self.said_at(fact)
        seen = self.confirmed(state, fact)
        if seen is None:
            waiting = with_report(state.waiting(place), fact, self.report(fact))
            reason = f"{humanise(place)} is reported by {describe(waiting.reports, self.confirm)}"
            return self.taken(StepKind.UNCONFIRMED, reason, state, fact, put_pending(state, waiting))
        known = find_known(state, fact, at=at)
        kind, reason = self.novelty(state, fact, known)
        after = _with_last_in_force(put_seen(state, seen), at)
        waited = state.waiting(place)
        told = {fact.status, *(Status(one.status) for one in waited.tellings)} if waited else {fact.status}
        statuses = tuple(status for status in Status if status in told)
        return replace(self.taken(kind, reason, state, fact, after), known=known, statuses=statuses)

    def novelty(self, state: FactState, fact: Fact, known: Seen | None) -> tuple[StepKind, str]:
        """Return whether a venue is new, and why."""
        place, said, current = fact.value, humanise(fact.value), self.start.current
        if known is not None and known.value == place:
            return StepKind.SAME, f"{said} is known since {_day(known.first)}, last reported {_day(known.last)}"
        if known is not None:
            reason = f"{said} and {humanise(known.value)}, known since {_day(known.first)}, are one within the other"
            return StepKind.REFINED, reason
        if current is None or self.start.before(self.said_at(fact)) is None:
            if state.turn is None:
                return StepKind.FIRST, f"{said} is the first venue named"
            first = humanise(state.turn.told[0])
            return StepKind.FIRST, f"{said} comes within the hour of {first}, the first venue named"
        return StepKind.NEW, f"{said} has not been named before; in force was {humanise(current.value)}"

    def with_past(self, state: FactState, fact: Fact) -> FactState:
        """Return the state with a past meeting's place, under the date of that meeting when the sentence names one."""
        known, told, said = state.find(fact.value), self.report(fact), self.said_at(fact)
        state = put_held(state, fact, told)
        hour = hour_of(said)
        if known is not None and fact.when is None and known.last_as(frozenset(Status), before=hour) is not None:
            return state
        # What was, is no report of what is to come.
        at = min(fact.when or said, said)
        return put_seen(state, with_mention(known, fact, told, at=at, hour=hour), waits=True)

    # Values of which one is in force

    def single(self, state: FactState, fact: Fact) -> Step:
        """Return what a stance, a person, a date or a number does."""
        kind, reason, after = StepKind.BACKGROUND, "it is told as background", state
        if fact.is_claim:
            kind, reason = StepKind.CLAIM, f"{fact.speaker} says it about {fact.party}"
            after = put_claim(state, self.claim(fact))
        elif fact.kind is FactKind.STANCE and fact.value == Stance.NO_COMMENT:
            kind, reason = StepKind.NO_COMMENT, "the party would not say"
        elif not fact.background:
            if reason := _doubt(fact, self.confirm):
                return self.taken(StepKind.UNSURE, reason, state, fact, state)
            if not (reason := self.older(fact) or self.told_before(fact)):
                return self.live_single(state, fact)
            kind, after = StepKind.OLDER, self.with_late(state, fact)
        return self.taken(kind, reason, state, fact, after)

    def claim(self, fact: Fact) -> Claim:
        """Return what one party says of another."""
        return Claim(
            value=fact.value, speaker=fact.speaker, at=self.at, article=self.article.id, source=self.article.source,
            evidence=fact.evidence,
        )  # fmt: skip

    def with_late(self, state: FactState, fact: Fact) -> FactState:
        """Return the state with a text that comes too late to count, so that its copies are known as such."""
        report, known, waiting = self.report(fact), state.find(fact.value), state.waiting(fact.value)
        for seen in filter(None, (known, waiting)):
            if seen.text_at(report.origin) is not None:
                return state
        if known is not None:
            return put_seen(state, with_earlier(known, [report]), waits=True)
        seen = waiting or with_mention(None, fact, report, at=report.at, hour=hour_of(report.at))
        return put_pending(state, with_earlier(seen, [report]))

    def beside(self, state: FactState, facts: Sequence[Fact], taken: Fact) -> Iterator[Step]:
        """Yield what the article says of its fact beside the value that was taken: each value once, claims apart."""
        others = {fact.value: fact for fact in reversed(facts) if not fact.is_claim and fact.value != taken.value}
        reason = f"the article says “{humanise(taken.value)}” above all, and one value of an article counts"
        for fact in reversed(others.values()):
            yield self.taken(StepKind.BESIDE, reason, state, fact, state)

    def live_single(self, state: FactState, fact: Fact) -> Step:
        """Return what a value does that its party or the outlet gives as news."""
        value, report, at = fact.value, self.report(fact), self.said_at(fact)
        said = f"“{humanise(value)}”"
        before, known = self.start.before(at), state.find(value)
        if before is not None and before.value == value:
            after = _settled(put_seen(state, with_report(known, fact, report)), self.confirm)
            return self.taken(StepKind.SAME, f"{said} is in force since {_day(before.first)}", state, fact, after)
        turn = state.turn
        is_told = known is not None and turn is not None and turn.hour == hour_of(at) and value in turn.told
        waiting = with_report(known if is_told else state.waiting(value), fact, report)
        floor = hour_of(before.first) if before else None
        counted = [one for one in waiting.reports if floor is None or one.at >= floor]
        if turn is not None and turn.hour == hour_of(at):  # what came after that hour is held against its end
            counted = [one for one in counted if hour_of(one.at) <= turn.hour]
        confirmed = confirming(counted, self.confirm, since=hour_of(at))
        if not confirmed:
            reason = f"{said} is reported by {describe(counted, self.confirm)}"
            return self.taken(StepKind.UNCONFIRMED, reason, state, fact, put_pending(state, waiting))
        seen = replace(waiting, first=confirmed[0].at, last=max(one.at for one in counted))
        if is_told:
            after = _settled(put_seen(state, seen), self.confirm)
            return self.taken(StepKind.SAME, f"{said} was reported within the hour of this text", state, fact, after)
        if known is not None:
            seen = with_earlier(seen, (*known.earlier, *known.reports))
        after = _settled(replace(put_seen(state, seen), turn=_turn(state, seen.last, value)), self.confirm)
        by = f", by {describe(confirmed, self.confirm)}" if self.confirm.sources > 1 else ""
        if before is None:
            first = self.start.current
            reason = f"{said} is the first {fact.kind} seen{by}"
            if first is not None:
                reason = f"{said} comes within the hour of “{humanise(first.value)}”, the first {fact.kind} seen{by}"
            return self.taken(StepKind.FIRST, reason, state, fact, after)
        reason = f"from “{humanise(before.value)}”, in force since {_day(before.first)}, to {said}{by}"
        return self.taken(StepKind.CHANGED, reason, state, fact, after)


def _of(venues: Sequence[Seen], value: str) -> Seen | None:
    return next((seen for seen in venues if seen.value == value), None)


def _with_last_in_force(state: FactState, at: datetime) -> FactState:
    """Return the state with the live venue in force that was reported last, after a report of some time."""
    ranked = {rank: seen for seen in state.seen if (rank := seen.rank())}
    if not ranked:
        return state
    current, turn = ranked[max(ranked)], state.turn
    if state.current is None or state.current.value != current.value:
        turn = _turn(state, at, current.value)
    return replace(state, current=current, turn=turn)


def _turn(state: FactState, at: datetime, value: str) -> Turn:
    """Return the last change after another one."""
    hour, turn = hour_of(at), state.turn
    if turn is not None and turn.hour == hour:
        return replace(turn, told=(*turn.told, value))
    return Turn(hour=hour, before=state.current, told=(value,))


def _settled(state: FactState, confirm: Confirm) -> FactState:
    """Return the state with the value in force that was reported last, of those that the last change brought up.

    What was in force before is among them only when it was confirmed once more within that hour.
    """
    turn = state.turn
    if turn is None:
        return state
    rivals = [seen for value in turn.told if (seen := state.find(value))]
    before = state.find(turn.before.value) if turn.before else None
    if before is not None and confirming([one for one in before.reports if hour_of(one.at) == turn.hour], confirm):
        rivals.append(before)
    return replace(state, current=max(rivals, key=lambda seen: (seen.last, seen.value)))


def _with_denial(state: FactState, fact: Fact, report: Report) -> FactState:
    """Return the state with a venue ruled out; if it was known, that is its status until somebody names it again."""
    state = put_ruled_out(state, fact, report)
    known, denied = state.find(fact.value), _of(state.ruled_out, fact.value)
    if known is None or denied is None:
        return state
    others = [one for one in known.tellings if one.status != Status.DENIED]
    return put_seen(state, known.with_tellings([*others, *denied.tellings]), waits=True)
