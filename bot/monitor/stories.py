"""Stories: is an article new, a copy of one we have, or another report of the same thing?"""

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """How an article stands to what we have."""

    NEW = "new"
    """The first of its story."""
    COPY = "copy"
    """The same text republished or lightly edited: silent, it only adds an outlet."""
    REPORT = "report"
    """Another outlet's own words on the same thing: rings only what is new."""
    REVISION = "revision"
    """A later version of an article that we have: same feed and key, or same address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The relation of one article to the stories so far, and why.

    Attributes:
        relation: See `Relation`.
        story: The story's id: the id of its first article.
        of: The id of the article that it is a copy, report or revision of; None for `NEW`.
        similarity: 0 to 100, of the pair (article, of); for `NEW` of the nearest candidate.
        reason: In one sentence, with its figures: "copy of #812: 81 % of the first 80 words, title 91".
    """

    relation: Relation
    story: str
    of: str | None
    similarity: float
    reason: str
