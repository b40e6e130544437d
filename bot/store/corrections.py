"""Corrections: copies of which a reader said that they are none.

A press of "Not the same" concerns one chat: the copy rings there after all, once, whoever presses how often. For
everybody else nothing changes, neither the story nor what has rung for it, so that nobody can ring or silence another
chat. The pair stays as feedback for tuning, with its texts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, select

from bot.monitor.alerts import Alert
from bot.monitor.articles import Article
from bot.monitor.rules import Verdict
from bot.monitor.stories import Judgement
from bot.store.alerts import alert_row, insert_alerts
from bot.store.articles import article_of
from bot.store.database import Database
from bot.store.deliveries import make_deliveries
from bot.store.events import record_alerts
from bot.store.schema import articles, corrections, decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentCopy:
    """An article that was taken for a copy.

    Attributes:
        article: As it was read last. revision: of that.
        judgement: The one by which it was a copy, of its first version that was one.
        rules: The rules that stayed silent because of it.
    """

    article: Article
    revision: int
    judgement: Judgement
    rules: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One reader's word that an article is no copy of another.

    Attributes:
        article, of: The two articles, as they were read last.
        chat_id: The chat where it was said. at: when, UTC.
        similarity, reason: The figures of the judgement that was wrong.
    """

    article: Article
    of: Article
    chat_id: int
    at: datetime
    similarity: float
    reason: str


class Corrections:
    """The corrections of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def silent_copies(
        self, story: str, *, since: str, rule: str, chat_id: int, limit: int | None = None
    ) -> list[SilentCopy]:
        """Return the copies in a story at which a rule stayed silent, the latest first.

        Args:
            story: Its id.
            since: Only articles that came after this one.
            rule: The rule's id.
            chat_id: Only what this chat may know of and has not corrected.
            limit: How many at most; None: all.
        """
        here = (articles.c.story_id == int(story)) & (articles.c.id > int(since))
        done = select(corrections.c.article_id).where(corrections.c.chat_id == chat_id)
        query = _versions().where(here, articles.c.id.not_in(done)).order_by(articles.c.id.desc(), decisions.c.id)
        found: dict[str, SilentCopy] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                copy = _copy(row)
                if copy and rule in copy.rules and (row.audience is None or chat_id in row.audience):
                    found.setdefault(copy.article.id, copy)
        return list(found.values())[:limit]

    def find_copy(self, article_id: str) -> SilentCopy | None:
        """Return an article as the copy that it was taken for; None when it was not."""
        query = _versions().where(articles.c.id == int(article_id)).order_by(decisions.c.id)
        with self._database.read() as connection:
            return next((copy for row in connection.execute(query) if (copy := _copy(row))), None)

    def correct(
        self, copy: SilentCopy, alerts: Iterable[Alert], *, chat_id: int, now: datetime
    ) -> tuple[int, ...] | None:
        """Note that a copy is none, and let it ring in one chat, in one transaction.

        Args:
            copy: What was taken for a copy.
            alerts: What it rings there.
            chat_id: The chat that says so.
            now: UTC.

        Returns:
            The numbers of the alerts; None when the chat has said so before: then nothing happens.
        """
        article_id = int(copy.article.id)
        with self._database.write() as connection:
            mine = (corrections.c.article_id == article_id) & (corrections.c.chat_id == chat_id)
            if connection.scalar(select(corrections.c.id).where(mine)):
                return None
            values = {"similarity": copy.judgement.similarity, "reason": copy.judgement.reason, "at": now}
            pair = {"article_id": article_id, "copy_of": int(copy.judgement.of or copy.judgement.story)}
            connection.execute(insert(corrections).values(values | pair | {"chat_id": chat_id}))
            raised = insert_alerts(connection, [alert_row(alert, copy.revision) for alert in alerts])
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
                    chat_id=row.chat_id, at=row.at, similarity=row.similarity, reason=row.reason,
                )  # fmt: skip


def _versions() -> Select[Any]:
    columns = (decisions.c.judgement, decisions.c.outcomes)
    return select(articles, *columns).join(decisions, and_(decisions.c.article_id == articles.c.id))


def _copy(row: Row[Any]) -> SilentCopy | None:
    rules = frozenset(outcome.rule for outcome in row.outcomes if outcome.verdict is Verdict.COPY)
    if not rules or row.judgement.of in (None, str(row.id)):
        return None
    return SilentCopy(article=article_of(row), revision=row.revision, judgement=row.judgement, rules=rules)


def _article(connection: Connection, article_id: int) -> Article:
    return article_of(connection.execute(select(articles).where(articles.c.id == article_id)).one())
