"""The values that the fact packages share: a fact, the scale of stances, and how values read."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


class FactKind(StrEnum):
    """What a fact is about."""

    VENUE = "venue"
    STANCE = "stance"
    PERSON = "person"
    """Who leads a party's side at the meeting."""
    DATE = "date"
    """The day for which the meeting is set."""
    NUMBER = "number"
    """How many of something there are."""


class Track(StrEnum):
    """Whose meeting a fact is about."""

    LEADERS = "leaders"
    DELEGATIONS = "delegations"


class Status(StrEnum):
    """How real a venue is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    PAST = "past"
    DENIED = "denied"


class Stance(StrEnum):
    """A party's position towards the tracked meeting: an ordered scale, two events, and silence."""

    REFUSES = "refuses"
    PREMATURE = "premature"
    CONDITIONAL = "conditional"
    NOT_EXCLUDED = "not_excluded"
    OPEN = "open"
    PROPOSES = "proposes"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    NO_COMMENT = "no_comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One statement that an article makes about a topic.

    Attributes:
        topic: The topic's id.
        name: The fact's name in the rulebook, for example "venue".
        kind: What it is about.
        value: A venue's main name ("Istanbul", "virtual", "border:Belarus-Poland"), a `Stance`, a person's name as
            written, a day as "2026-03-14", a number as "1200" or "9.2".
        status: A venue's status; None for anything else.
        party: The holder of a stance, or whose side a person leads: a party's id; None for anything else.
        speaker: The id of the party that says so, or "" for the narrator. A claim has a speaker that is not the party.
        evidence: The sentence that shows it, word for word as in the article.
        span: Where in the evidence the words stand that say it, as [start, end) characters; None when it is not known.
        background: It is told as background (dated past, "earlier"), not as news.
        when: For a past venue: the month or year of that meeting, UTC, when the sentence names one. For a stance: the
            day before the article's of which the sentence tells it ("last week", "since May"), when it names one.
        weight: How much the place in the article counts: 3 title, 2 lead, 1 rest.
        chance: 0 to 1: how likely the article says so; 1 where nothing but rules decides.
        reason: The name of the evidence, for a person: "location preposition after a meeting word".
    """

    topic: str
    name: str
    kind: FactKind
    value: str
    status: Status | None = None
    party: str | None = None
    speaker: str = ""
    evidence: str
    span: tuple[int, int] | None = None
    background: bool = False
    when: datetime | None = None
    weight: float = 1.0
    chance: float = 1.0
    reason: str

    @property
    def is_claim(self) -> bool:
        """Whether one party says it about another: stored, but never changes the other's state by itself."""
        return self.party is not None and self.speaker not in ("", self.party)


def humanise(value: str) -> str:
    """Return a fact's value as people say it.

    >>> humanise("virtual"), humanise("border:Belarus-Poland"), humanise("not_excluded")
    ('video conference', 'the Belarus–Poland border', 'not excluded')
    >>> humanise("2026-03-05"), humanise("12000")
    ('Thu 5 Mar 2026', '12,000')
    """
    if value == "virtual":
        return "video conference"
    kind, _, sides = value.partition(":")
    if kind == "border" and sides:
        return f"the {sides.replace('-', '–', 1)} border"
    if _DAY.fullmatch(value):
        day = date.fromisoformat(value)
        return f"{day:%a} {day.day} {day:%b %Y}"
    return f"{int(value):,}" if value.isdecimal() and len(value) > 4 else value.replace("_", " ")
