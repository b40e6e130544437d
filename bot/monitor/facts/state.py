"""What a topic remembers of each fact, and whether an article's fact changes it."""

from dataclasses import dataclass
from datetime import datetime


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
