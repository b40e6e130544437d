"""The decision: given an article, what is known and the rules, what should happen, and why?

The order is fixed: clean the article, judge its story, extract its facts, hold every rule against all that. Each rule
that has a chance to ring gives an `Outcome` with a named reason, whether it rings or stays silent. Nothing is changed
here: the caller saves the decision in one transaction and then lets the memory `remember` it.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TypeAlias

from bot.monitor.alerts import Alert, Moved
from bot.monitor.articles import Article
from bot.monitor.boilerplate import title_label
from bot.monitor.bursts import BurstFigures, Sighting, count_burst, goes_on, is_usual, lack
from bot.monitor.document import Document
from bot.monitor.evidence import keyword_evidence, second_sentence
from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind, Status, humanise
from bot.monitor.facts.state import FactState, find_known
from bot.monitor.facts.steps import Step, StepKind, step
from bot.monitor.matching import Match, match_query
from bot.monitor.matching import explain as explain_query
from bot.monitor.memory import Memory
from bot.monitor.rules import UNMET, First, Outcome, Rule, RuleKind, RuleSet, Verdict
from bot.monitor.say import render_said
from bot.monitor.stories import Judgement, Relation
from bot.monitor.topics import Party, Topic, membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everything that follows from one article. Nothing has happened yet: the caller saves it, then remembers it.

    Attributes:
        article: The article, with its boilerplate removed.
        judgement: Its relation to the stories so far.
        facts: What it says about the topics that it belongs to.
        states: The fact states that it changes, as they are afterwards.
        outcomes: What became of the rules that had a chance to ring; of every rule when asked to explain.
        alerts: What rings.
        sightings: What counts for the rules of kind `burst`, by rule.
    """

    article: Article
    judgement: Judgement
    facts: tuple[Fact, ...] = ()
    states: tuple[FactState, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    alerts: tuple[Alert, ...] = ()
    sightings: tuple[tuple[str, Sighting], ...] = ()


_FOR_EVER, _NEVER = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
"""As the time since when a feed is watched: all backlog is older, and known; or none is."""


def decide(
    article: Article,
    *,
    memory: Memory,
    rules: RuleSet,
    now: datetime,
    since: datetime = _FOR_EVER,
    before: Article | None = None,
    explain: bool = False,
) -> Decision:
    """Decide what follows from one article.

    Args:
        article: As it was read. One that came before (same id or address) is judged as a revision or a copy of itself.
        memory: What is known; it is only read.
        rules: The rules and topics in force.
        now: When this is decided, UTC. In a replay: the article's `published`.
        since: Since when its feed is watched, UTC: backlog of other feeds that was published later is news to it.
        before: What its feed showed in its place before, as it was cleaned and kept; None: it is new there.
        explain: Give an outcome for every rule, also for those whose words are simply not there.
    """
    published_title = article.title
    article = memory.stories.clean(article)
    judgement = memory.stories.judge(article, now=now)
    document = Document.of(article, title_label(published_title, article.title))
    origin = memory.stories.origin(article, judgement)
    case = _Case(
        article=article, document=document, judgement=judgement, memory=memory, now=now, origin=origin, since=since,
        before=Document.of(before) if before else None,
    )  # fmt: skip
    return _decided(case, rules, explain)


def redecide(
    article: Article,
    judgement: Judgement,
    *,
    origin: str,
    memory: Memory,
    rules: RuleSet,
    now: datetime,
    explain: bool = False,
) -> Decision:
    """Decide again about an article that was judged before, by other rules perhaps; stories are not looked at.

    Args:
        article: As it was cleaned and kept. What its desk had written before the title is no longer known.
        judgement: How it was judged then.
        origin: The id of the first article whose text it has, its own when the text is its own.
        memory: What these rules know; of its stories nothing is used.
        rules: The rules and topics to hold it against.
        now: When it was decided then.
        explain: As in `decide`.
    """
    document = Document.of(article)
    case = _Case(article=article, document=document, judgement=judgement, memory=memory, now=now, origin=origin)
    return _decided(case, rules, explain)


def _decided(case: "_Case", rules: RuleSet, explain: bool) -> Decision:
    article, judgement, now = case.article, case.judgement, case.now
    verdicts = [*_keyword_verdicts(case, rules, explain)]
    facts: list[Fact] = []
    states: list[FactState] = []
    if article.audience is None:
        for topic in rules.topics:
            found, steps = _steps(case, topic)
            facts += found
            states += [one.state for one in steps]
            verdicts += _fact_verdicts(case, topic, rules.fact_rules(topic.id), steps, explain)
    elif explain:
        unseen = [rule for topic in rules.topics for rule in rules.fact_rules(topic.id)]
        verdicts += [(Outcome(rule=rule.id, verdict=_NOT_SEEN[0], reason=_NOT_SEEN[1]), None) for rule in unseen]
    outcomes = tuple(outcome for outcome, _ in verdicts)
    return Decision(
        article=article,
        judgement=judgement,
        facts=tuple(facts),
        states=tuple({(state.topic, state.name, state.party): state for state in states}.values()),
        outcomes=outcomes,
        alerts=tuple(alert for _, alert in verdicts if alert),
        sightings=tuple(sightings_in(article, judgement, outcomes, rules, now=now)),
    )


def explain_unmet(article: Article, rules: RuleSet) -> Iterator[Outcome]:
    """Yield why each rule has nothing to do with a kept article, with the first condition that failed.

    For rules that left no outcome at the article. One that it meets all the same must be younger than the article.
    """
    document = Document.of(article)
    for rule in rules.keyword_rules:
        if rule.query is not None:
            met = match_query(rule.query, document) is not None
            reason = explain_query(rule.query, document)
            yield Outcome(rule=rule.id, verdict=Verdict.NO_MATCH, reason=f"{_YOUNGER}: {reason}" if met else reason)
    for topic in rules.topics:
        verdict, reason = _absence(document, topic)
        for rule in rules.fact_rules(topic.id):
            yield Outcome(rule=rule.id, verdict=verdict, reason=reason)


_YOUNGER = "it would be met now, but was not in force when the article came"


def sightings_in(
    article: Article, judgement: Judgement, outcomes: Sequence[Outcome], rules: RuleSet, *, now: datetime
) -> Iterator[tuple[str, Sighting]]:
    """Yield what an article counts for burst rules, by rule; a copy counts nothing. `now` is when it was decided."""
    if _is_copy(article, judgement):
        return
    sighting = Sighting(at=min(article.published, now), story=judgement.story, source=article.source)
    for outcome in outcomes:
        if outcome.rule in rules.burst_rules and outcome.verdict not in UNMET:
            yield outcome.rule, sighting


def _is_copy(article: Article, judgement: Judgement) -> bool:
    """Return whether it is the text of another article, rather than its own, seen again by who could not see it."""
    return judgement.relation is Relation.COPY and judgement.of != article.id


def ring_apart(
    article: Article, judgement: Judgement, silent: Container[str], *, memory: Memory, rules: RuleSet, now: datetime
) -> tuple[Alert, ...]:
    """Return what an article would have rung, for when a reader says that it does not belong to its story.

    Args:
        article: What was taken for a copy or a report, as it was cleaned and kept.
        judgement: The one that a reader contradicts.
        silent: The rules that stayed silent because of it. Each that the article still meets rings.
        memory: What is known; it is only read, and nothing of this is to be remembered.
        rules: The rules and topics in force.
        now: UTC.

    Returns:
        Alerts for a story of the article's own, so that a mute of the old story does not cover it.
    """
    own = replace(judgement, relation=Relation.NEW, story=article.id, of=None)
    document = Document.of(article)
    case = _Case(article=article, document=document, judgement=own, memory=memory, now=now, origin=article.id)
    alerts = []
    for rule, match in rules.keyword_matches(case.document):
        if rule.id in silent and rule.burst is None:
            reason = f"{_said_words(match)}; a reader says that it is {_UNLIKE[judgement.relation]} #{judgement.of}"
            alert = _keyword_alert(case, rules, rule, match, reason, None)
            alerts.append(replace(alert, judgement=judgement))
    return tuple(alerts)


_UNLIKE = {Relation.COPY: "no copy of", Relation.REPORT: "another story than"}


def remember(memory: Memory, decision: Decision, *, now: datetime) -> None:
    """Let the memory learn a decision that has been saved."""
    memory.learn_article(decision.article, decision.judgement, now=now)
    remember_rules(memory, decision)


def remember_rules(memory: Memory, decision: Decision) -> None:
    """Let the memory learn what a decision means for rules and facts, but not its article."""
    memory.learn_outcomes(decision.outcomes, decision.judgement.story, published=decision.article.published)
    memory.learn_states(decision.states)
    for rule, sighting in decision.sightings:
        memory.learn_sighting(rule, sighting)
    for alert in decision.alerts:
        memory.learn_ring(alert.rule, alert.story, alert.party, at=alert.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One article with everything that its rules are held against."""

    article: Article
    document: Document
    judgement: Judgement
    memory: Memory
    now: datetime
    origin: str
    since: datetime = _FOR_EVER
    before: Document | None = None

    def silence(self, rule: Rule) -> tuple[Verdict, str] | None:
        """Return why a rule whose condition is met stays silent all the same, or None: it may ring."""
        if not _sees(rule, self.article.audience):
            return _NOT_SEEN
        if self.article.backlog:
            return Verdict.BACKLOG, "it was there before its feed was watched"
        return None

    def silence_of_edit(self, rule: Rule) -> tuple[Verdict, str] | None:
        """Return why an edit is no news to a rule of words, or None: what the rule waits for came with it.

        What was there before and has not met the rule is older than the rule, which rings from then on.
        """
        if self.before is None or rule.query is None or match_query(rule.query, self.before) is None:
            return None
        if self.memory.has_met(rule.id, self.judgement.story, since=_NEVER):
            return None
        return Verdict.BACKLOG, "it was edited, and said so before the rule was there"

    def silence_of_story(self, rule: Rule) -> tuple[Verdict, str] | None:
        """Return why a rule need not ring for this story again, or None.

        A copy may be the first of its story that meets the rule: it was edited on its way, or the rule is younger than
        the original. Only a rule that the story has met before stays silent.
        """
        rung = self.memory.rung_at(rule.id, self.judgement.story)
        has_met = self.memory.has_met(rule.id, self.judgement.story, since=self.since)
        if self.judgement.relation is Relation.COPY and has_met:
            return Verdict.COPY, self.judgement.reason
        if rung is not None:
            return Verdict.RUNG_BEFORE, f"it rang for this story at {_clock(rung)} ({self.judgement.reason})"
        return None

    def sightings(self, rule: Rule) -> list[Sighting]:
        """Return what counts for a burst rule, this article included unless it is a copy."""
        known = [*self.memory.sightings(rule.id)]
        if not _is_copy(self.article, self.judgement):
            at = min(self.article.published, self.now)
            known.append(Sighting(at=at, story=self.judgement.story, source=self.article.source))
        return known

    def silence_of_burst(self, rule: Rule, figures: BurstFigures) -> tuple[Verdict, str] | None:
        """Return why this is no burst, or none that the rule has not rung for, or None."""
        if rule.burst is None:
            return None
        if _is_copy(self.article, self.judgement):
            return Verdict.COPY, self.judgement.reason
        if missing := lack(rule.burst, figures):
            return Verdict.TOO_FEW, missing
        if is_usual(rule.burst, figures):
            return Verdict.USUAL, f"{figures}; the rule wants {rule.burst.times} times as many as usual"
        rung = self.memory.last_rung_at(rule.id, None)
        if rung is not None and goes_on(rule.burst, self.sightings(rule), rung, self.now):
            return Verdict.RUNG_BEFORE, f"it rang for this burst at {_clock(rung)}"
        return None

    def silence_of_cooldown(self, rule: Rule, party: str | None) -> tuple[Verdict, str] | None:
        """Return why it is too early for a rule to ring again, or None."""
        last = self.memory.last_rung_at(rule.id, party)
        # A ring that lies ahead is of before the clock jumped back: it counts for no longer than one that lies behind.
        if last is not None and abs(self.now - last) < rule.cooldown:
            return Verdict.COOLDOWN, f"it rang at {_clock(last)} and rests until {_clock(last + rule.cooldown)}"
        return None


_Verdict: TypeAlias = tuple[Outcome, Alert | None]
_NOT_SEEN = Verdict.NOT_VISIBLE, "it came from a feed that a chat added for itself; only that chat's watches see it"


def _sees(rule: Rule, audience: frozenset[int] | None) -> bool:
    return audience is None or rule.chat in audience


def _clock(at: datetime) -> str:
    return f"{at:%d %b %Y %H:%M} UTC".lstrip("0")


def _keyword_verdicts(case: _Case, rules: RuleSet, explain: bool) -> Iterator[_Verdict]:
    met = set()
    for rule, match in rules.keyword_matches(case.document):
        met.add(rule.id)
        burst = _count(case, rule)
        of_kind = case.silence_of_burst(rule, burst) if burst else case.silence_of_story(rule)
        silence = case.silence(rule) or case.silence_of_edit(rule) or of_kind or case.silence_of_cooldown(rule, None)
        if silence:
            yield Outcome(rule=rule.id, verdict=silence[0], reason=silence[1]), None
            continue
        reason = str(burst) if burst else _said_words(match)
        alert = _keyword_alert(case, rules, rule, match, reason, burst)
        yield Outcome(rule=rule.id, verdict=Verdict.RANG, reason=reason), alert
    if explain:
        for rule in rules.keyword_rules:
            if rule.id not in met and rule.query is not None:
                yield (
                    Outcome(rule=rule.id, verdict=Verdict.NO_MATCH, reason=explain_query(rule.query, case.document)),
                    None,
                )


def _said_words(match: Match) -> str:
    said = ", ".join(f"“{word}”" for word in match.words)
    return f"the article says {said}" if said else "the article meets the query"


def _count(case: _Case, rule: Rule) -> BurstFigures | None:
    """Return what a burst rule counts with this article; None for another rule."""
    if rule.burst is None:
        return None
    return count_burst(rule.burst, case.sightings(rule), case.now)


def _keyword_alert(
    case: _Case, rules: RuleSet, rule: Rule, match: Match, reason: str, burst: BurstFigures | None
) -> Alert:
    topic = rules.topic(rule.topic) if rule.topic else None
    evidence = keyword_evidence(case.document, match)
    alert = _alert(case, rule, topic, evidence=evidence, matched=match.words, reason=reason)
    return _said(rule, replace(alert, burst=burst))


def _said(rule: Rule, alert: Alert) -> Alert:
    return replace(alert, said=render_said(rule.say, alert)) if rule.say else alert


def _steps(case: _Case, topic: Topic) -> tuple[tuple[Fact, ...], list[Step]]:
    """Extract a topic's facts, and say what each does to what is known."""
    if not topic.facts or not _is_about(topic, case.document):
        return (), []
    facts = extract_facts(case.article, topic)
    steps: list[Step] = []
    for (name, party), group in groupby(sorted(facts, key=_which), key=_which):
        state = case.memory.state(topic.id, name, party or None)
        steps += step(
            state, [*group], article=case.article, now=case.now, confirm=topic.confirm_of(name), origin=case.origin
        )
    order = list(dict.fromkeys(map(_which, facts)))
    return facts, sorted(steps, key=lambda one: order.index(_which(one.fact)))


def _which(fact: Fact) -> tuple[str, str]:
    return fact.name, fact.party or ""


def _is_about(topic: Topic, document: Document) -> bool:
    about = membership(topic.about, topic.parties)
    return about is None or match_query(about, document) is not None


def _fact_verdicts(
    case: _Case, topic: Topic, fact_rules: Sequence[Rule], steps: Sequence[Step], explain: bool
) -> Iterator[_Verdict]:
    for rule in fact_rules:
        mine = [one for one in steps if one.fact.name == rule.fact]
        for outcome, alert in _joined([_fact_verdict(case, topic, rule, one) for one in mine]):
            yield outcome, alert and _said(rule, alert)
        if explain and not mine:
            verdict, reason = _absence(case.document, topic)
            yield Outcome(rule=rule.id, verdict=verdict, reason=reason), None


def _absence(document: Document, topic: Topic) -> tuple[Verdict, str]:
    """Return why a topic has found nothing in an article."""
    about = membership(topic.about, topic.parties)
    if about is not None and not _is_about(topic, document):
        return Verdict.OFF_TOPIC, f"not about {topic.title}: {explain_query(about, document)}"
    return Verdict.NO_MATCH, "the article says nothing of it"


def _fact_verdict(case: _Case, topic: Topic, rule: Rule, one: Step) -> _Verdict:
    silence = (
        silence_of_step(rule, one, topic.parties)
        or case.silence(rule)
        or case.silence_of_cooldown(rule, one.fact.party)
    )
    if silence:
        return Outcome(rule=rule.id, verdict=silence[0], reason=silence[1]), None
    fact = one.fact
    # Within the hour of the first value another one is no first one, though both are held against nothing.
    before = one.before or (one.prior.current if fact.kind is not FactKind.VENUE else None)
    alert = replace(
        _alert(case, rule, topic, reason=one.reason, evidence=fact.evidence, matched=_words(fact)),
        title=rule.title if before else rule.first_title or rule.title,
        new=fact.value,
        old=before.value if before else None,
        old_since=before.first if before else None,
        status=_told_status(rule, one),
        party=fact.party,
        party_name=_party_name(topic.parties, fact.party),
        speaker=_party_name(topic.parties, fact.speaker),
    )
    return Outcome(rule=rule.id, verdict=Verdict.RANG, reason=one.reason), alert


def _joined(verdicts: Sequence[_Verdict]) -> Iterator[_Verdict]:
    """Yield the verdicts with one alert for all the parties that the article moves to one value.

    "The talks are off" is one piece of news, however many parties were to meet.
    """
    together: dict[str | None, list[Alert]] = {}
    for _, alert in verdicts:
        if alert is not None:
            together.setdefault(alert.new, []).append(alert)
    for outcome, alert in verdicts:
        if alert is None or alert.party is None:
            yield outcome, alert
            continue
        first, *others = together[alert.new]
        joint = tuple(Moved(party=one.party or "", name=one.party_name, old=one.old) for one in others)
        title = next((one.title for one in (first, *others) if one.old is not None), first.title)
        yield outcome, replace(first, joint=joint, title=title) if alert is first else None


def _words(fact: Fact) -> tuple[str, ...]:
    """Return the words of the evidence that say it, as far as they are known."""
    if fact.span:
        return (" ".join(fact.evidence[fact.span[0] : fact.span[1]].split()),)
    return (fact.value,) if fact.value in fact.evidence else ()


def _party_name(parties: Sequence[Party], party_id: str | None) -> str:
    return next((party.name for party in parties if party.id == party_id), party_id or "")


_LIVE = (Status.PROPOSED, Status.AGREED)
_SILENT_STEPS = {
    StepKind.PAST: Verdict.PAST,
    StepKind.DENIED: Verdict.OTHER_STATUS,
    StepKind.BACKGROUND: Verdict.BACKGROUND,
    StepKind.CLAIM: Verdict.CLAIM,
    StepKind.OLDER: Verdict.OLDER,
    StepKind.NO_COMMENT: Verdict.KNOWN,
    StepKind.UNCONFIRMED: Verdict.UNCONFIRMED,
    StepKind.UNSURE: Verdict.UNSURE,
    StepKind.BESIDE: Verdict.BESIDE,
}
_OF_STATUS = {StepKind.PAST: Status.PAST, StepKind.DENIED: Status.DENIED}
"""Steps that only a rule waits for that names the status."""


def silence_of_step(rule: Rule, one: Step, parties: Sequence[Party] = ()) -> tuple[Verdict, str] | None:
    """Return why what happened to a fact is not what a rule of its topic waits for, or None: it is.

    The parties of the topic are for their names.
    """
    if rule.parties and one.fact.party not in rule.parties:
        return Verdict.OTHER_PARTY, f"the rule does not watch {_party_name(parties, one.fact.party)}"
    if one.kind is StepKind.CLAIM:
        speaker, holder = (_party_name(parties, who) for who in (one.fact.speaker, one.fact.party))
        return Verdict.CLAIM, f"{speaker} says it about {holder}"
    if one.kind in _SILENT_STEPS and _OF_STATUS.get(one.kind) not in rule.statuses:
        return _SILENT_STEPS[one.kind], one.reason
    if one.fact.status is not None and _told_status(rule, one) is None:
        place = humanise(one.fact.value)
        return Verdict.OTHER_STATUS, f"{place} is {one.fact.status}, for which the rule does not ring"
    if _is_known(rule, one):
        return Verdict.KNOWN, one.reason
    if one.is_first and one.kind not in _OF_STATUS and rule.first is First.SILENT:
        return Verdict.BASELINE, f"{one.reason}; it is the baseline"
    return None


def _told_status(rule: Rule, one: Step) -> Status | None:
    """Return the status of a venue as which it can be news to the rule, its own before others; None: it cannot."""
    awaited = [status for status in one.statuses if status in (rule.statuses or _LIVE)]
    return one.fact.status if one.fact.status in awaited else next(iter(awaited), None)


def _is_known(rule: Rule, one: Step) -> bool:
    """Return whether the value is no news to the rule; a venue last reported long ago counts as new."""
    if rule.kind is not RuleKind.NEW_VALUE:
        return one.kind is StepKind.SAME
    statuses = (rule.statuses or _LIVE) if one.fact.kind is FactKind.VENUE else tuple(Status)
    return find_known(one.prior, one.fact, at=one.at, lookback=rule.lookback, statuses=statuses) is not None


def _alert(
    case: _Case, rule: Rule, topic: Topic | None, *, reason: str, evidence: str, matched: tuple[str, ...] = ()
) -> Alert:
    article = case.article
    return Alert(
        rule=rule.id,
        kind=rule.kind,
        title=rule.title,
        topic=rule.topic,
        topic_title=topic.title if topic else "",
        chat=rule.chat,
        article=article.id,
        headline=article.title,
        url=article.url,
        source=article.source,
        published=article.published,
        story=case.judgement.story,
        evidence=evidence,
        context=second_sentence(article, evidence),
        matched=matched,
        reason=reason,
        at=case.now,
        severity=rule.severity,
        judgement=case.judgement,
    )
