"""Corrections: articles of which a reader said that they are not the same as what they were taken for.

An article that was taken for a copy, or for a report of a story that it does not tell, stays silent where the rules
have met or rung for that story before. A press of "Not the same" concerns one chat: the article rings there after all,
once, whoever presses how often, and the story is read apart there (`members`). For everybody else nothing changes,
neither the story nor what has rung for it, so that nobody can ring or silence another chat. The pair stays as feedback
for tuning, with its texts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, select

from bot.monitor.alerts import Alert
from bot.monitor.articles import Article
from bot.monitor.rules import BY_STORY, Verdict
from bot.monitor.stories import Judgement, Relation
from bot.store.alerts import alert_row, insert_alerts
from bot.store.articles import article_of
from bot.store.database import Database
from bot.store.deliveries import make_deliveries
from bot.store.events import record_alerts
from bot.store.members import members
from bot.store.schema import articles, corrections, decisions

_JOINED = (Relation.COPY, Relation.REPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """An article that was taken for a copy or a report of another, and stayed silent because of it.

    Attributes:
        article: As it was read last. revision: of that.
        judgement: The one by which it joined its story.
        rules: The rules that stayed silent because of it at some version of it, and never rang for any.
    """

    article: Article
    revision: int
    judgement: Judgement
    rules: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One reader's word that an article is not the same as another.

    Attributes:
        article, of: The two articles, as they were read last.
        relation: What the first was taken for: a copy or a report.
        chat_id: The chat where it was said. at: when, UTC.
        similarity, reason: The figures of the judgement that was wrong.
    """

    article: Article
    of: Article
    relation: Relation
    chat_id: int
    at: datetime
    similarity: float
    reason: str


class Corrections:
    """The corrections of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def silenced(self, article_id: str, *, rule: str, chat_id: int) -> list[Silenced]:
        """Return what came to the story of an article after it, and at which a rule stayed silent; the latest first.

        Args:
            article_id: The article, mostly one that rang.
            rule: The rule's id.
            chat_id: Only what this chat may know of, and the story as it sees it (`members`).
        """
        with self._database.read() as connection:
            since = members(connection, int(article_id), chat_id) & (articles.c.id > int(article_id))
            rows = connection.execute(_versions().where(since)).all()
        found = (one for one in _silenced(rows) if rule in one.rules)
        return [one for one in found if one.article.audience is None or chat_id in one.article.audience]

    def find_silenced(self, article_id: str) -> Silenced | None:
        """Return an article as what it was taken for; None when no rule stayed silent because of that."""
        with self._database.read() as connection:
            rows = connection.execute(_versions().where(articles.c.id == int(article_id))).all()
        return next(_silenced(rows), None)

    def has_said(self, article_id: str, chat_id: int) -> bool:
        """Return whether a chat has said that an article is not the same as what it was taken for."""
        with self._database.read() as connection:
            return _has_said(connection, int(article_id), chat_id)

    def correct(
        self, silenced: Silenced, alerts: Iterable[Alert], *, chat_id: int, now: datetime
    ) -> tuple[int, ...] | None:
        """Note that an article is not the same, and let it ring in one chat, in one transaction.

        Args:
            silenced: The article, and what it was taken for.
            alerts: What it rings there.
            chat_id: The chat that says so.
            now: UTC.

        Returns:
            The numbers of the alerts; None when the chat has said so before: then nothing happens.
        """
        article_id, judgement = int(silenced.article.id), silenced.judgement
        with self._database.write() as connection:
            if _has_said(connection, article_id, chat_id):
                return None
            pair = {"article_id": article_id, "copy_of": int(judgement.of or judgement.story)}
            figures = {"relation": judgement.relation, "similarity": judgement.similarity, "reason": judgement.reason}
            connection.execute(insert(corrections).values(pair | figures | {"chat_id": chat_id, "at": now}))
            raised = insert_alerts(connection, [alert_row(alert, silenced.revision) for alert in alerts])
            record_alerts(connection, raised)
            make_deliveries(connection, raised, now, only=chat_id)
        return tuple(number for number, _ in raised)

    def all(self) -> Iterator[Correction]:
        """Yield every correction in the order in which they were made."""
        with self._database.read() as connection:
            rows = connection.execute(select(corrections).order_by(corrections.c.id)).all()
            for row in rows:
                yield Correction(
                    article=_article(connection, row.article_id), of=_article(connection, row.copy_of),
                    relation=row.relation, chat_id=row.chat_id, at=row.at, similarity=row.similarity, reason=row.reason,
                )  # fmt: skip


def _has_said(connection: Connection, article_id: int, chat_id: int) -> bool:
    this = (corrections.c.article_id == article_id) & (corrections.c.chat_id == chat_id)
    return connection.scalar(select(corrections.c.id).where(this)) is not None


def _versions() -> Select[Any]:
    """Select articles with their decisions: the latest article first, its first version first."""
    columns = (decisions.c.judgement, decisions.c.outcomes)
    query = select(articles, *columns).join(decisions, and_(decisions.c.article_id == articles.c.id))
    return query.order_by(articles.c.id.desc(), decisions.c.id)


def _silenced(rows: Iterable[Row[Any]]) -> Iterator[Silenced]:
    for _, group in groupby(rows, key=lambda row: row.id):
        versions = list(group)
        joined = (row.judgement for row in versions if row.judgement.of not in (None, str(row.id)))
        judgement = next((one for one in joined if one.relation in _JOINED), None)
        outcomes = [outcome for row in versions for outcome in row.outcomes]
        silent = {outcome.rule for outcome in outcomes if outcome.verdict in BY_STORY}
        silent -= {outcome.rule for outcome in outcomes if outcome.verdict is Verdict.RANG}
        if judgement and silent:
            row = versions[-1]
            yield Silenced(article=article_of(row), revision=row.revision, judgement=judgement, rules=frozenset(silent))


def _article(connection: Connection, article_id: int) -> Article:
    return article_of(connection.execute(select(articles).where(articles.c.id == article_id)).one())
