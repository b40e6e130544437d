"""Moves: a Telegram chat changes its address, because a group became a supergroup.

Mostly only the address changes, and a chat that was suspended is written to again: the new address has refused nothing
yet. When the new address is known as well (its first message came before the news of the
move), two chats become one: the elder keeps its number and receives all that the younger has; the younger's row stays
behind at the old address and points to the elder, so that whoever still names it is led there.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, func, select, update

from bot.store.deliveries import end_muted, release
from bot.store.schema import alerts, chats, corrections, deliveries, feed_chats, mutes, subscriptions, watches
from bot.store.states import ChatState, DeliveryState, Platform

_FURTHEST = (
    DeliveryState.SENT,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.PENDING,
    DeliveryState.HELD,
    DeliveryState.FAILED,
    DeliveryState.MUTED,
)
"""Which of two deliveries of one alert tells more; the other one goes when their chats become one."""
_IN_DOUBT = (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
"""The states of a delivery that may have arrived, or is about to."""


def move_chats(connection: Connection, old: int, new: int, now: datetime) -> list[int]:
    """Move every chat at an address to another, within the caller's transaction; return their numbers."""
    here = (chats.c.platform == Platform.TELEGRAM) & chats.c.merged_into.is_(None)
    left_there = (chats.c.platform == Platform.TELEGRAM) & (chats.c.address == new) & chats.c.merged_into.is_not(None)
    connection.execute(update(chats).where(left_there).values(thread=-chats.c.id))  # makes room, should it move back
    moved = []
    for row in connection.execute(select(chats).where(here, chats.c.address == old).order_by(chats.c.thread)).all():
        there = select(chats).where(here, chats.c.address == new, chats.c.thread == row.thread)
        other = connection.execute(there).one_or_none()
        if old == new or other is None:
            connection.execute(update(chats).where(chats.c.id == row.id).values(address=new))
            if old != new:
                _bring_back(connection, row.id, now)  # who refused us was the old address
            moved.append(row.id)
        else:
            elder, younger = sorted((row, other), key=lambda chat: chat.id)
            _merge(connection, elder, younger, now)
            _settle_addresses(connection, elder.id, younger.id, row.thread, old=old, new=new)
            moved.append(elder.id)
    return moved


def _merge(connection: Connection, elder: Row[Any], younger: Row[Any], now: datetime) -> None:
    _join_deliveries(connection, elder.id, younger.id)
    shared = select(feed_chats.c.feed_id).where(feed_chats.c.chat_id == younger.id, feed_chats.c.shared)
    both = (feed_chats.c.chat_id == elder.id) & feed_chats.c.feed_id.in_(shared)
    connection.execute(update(feed_chats).where(both).values(shared=True))
    same_watch = watches.c.query + "\n" + watches.c.language
    parts: tuple[tuple[Table, Any], ...] = (
        (subscriptions, subscriptions.c.topic),
        (mutes, mutes.c.story_id),
        (feed_chats, feed_chats.c.feed_id),
        (watches, same_watch),
        (corrections, corrections.c.article_id),
    )
    for table, part in parts:
        known = select(part).where(table.c.chat_id == elder.id)
        connection.execute(delete(table).where(table.c.chat_id == younger.id, part.in_(known)))
        connection.execute(_given(table, table.c.chat_id, elder.id, younger.id))
    connection.execute(_given(alerts, alerts.c.chat_id, elder.id, younger.id))
    # Also when both were suspended: the news of the move shows that the bot is heard of. If the new address refuses it
    # still, one message is refused, and all is held again.
    _bring_back(connection, elder.id, now)
    end_muted(connection, deliveries.c.chat_id == elder.id, now)  # each may have muted what waited for the other


def _bring_back(connection: Connection, chat_id: int, now: datetime) -> None:
    values = {"state": ChatState.ACTIVE, "suspended_why": None}
    connection.execute(update(chats).where(chats.c.id == chat_id).values(values))
    release(connection, [chat_id], now)


def _given(table: Table, owner: Column[Any], elder: int, younger: int) -> Any:
    return update(table).where(owner == younger).values(chat_id=elder)


def _join_deliveries(connection: Connection, elder: int, younger: int) -> None:
    pair = (elder, younger)
    twice = select(deliveries.c.number).where(deliveries.c.chat_id.in_(pair)).group_by(deliveries.c.number)
    twice = twice.having(func.count() > 1)
    both = select(deliveries).where(deliveries.c.chat_id.in_(pair), deliveries.c.number.in_(twice))
    best: dict[int, Row[Any]] = {}
    for row in connection.execute(both.order_by(deliveries.c.id)).all():
        rival = best.setdefault(row.number, row)
        if rival is not row:
            first, second = sorted((rival, row), key=lambda delivery: _FURTHEST.index(delivery.state))
            best[row.number] = first
            connection.execute(delete(deliveries).where(deliveries.c.id == second.id))
            if second.repeat or second.state in _IN_DOUBT:  # should the first be sent again, it says so
                connection.execute(update(deliveries).where(deliveries.c.id == first.id).values(repeat=True))
    connection.execute(_given(deliveries, deliveries.c.chat_id, elder, younger))


def _settle_addresses(connection: Connection, elder: int, younger: int, thread: int, *, old: int, new: int) -> None:
    aside = update(chats).where(chats.c.id == younger).values(thread=-younger)  # two chats never share an address
    connection.execute(aside)
    connection.execute(update(chats).where(chats.c.id == elder).values(address=new))
    left = update(chats).where(chats.c.id == younger).values(address=old, thread=thread, merged_into=elder)
    connection.execute(left)
