"""Replay: recorded articles through the same `decide` as the live program, without a database or a network.

The clock of a replay is the articles' own: an article is decided at its `published`, and never before the one above it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.feeds.items import two_letter_language, web_address
from bot.feeds.plaintext import clean_line, clean_text
from bot.monitor.alerts import Alert, alert_lines
from bot.monitor.articles import MAX_TEXT, MAX_TITLE, Article
from bot.monitor.decide import Decision, decide, remember
from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.memory import Memory
from bot.monitor.rules import RuleSet

_YEARS = range(1000, 9000)
"""Windows and cooldowns are added to a time and taken from it: room for centuries on both sides of what is a date."""
_MAX_NAME = 500
"""Characters of an id or a source that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line of a recording that is no article: its 1-based number and what is wrong with it."""

    line: int
    message: str


def read_articles(lines: Iterable[str]) -> Iterator[Article | BadLine]:
    """Yield the articles of a recording in JSON Lines, in their order; a line that is not valid is a `BadLine`.

    An article without `published` takes the latest time above it; the first, the start of 1970.
    """
    last = datetime.fromtimestamp(0, UTC)
    for number, line in enumerate(lines, 1):
        line = line.strip().removeprefix("\ufeff")  # Windows marks the beginning of a file
        if not line:
            continue
        try:
            article = _article(_json(line), number, last)
        except ValueError as error:
            yield BadLine(line=number, message=str(error))
            continue
        last = max(last, article.published)
        yield article


def _json(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not valid JSON") from None


def _article(row: object, number: int, last: datetime) -> Article:
    if not isinstance(row, dict):
        raise ValueError("an article is a JSON object")
    fields = {name: _string(row, name) for name in ("title", "text", "url", "source", "language")}
    title, text = clean_line(fields["title"], MAX_TITLE), clean_text(fields["text"], MAX_TEXT)
    if not title and not text:
        raise ValueError("an article needs a title or a text")
    return Article(
        id=clean_line(str(row.get("id") or ""), _MAX_NAME) or f"line{number}",
        title=title,
        text=text,
        url=web_address(fields["url"], ""),
        source=clean_line(fields["source"], _MAX_NAME),
        published=_time(row["published"]) if row.get("published") else last,
        language=two_letter_language(fields["language"]),
    )


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"'{name}' must be a string")
    return value


def _time(value: object) -> datetime:
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        shown = clean_line(str(value), _MAX_NAME)
        raise ValueError(f"'published' must be a time like 2025-05-12T09:30:00Z, not '{shown}'") from None
    if time.year not in _YEARS:
        raise ValueError(f"'published' must lie in the years {_YEARS[0]} to {_YEARS[-1]}, not in {time.year}")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def replay(articles: Iterable[Article], rules: RuleSet, memory: Memory, *, explain: bool) -> Iterator[Decision]:
    """Decide recorded articles one after the other; each learns from those before it.

    An id that comes again with another article is another id, as it is when a feed gives it again: "812~2".
    """
    now = datetime.min.replace(tzinfo=UTC)
    known_as: dict[str, str] = {}  # ids that came again
    for recorded in articles:
        article = replace(recorded, id=known_as.get(recorded.id, recorded.id))
        if article.id in memory.stories and memory.stories.has_other(memory.stories.clean(article)):
            known_as[recorded.id] = _next_id(recorded.id, memory)
            article = replace(recorded, id=known_as[recorded.id])
        now = max(now, article.published)
        decision = decide(article, memory=memory, rules=rules, now=now, explain=explain)
        remember(memory, decision, now=now)
        yield decision


def _next_id(given: str, memory: Memory) -> str:
    return next(name for at in count(2) if (name := f"{given}~{at}") not in memory.stories)


def alert_line(alert: Alert) -> dict[str, Any]:
    """Return an alert as the object that `tocsin replay` prints."""
    return {
        "type": "alert",
        "rule": alert.rule,
        "kind": str(alert.kind),
        "topic": alert.topic,
        "article": alert.article,
        "story": alert.story,
        "old": alert.old,
        "new": alert.new,
        "status": alert.status,
        "party": alert.party,
        "joint": [{"party": one.party, "old": one.old} for one in alert.joint],
        "evidence": alert.evidence,
        "at": _iso(alert.at),
        "text": alert_lines(alert).plain(),
    }


def article_line(decision: Decision) -> dict[str, Any]:
    """Return what became of an article as the object that `tocsin replay --explain` prints."""
    judgement = decision.judgement
    return {
        "type": "article",
        "id": decision.article.id,
        "story": judgement.story,
        "relation": str(judgement.relation),
        "similarity": round(judgement.similarity, 1),
        "of": judgement.of,
        "reason": judgement.reason,
        "facts": [_fact_line(fact) for fact in decision.facts],
        "outcomes": [
            {"rule": outcome.rule, "outcome": str(outcome.verdict), "reason": outcome.reason}
            for outcome in decision.outcomes
        ],
    }


def _fact_line(fact: Fact) -> dict[str, Any]:
    line: dict[str, Any] = {"fact": fact.name, "value": fact.value, "evidence": fact.evidence, "reason": fact.reason}
    if fact.kind is FactKind.VENUE:
        line["status"] = fact.status
    else:
        line |= {"party": fact.party, "speaker": fact.speaker}
    if fact.span is not None:
        line["span"] = list(fact.span)
    line |= {"weight": fact.weight, "likelihood": round(fact.chance, 2)}
    return line | {"topic": fact.topic, "background": fact.background}


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
