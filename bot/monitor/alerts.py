"""Alerts: what is raised when a match counts, and how it reads."""

from dataclasses import dataclass
from datetime import datetime

from bot.monitor.rules import RuleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Everything a reader needs to know about one ring.

    Attributes:
        rule: The rule's id. kind: its kind. title: its heading, "New venue".
        topic: The topic's id, or None for a chat's own rule. topic_title: for people, or "".
        chat: The chat that alone receives it, or None: the topic's subscribers.
        article: The article's id. headline, url, source, published: of the article.
        story: The story's id.
        new, old: The values, for a fact; `old` is None at first sight. old_since: when `old` was first reported.
        status, party, party_name, speaker: as in `Fact`; party_name for people.
        evidence: The quoted sentence, or for keywords the sentence that holds the words; may be "".
        matched: The words that met a query, as they stand in the article.
        reason: Why it rang, in one sentence.
        at: When it was decided, UTC.
    """

    rule: str
    kind: RuleKind
    title: str
    topic: str | None
    topic_title: str
    chat: int | None
    article: str
    headline: str
    url: str
    source: str
    published: datetime
    story: str
    new: str | None = None
    old: str | None = None
    old_since: datetime | None = None
    status: str | None = None
    party: str | None = None
    party_name: str = ""
    speaker: str = ""
    evidence: str = ""
    matched: tuple[str, ...] = ()
    reason: str
    at: datetime
