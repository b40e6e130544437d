"""The shape of a file of rule tests: every block and field; see `cases` for what they mean together."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from bot.monitor.articles import MAX_TEXT, MAX_TITLE
from bot.monitor.rulebook_schema import Block, Chosen, Id, Language, Text, Truth, json_schema_of, parse_duration
from bot.monitor.rules import Verdict


def parse_at(text: object) -> datetime | timedelta:
    """Read when an article is published: a time such as 2026-01-05T12:00Z, or how long after the first one: 90m.

    Raises:
        ValueError: When it is neither.
    """
    try:
        return parse_duration(text)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        raise ValueError(
            "write a time as 2026-01-05T12:00Z, or how long after the first article: 90m, 2h, 3d"
        ) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


At = Annotated[datetime | timedelta, BeforeValidator(parse_at), WithJsonSchema({"type": "string"})]
Long = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Headline = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TITLE)]
Some = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class ArticleBlock(Block):
    """An article of a case; it needs a title or a text."""

    id: Text | None = None
    """By which the expectations name it; without it, its number: 1, 2, 3."""
    title: Headline = ""
    """Its headline."""
    text: Long = ""
    """Its text."""
    at: At | None = None
    """When it is published, 2026-01-05T12:00Z, or how long after the first one, 90m; without it, an hour later."""
    source: Text | None = None
    """The outlet; without it, every article has one of its own."""
    language: Language | None = None
    """Its language; without it, the rulebook's."""
    backlog: Truth = False
    """Whether it was there before its feed was watched: yes or no."""


class AlertBlock(Block):
    """An alert that is expected; what is left out may be anything."""

    rule: Id
    """The rule's id, without the rulebook's name."""
    article: Text
    """The article at which it rings."""
    new: Some | None = None
    """The value now."""
    old: Some | None = None
    """The value before."""
    status: Some | None = None
    """The status of a venue."""
    party: Some | None = None
    """The id of the party whose stance it is."""
    says: Some | None = None
    """Words that stand in the alert."""


class SilenceBlock(Block):
    """A silence that is expected."""

    rule: Id
    """The rule's id, without the rulebook's name."""
    article: Text
    """The article at which it stays silent."""
    verdict: Chosen[Verdict]
    """Why: no_match, copy, known, baseline, background, claim ..."""
    because: Some | None = None
    """Words that stand in the reason."""


class CaseBlock(Block):
    """One test: articles, and what the rules make of them."""

    name: Text
    """What it shows, in one sentence."""
    articles: list[ArticleBlock]
    """In the order in which they are read."""
    rules: list[Id] = Field(default_factory=list)
    """Only these rules are in force; without it, all rules of the rulebook."""
    alerts: list[AlertBlock] = Field(default_factory=list)
    """All alerts of the rules in force; an empty list: nothing rings."""
    silences: list[SilenceBlock] = Field(default_factory=list)
    """Silences that matter, with their verdict."""


class CasesFile(Block):
    """Tests of one rulebook: articles in, alerts and silences out; `tocsin check` runs them."""

    rulebook: Id | None = None
    """The name of the rulebook; without it, the file's name."""
    tests: list[CaseBlock]
    """The tests; each begins with an empty memory."""


def cases_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of tests, for editors."""
    return json_schema_of(CasesFile, "Rulebook tests")
