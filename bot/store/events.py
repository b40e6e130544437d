"""Events: what the history tells about alerts and deliveries, line by line.

A line is written in the transaction that makes it true, as the exact text that `history` appends to the file, so that
the file can be compared and rebuilt byte for byte. `docs/history.md` tells readers what the lines mean.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.monitor.alerts import Alert
from bot.monitor.bursts import BurstFigures
from bot.monitor.stories import Judgement
from bot.store.schema import articles, chats, deliveries, events
from bot.store.states import Platform

_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What some readers take for the end of a line although JSON allows it inside a text."""


def record_alerts(connection: Connection, raised: Iterable[tuple[int, Alert]]) -> None:
    """Tell of new alerts, within T1."""
    _record(connection, [_alert_line(connection, number, alert) for number, alert in raised])


def record_deliveries(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Tell what these deliveries have come to, in the order given, within the transaction of the change."""
    if not ids:
        return
    query = select(deliveries, chats.c.platform, chats.c.address, chats.c.thread).join(chats)
    rows = {row.id: row for row in connection.execute(query.where(deliveries.c.id.in_(ids)))}
    _record(connection, [_delivery_line(rows[delivery_id], now) for delivery_id in ids])


def find_lines(connection: Connection, *, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Return the numbers and texts of the lines that follow a number, each with its line end."""
    query = select(events.c.id, events.c.line).where(events.c.id > after).order_by(events.c.id).limit(limit)
    return [(row.id, f"{row.line}\n".encode()) for row in connection.execute(query)]


def _record(connection: Connection, lines: Sequence[dict[str, Any]]) -> None:
    if lines:
        connection.execute(insert(events), [{"line": _text(line)} for line in lines])


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).translate(_BREAKS)


def _alert_line(connection: Connection, number: int, alert: Alert) -> dict[str, Any]:
    return {
        "type": "alert",
        "number": number,
        "at": _time(alert.at),
        "rule": alert.rule,
        "kind": alert.kind.value,
        "title": alert.title,
        "topic": alert.topic,
        "article": {
            "id": alert.article,
            "headline": alert.headline,
            "url": alert.url,
            "source": alert.source,
            "published": _time(alert.published),
        },
        "story": alert.story,
        "judgement": _judgement(connection, alert.judgement) if alert.judgement else None,
        "old": alert.old,
        "new": alert.new,
        "status": alert.status,
        "party": alert.party,
        "joint": [{"party": one.party, "old": one.old} for one in alert.joint],
        "evidence": alert.evidence,
        "context": alert.context,
        "matched": list(alert.matched),
        "reason": alert.reason,
        "severity": alert.severity.value,
        "said": alert.said,
        "burst": _burst(alert.burst) if alert.burst else None,
    }


def _judgement(connection: Connection, judgement: Judgement) -> dict[str, Any]:
    this = select(articles).where(articles.c.id == int(judgement.of)) if judgement.of else None
    row = None if this is None else connection.execute(this).one_or_none()
    return {
        "relation": judgement.relation.value,
        "similarity": judgement.similarity,
        "reason": judgement.reason,
        "of": row and {"id": judgement.of, "headline": row.title, "url": row.url, "source": row.source},
    }


def _burst(figures: BurstFigures) -> dict[str, Any]:
    return {
        "stories": figures.stories,
        "sources": figures.sources,
        "within": figures.within.total_seconds(),
        "usual": None if figures.usual is None else round(figures.usual, 2),
    }


def _delivery_line(row: Any, now: datetime) -> dict[str, Any]:
    return {
        "type": "delivery",
        "number": row.number,
        "at": _time(now),
        "chat": "terminal" if row.platform is Platform.TERMINAL else row.address,
        "thread": row.thread or None,
        "outcome": row.state.value,
        "message": row.message_id,
        "repeat": row.repeat,
        "reason": row.reason,
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
