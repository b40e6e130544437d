"""Rules: the conditions that ring, and how one article is held against many of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from bot.monitor.bursts import Burst
from bot.monitor.document import Document
from bot.monitor.matching import Match
from bot.monitor.percolator import Percolator
from bot.monitor.query import Query
from bot.monitor.topics import Topic


class RuleKind(StrEnum):
    """What a rule waits for."""

    KEYWORDS = "keywords"
    NEW_VALUE = "new_value"
    CHANGE = "change"
    BURST = "burst"


class Severity(StrEnum):
    """How much an alert matters: of several that are sent as one message, the high ones stand first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """A number by which alerts are sorted: 0 for high, 1 for normal, 2 for low."""
        return (Severity.HIGH, Severity.NORMAL, Severity.LOW).index(self)


class First(StrEnum):
    """What the first sight of a fact does: it sets the baseline, silently or with an alert."""

    ANNOUNCE = "announce"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition.

    Attributes:
        id: Unique: "peace-talks/new-venue" from a rulebook, "watch/17" from a chat.
        kind: What it waits for.
        title: What an alert is headed with: "New venue".
        first_title: For kind `change`: what the alert of the first sight is headed with; "": as the others.
        topic: The topic's id; its subscribers receive the alert. None for a chat's own rule.
        chat: The chat that made it with /watch and alone receives it; None for a rulebook's rule.
        query: The words, for kinds `keywords` and `burst`.
        fact: The fact's name, for kinds `new_value` and `change`.
        parties: For kind `change`: the parties that count; empty: all.
        statuses: For kind `new_value`: the statuses that ring, as in `Status`; empty: proposed and agreed.
        lookback: For kind `new_value`: how long a value counts as known after it was last reported.
        first: For kinds `new_value` and `change`: what the first sight does.
        burst: For kind `burst`: how many stories, outlets, within which time.
        cooldown: The least time between two alerts of this rule (per party, for `change`).
        severity: How much its alerts matter.
        say: The line of its alerts, as in `say`; "": the usual words.
    """

    id: str
    kind: RuleKind
    title: str
    first_title: str = ""
    topic: str | None = None
    chat: int | None = None
    query: Query | None = None
    fact: str | None = None
    parties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    lookback: timedelta = timedelta(days=180)
    first: First = First.ANNOUNCE
    burst: Burst | None = None
    cooldown: timedelta = timedelta(0)
    severity: Severity = Severity.NORMAL
    say: str = ""


class Verdict(StrEnum):
    """What became of one rule at one article. All but `RANG` are silences, and each has its reason."""

    RANG = "rang"
    NO_MATCH = "no_match"
    """The words are not there, or the article says nothing about the fact."""
    OFF_TOPIC = "off_topic"
    """The article does not meet the topic's `about`."""
    COPY = "copy"
    """The article is a copy of one that the rule has already seen."""
    RUNG_BEFORE = "rung_before"
    """The rule has already rung for this story."""
    KNOWN = "known"
    """The fact has this value already."""
    BASELINE = "baseline"
    """First sight of the fact; the rule sets its baseline silently."""
    BACKGROUND = "background"
    """The fact is told as background: it fills the memory."""
    PAST = "past"
    """A venue of a meeting that is over: it fills the memory."""
    CLAIM = "claim"
    """One party says it about another."""
    UNCONFIRMED = "unconfirmed"
    """Too few independent sources report the value so far."""
    UNSURE = "unsure"
    """The article may say so, but the reading is not sure enough to ring for it."""
    BESIDE = "beside"
    """The article gives the fact another value in a weightier place."""
    OTHER_STATUS = "other_status"
    """A venue with a status that the rule does not ring for."""
    OTHER_PARTY = "other_party"
    """A stance of a party that the rule does not watch."""
    OLDER = "older"
    """The article is older than what is known."""
    TOO_FEW = "too_few"
    """There are not enough stories, or outlets, for a burst."""
    USUAL = "usual"
    """So many stories are usual for the rule."""
    COOLDOWN = "cooldown"
    """The rule rang a short time ago."""
    BACKLOG = "backlog"
    """The article was there before its feed was watched, or its words before the rule was there."""
    NOT_VISIBLE = "not_visible"
    """The article came from a feed that another chat added for itself."""

    @property
    def words(self) -> str:
        """The verdict as people read it, before its reason."""
        return _WORDS.get(self, self.value.replace("_", " "))


_WORDS = {
    Verdict.RUNG_BEFORE: "rang before",
    Verdict.BASELINE: "first sight",
    Verdict.BACKGROUND: "background",
    Verdict.PAST: "of the past",
    Verdict.CLAIM: "only a claim",
    Verdict.UNSURE: "not sure enough",
    Verdict.BESIDE: "beside another one",
    Verdict.UNCONFIRMED: "not confirmed yet",
    Verdict.OTHER_STATUS: "another status",
    Verdict.OTHER_PARTY: "another party",
    Verdict.OLDER: "too old",
    Verdict.USUAL: "no more than usual",
    Verdict.COOLDOWN: "resting",
    Verdict.BACKLOG: "there before",
    Verdict.NOT_VISIBLE: "not for this rule",
}
"""What a verdict is called where its own name would read like a code."""
UNMET = frozenset({Verdict.NO_MATCH, Verdict.OFF_TOPIC, Verdict.NOT_VISIBLE})
"""The silences of a rule whose condition is not met, or that may not see the article."""
BY_STORY = frozenset({Verdict.COPY, Verdict.RUNG_BEFORE})
"""The silences that an article owes to the story that it was put into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one rule at one article, and why, in one sentence with the figures or words that decided."""

    rule: str
    verdict: Verdict
    reason: str


class RuleSet:
    """The rules and topics in force; immutable. A change of either builds another one."""

    def __init__(self, rules: Iterable[Rule], topics: Iterable[Topic]) -> None:
        self.rules = tuple(rules)
        self.topics = tuple(topics)
        self._by_topic = {topic.id: topic for topic in self.topics}

    @classmethod
    def build(cls, rules: Iterable[Rule], topics: Iterable[Topic] = ()) -> "RuleSet":
        """Return the set of the rules, in their order, with the topics that they name."""
        return cls(rules, topics)

    @cached_property
    def keyword_rules(self) -> tuple[Rule, ...]:
        """The rules on words, of kinds `keywords` and `burst`, in order."""
        return tuple(rule for rule in self.rules if rule.query)

    def fact_rules(self, topic: str) -> tuple[Rule, ...]:
        """Return the rules on facts of a topic, in order."""
        return self._fact_rules.get(topic, ())

    def topic(self, topic: str) -> Topic | None:
        """Return the topic with this id, or None."""
        return self._by_topic.get(topic)

    def keyword_matches(self, document: Document) -> list[tuple[Rule, Match]]:
        """Return the rules on words whose query the article meets, in order."""
        return [(self.keyword_rules[number], match) for number, match in self.percolator.matches(document)]

    @cached_property
    def burst_rules(self) -> frozenset[str]:
        """The ids of the rules of kind `burst`."""
        return frozenset(rule.id for rule in self.rules if rule.burst)

    @cached_property
    def _fact_rules(self) -> dict[str, tuple[Rule, ...]]:
        on_facts = [rule for rule in self.rules if rule.fact and rule.topic]
        return {str(key): tuple(rule for rule in on_facts if rule.topic == key) for key in {r.topic for r in on_facts}}

    @cached_property
    def percolator(self) -> Percolator:
        """The index over the queries of `keyword_rules`."""
        return Percolator([rule.query for rule in self.keyword_rules if rule.query])
