"""Figures: how everything stands, in numbers, for the status command and for the metrics."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from bot.store.database import Database
from bot.store.events import find_lines
from bot.store.schema import alerts, articles, chats, deliveries, events, feeds
from bot.store.states import ON_THEIR_WAY, ChatState, DeliveryState, FeedState

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How everything stands.

    Attributes:
        feeds: By "active" (and well), "failing", "gone".
        chats: By state.
        deliveries: By state, all that ever were.
        articles, alerts: All that ever were.
        waiting: Deliveries on their way. oldest: when the first of them was decided, UTC, or None.
        last_poll: The last good poll of any feed, UTC, or None. last_alert: likewise, of any rule.
    """

    feeds: dict[str, int]
    chats: dict[str, int]
    deliveries: dict[DeliveryState, int]
    articles: int
    alerts: int
    waiting: int
    oldest: datetime | None
    last_poll: datetime | None
    last_alert: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the history, as far as the metrics need it.

    Attributes:
        kind: Of an alert: its rule's kind; else "".
        outcome: Of a delivery; else "". repeat: it may have arrived before.
        lag: Of a delivery that was sent: seconds from the publication of its article; else None.
    """

    kind: str = ""
    outcome: str = ""
    repeat: bool = False
    lag: float | None = None


class FigureTeller:
    """Reads the figures of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> Figures:
        """Return how everything stands."""
        with self._database.read() as connection:
            on_its_way = deliveries.c.state.in_(ON_THEIR_WAY) & deliveries.c.ended_at.is_(None)
            waiting = select(func.count(), func.min(alerts.c.at)).select_from(deliveries).join(alerts).where(on_its_way)
            count, oldest = connection.execute(waiting).one()
            counts = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
            return Figures(
                feeds=_feeds(connection),
                chats=_chats(connection),
                deliveries=dict.fromkeys(DeliveryState, 0) | {row[0]: row[1] for row in counts},
                articles=connection.scalar(select(func.count()).select_from(articles)) or 0,
                alerts=connection.scalar(select(func.count()).select_from(alerts)) or 0,
                waiting=count,
                oldest=oldest,
                last_poll=connection.scalar(select(func.max(feeds.c.last_ok_at))),
                last_alert=connection.scalar(select(func.max(alerts.c.at))),
            )

    def last_event(self) -> int:
        """Return the number of the history's last line; 0 when there is none."""
        with self._database.read() as connection:
            return connection.scalar(select(func.max(events.c.id))) or 0

    def happened(self, after: int) -> tuple[list[Happened], int]:
        """Return what the history tells after a line, at most 500 lines of it, and the number of the last of them."""
        with self._database.read() as connection:
            lines = find_lines(connection, after=after, limit=_PAGE)
            told = [json.loads(line) for _, line in lines]
            sent = {line["number"] for line in told if line.get("outcome") == DeliveryState.SENT}
            query = select(alerts.c.number, alerts.c.alert).where(alerts.c.number.in_(sent))
            published = {row.number: row.alert.published for row in connection.execute(query)} if sent else {}
        return [_happened(line, published) for line in told], lines[-1][0] if lines else after


def _happened(line: dict[str, Any], published: dict[int, datetime]) -> Happened:
    if line["type"] != "delivery":
        return Happened(kind=line.get("kind", ""))
    lag = None
    if line["outcome"] == DeliveryState.SENT and line["number"] in published:
        lag = max(0.0, (datetime.fromisoformat(line["at"]) - published[line["number"]]).total_seconds())
    return Happened(outcome=line["outcome"], repeat=line["repeat"], lag=lag)


def _feeds(connection: Connection) -> dict[str, int]:
    found = {"active": 0, "failing": 0, "gone": 0}
    query = select(feeds.c.state, feeds.c.failures > 0, func.count()).where(feeds.c.state != FeedState.REMOVED)
    for state, fails, count in connection.execute(query.group_by(feeds.c.state, feeds.c.failures > 0)):
        found["gone" if state is FeedState.GONE else "failing" if fails else "active"] += count
    return found


def _chats(connection: Connection) -> dict[str, int]:
    query = select(chats.c.state, func.count()).where(chats.c.merged_into.is_(None)).group_by(chats.c.state)
    return {str(state): 0 for state in ChatState} | {str(row[0]): row[1] for row in connection.execute(query)}
