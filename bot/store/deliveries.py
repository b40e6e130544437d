"""Deliveries as they begin and as they change together: made by T1, held, released, muted.

All of it happens within the caller's transaction, with the lines of the history file that tell of it. The way of a
single delivery to its chat is `outbox`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.monitor.alerts import Alert
from bot.monitor.rules import RuleKind
from bot.store.events import record_deliveries
from bot.store.schema import alerts, chats, deliveries, mutes, subscriptions
from bot.store.states import ChatState, DeliveryState, Joining


def make_deliveries(
    connection: Connection, raised: Iterable[tuple[int, Alert]], now: datetime, *, only: int | None = None
) -> None:
    """Write one outbox row for each recipient of each numbered alert, or for one chat only."""
    rows, ended = [], False
    for number, alert in raised:
        muted = set(connection.scalars(select(mutes.c.chat_id).where(mutes.c.story_id == int(alert.story))))
        for chat in _recipients(connection, alert):
            if only not in (None, chat.id):
                continue
            state, reason = DeliveryState.PENDING, ""
            if chat.id in muted and alert.kind in _MUTABLE:
                state, reason = DeliveryState.MUTED, "the chat muted the story"
            elif chat.state is ChatState.SUSPENDED:
                state, reason = DeliveryState.HELD, chat.suspended_why or ""
            ended = ended or state is not DeliveryState.PENDING
            end = now if state is DeliveryState.MUTED else None
            rows.append(_NEW | {"number": number, "chat_id": chat.id, "state": state, "reason": reason} | _at(now, end))
    if rows:
        connection.execute(insert(deliveries), rows)
    if ended:
        told = select(deliveries.c.id).where(
            deliveries.c.number.in_({row["number"] for row in rows}), deliveries.c.state != DeliveryState.PENDING
        )
        record_deliveries(connection, connection.scalars(told.order_by(deliveries.c.id)).all(), now)


_MUTABLE = (RuleKind.KEYWORDS, RuleKind.BURST)
"""The alerts that a mute of their story keeps away. A tracked fact that changed is news beyond its story."""
_NEW: dict[str, Any] = {
    "attempts": 0,
    "doubts": 0, "repeat": False, "joining": Joining.FREE, "not_before": None, "message_id": None,
}  # fmt: skip


def _at(changed: datetime, ended: datetime | None) -> dict[str, Any]:
    return {"changed_at": changed, "ended_at": ended}


def _recipients(connection: Connection, alert: Alert) -> Sequence[Any]:
    columns = select(chats.c.id, chats.c.state, chats.c.suspended_why).order_by(chats.c.id)
    if alert.chat is None:
        return connection.execute(columns.join(subscriptions).where(subscriptions.c.topic == alert.topic)).all()
    # A rule that was loaded before its chat was merged into another still names the old one.
    merged = select(chats.c.merged_into).where(chats.c.id == alert.chat).scalar_subquery()
    own = (chats.c.id == alert.chat) & chats.c.merged_into.is_(None)
    return connection.execute(columns.where(own | (chats.c.id == merged))).all()


def hold(connection: Connection, chat_ids: Sequence[int], why: str, now: datetime) -> None:
    """Keep what waits for these chats until they are released."""
    waiting = select(deliveries.c.id).where(
        deliveries.c.chat_id.in_(chat_ids), deliveries.c.state == DeliveryState.PENDING, deliveries.c.ended_at.is_(None)
    )
    _change(connection, connection.scalars(waiting).all(), DeliveryState.HELD, why, now)


def release(connection: Connection, chat_ids: Sequence[int], now: datetime) -> int:
    """Let what was held for these chats go out, as one digest of what was missed; return how many deliveries."""
    held = deliveries.c.chat_id.in_(chat_ids) & (deliveries.c.state == DeliveryState.HELD)
    free = held & (deliveries.c.joining == Joining.FREE)
    connection.execute(update(deliveries).where(free).values(joining=Joining.MISSED))
    back = update(deliveries).where(held).values(state=DeliveryState.PENDING, reason="", changed_at=now)
    return connection.execute(back).rowcount


def end_muted(connection: Connection, these: ColumnElement[bool], now: datetime) -> None:
    """End those of these deliveries that wait although their chat has muted the story, but for changed facts.

    What is being sent when a story is muted is looked at when it comes back to wait.
    """
    waiting = (
        select(deliveries.c.id)
        .join(alerts, alerts.c.number == deliveries.c.number)
        .join(mutes, (mutes.c.chat_id == deliveries.c.chat_id) & (mutes.c.story_id == alerts.c.story_id))
        .where(these, deliveries.c.ended_at.is_(None), alerts.c.kind.in_(_MUTABLE))
        .where(deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.HELD)))
    )
    ids = connection.scalars(waiting).all()
    _change(connection, ids, DeliveryState.MUTED, "the chat muted the story", now, ended_at=now)


def _change(
    connection: Connection, ids: Sequence[int], state: DeliveryState, reason: str, now: datetime, **values: Any
) -> None:
    for delivery_id in ids:
        this = update(deliveries).where(deliveries.c.id == delivery_id)
        connection.execute(this.values(state=state, reason=reason, changed_at=now, **values))
    record_deliveries(connection, sorted(ids), now)
