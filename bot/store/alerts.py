"""Alerts as they were raised: each with its number, the version of the article that raised it, and its deliveries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.monitor.alerts import Alert
from bot.store.chats import Chat, chat_of, threads
from bot.store.database import CHUNK, Database, insert_row
from bot.store.schema import alerts, chats, deliveries
from bot.store.states import DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """How the delivery of an alert to one chat stands.

    Attributes:
        chat: Where it goes. state, at: how it stands, and since when. reason: why, or "".
        attempts: How many times it was tried. repeat: it may have arrived before the last time.
        message_id: The platform's number of the message, once sent.
    """

    chat: Chat
    state: DeliveryState
    at: datetime
    reason: str
    attempts: int
    repeat: bool
    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAlert:
    """An alert with its number, the revision of its article that raised it, and its deliveries by chat."""

    number: int
    alert: Alert
    revision: int
    deliveries: tuple[DeliveryRecord, ...]


class Alerts:
    """The alerts of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, number: int) -> StoredAlert:
        """Return an alert.

        Raises:
            LookupError: There is none with this number.
        """
        with self._database.read() as connection:
            found = _load(connection, connection.execute(select(alerts).where(alerts.c.number == number)).all())
        if not found:
            raise LookupError(f"no alert {number}")
        return found[0]

    def recent(
        self,
        *,
        chat_id: int | None = None,
        rule: str | None = None,
        topic: str | None = None,
        article: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> list[StoredAlert]:
        """Return alerts, the latest first.

        Args:
            chat_id: Only those that this chat received or is to receive.
            rule: Only those of this rule.
            topic: Only those of this topic.
            article: Only those that this article raised.
            since: Only those decided at or after this time, UTC.
            limit: How many at most; None: all.
        """
        query = select(alerts).order_by(alerts.c.number.desc()).limit(limit)
        if chat_id is not None:
            query = query.where(alerts.c.number.in_(select(deliveries.c.number).where(deliveries.c.chat_id == chat_id)))
        for column, wanted in ((alerts.c.rule, rule), (alerts.c.topic, topic)):
            query = query if wanted is None else query.where(column == wanted)
        query = query if since is None else query.where(alerts.c.at >= since)
        query = query if article is None else query.where(alerts.c.article_id == int(article))
        with self._database.read() as connection:
            return _load(connection, connection.execute(query).all())

    def rules(self) -> list[str]:
        """Return the ids of the rules that have rung, in alphabetical order."""
        with self._database.read() as connection:
            return list(connection.scalars(select(alerts.c.rule).distinct().order_by(alerts.c.rule)))

    def by_message(self, chat_id: int, message_id: int) -> tuple[int, ...]:
        """Return the numbers of the alerts that this message in this chat carries, in their order; mostly one."""
        with self._database.read() as connection:
            # The alerts of a closed forum topic stand in the chat itself.
            here = deliveries.c.chat_id.in_(threads(connection, chat_id))
            this = here & (deliveries.c.message_id == message_id)
            return tuple(connection.scalars(select(deliveries.c.number).where(this).order_by(deliveries.c.number)))


def alert_row(alert: Alert, revision: int) -> dict[str, Any]:
    """Return an alert as its row will be, raised by this revision of its article."""
    return {
        "article_id": int(alert.article), "revision": revision, "rule": alert.rule, "kind": alert.kind,
        "topic": alert.topic, "party": alert.party, "chat_id": alert.chat, "story_id": int(alert.story),
        "at": alert.at, "alert": alert,
    }  # fmt: skip


def insert_alerts(connection: Connection, rows: Iterable[dict[str, Any]]) -> list[tuple[int, Alert]]:
    """Insert rows made by `alert_row` within the caller's transaction; return each alert with its number."""
    # Few, and each needs its number.
    return [(insert_row(connection, alerts, **row), row["alert"]) for row in rows]


def _load(connection: Connection, rows: Sequence[Row[Any]]) -> list[StoredAlert]:
    records: dict[int, list[DeliveryRecord]] = {row.number: [] for row in rows}
    numbers = list(records)
    for start in range(0, len(numbers), CHUNK):
        mine = select(deliveries).where(deliveries.c.number.in_(numbers[start : start + CHUNK]))
        ways = connection.execute(mine.order_by(deliveries.c.chat_id)).all()
        here = {way.chat_id for way in ways}
        who = {row.id: chat_of(row) for row in connection.execute(select(chats).where(chats.c.id.in_(here)))}
        for way in ways:
            records[way.number].append(_record(way, who[way.chat_id]))
    return [_alert(row, tuple(records[row.number])) for row in rows]


def _alert(row: Row[Any], ways: tuple[DeliveryRecord, ...]) -> StoredAlert:
    # The value was written down when it rang; its chat may have been merged into another since, its topic renamed.
    alert = replace(row.alert, chat=row.chat_id, topic=row.topic)
    return StoredAlert(number=row.number, alert=alert, revision=row.revision, deliveries=ways)


def _record(way: Row[Any], chat: Chat) -> DeliveryRecord:
    return DeliveryRecord(
        chat=chat, state=way.state, at=way.changed_at, reason=way.reason, attempts=way.attempts, repeat=way.repeat,
        message_id=way.message_id,
    )  # fmt: skip
