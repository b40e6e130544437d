"""Claims: which deliveries go out next, and which of them together as one message.

A chat has one message on its way at a time, and whatever its first delivery waits for, the later ones wait too. Usually
one delivery is one message. Deliveries are joined, the most urgent first, when more of them wait than the limit, or
when they were missed while the chat was away; then as many go as one message holds, and the rest follows in the next
ones. What may have arrived is sent again by itself, so that only its own message carries the mark.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select, update

from bot.monitor.alerts import Alert, urgency_of
from bot.store.articles import find_outlets
from bot.store.chats import Chat, chat_of
from bot.store.events import record_deliveries
from bot.store.schema import alerts, chats, deliveries
from bot.store.states import ChatState, DeliveryState, Joining, Platform

LONGEST_REST = timedelta(hours=1)
"""No chat is asked to rest longer. A time that lies further ahead was set before the clock jumped back, and is void."""
WINDOW = 500
"""Deliveries of one chat that are looked at together, the oldest ones; a digest holds far fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert that is to be sent to one chat now.

    Attributes:
        id: The store's number. number: the alert's. alert: what it says.
        attempts: How many times it was claimed, this time included.
        doubts: How many of them ended in not knowing whether it arrived.
        repeat: It may have arrived before; the message says so.
        also: The other outlets of the story, in the order in which they came, as far as this chat may know of them.
    """

    id: int
    number: int
    alert: Alert
    attempts: int
    doubts: int
    repeat: bool
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One message: the deliveries of one chat that go out together.

    Attributes:
        chat: Where it goes. deliveries: at least one, in the order in which they are shown.
        missed: They were held while the chat was away.
        more: How many others that would be joined with them found no room, and follow.
    """

    chat: Chat
    deliveries: tuple[Delivery, ...]
    missed: bool = False
    more: int = 0

    @property
    def first(self) -> Delivery:
        """The delivery that is shown first; mostly the only one."""
        return self.deliveries[0]

    @property
    def repeat(self) -> bool:
        """Whether it may have arrived before."""
        return any(delivery.repeat for delivery in self.deliveries)

    @property
    def doubts(self) -> int:
        """How often it ended in not knowing whether it arrived."""
        return max(delivery.doubts for delivery in self.deliveries)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRule:
    """When alerts are joined into one message.

    Attributes:
        above: More waiting alerts of one chat than this are joined.
        fits: How many of these alerts, in this order, one message holds; at least one.
    """

    above: int
    fits: Callable[[Sequence[Alert]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    rows: Sequence[Row[Any]]
    missed: bool = False


def claim(connection: Connection, now: datetime, limit: int, joining: JoinRule | None) -> list[Dispatch]:
    """Choose what is to be sent now and mark it as `sending`, within the caller's transaction; see `Outbox.claim`."""
    claimed = []
    for chat, head in _ready(connection, now, limit):
        group = _group(connection, chat, head, joining)
        try:
            said = _alerts(connection, [row.number for row in group.rows])
        except ValueError:  # the chat has its turn at the next claim
            _end_unreadable(connection, group, now)
        else:
            claimed.append(_dispatch(connection, chat, group, said, now, joining))
    return claimed


def heads(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the chats that may be written to, each with its first delivery that has not ended."""
    first = (
        select(deliveries.c.number)
        .where(deliveries.c.chat_id == chats.c.id, deliveries.c.ended_at.is_(None))
        .order_by(deliveries.c.number)
        .limit(1)
        .correlate(chats)
        .scalar_subquery()
    )
    open_states = (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
    unsettled = select(deliveries.c.chat_id).where(deliveries.c.state.in_(open_states), deliveries.c.ended_at.is_(None))
    head = (deliveries.c.chat_id == chats.c.id) & (deliveries.c.number == first)
    query = select(
        chats, deliveries.c.id.label("delivery_id"), deliveries.c.number, deliveries.c.changed_at,
        deliveries.c.not_before.label("delivery_not_before"),
    )  # fmt: skip
    may_go = (
        chats.c.state == ChatState.ACTIVE,
        deliveries.c.state == DeliveryState.PENDING,
        chats.c.id.not_in(unsettled),
    )
    return query.join(deliveries, head).where(*may_go, *conditions).order_by(deliveries.c.number)


def _ready(connection: Connection, now: datetime, limit: int) -> Iterator[tuple[Chat, int]]:
    """Return the chats whose turn it is with their first delivery, at most one per address: limits go by address."""
    busy = select(chats.c.platform, chats.c.address).join(deliveries).where(deliveries.c.state == DeliveryState.SENDING)
    taken = {(row.platform, row.address) for row in connection.execute(busy)}
    due = [
        or_(column.is_(None), column <= now, column > now + LONGEST_REST)
        for column in (deliveries.c.not_before, chats.c.not_before)
    ]
    for row in connection.execute(heads(*due)).all():
        if limit <= 0:
            return
        if (address := (row.platform, row.address)) not in taken:
            taken.add(address)
            limit -= 1
            yield chat_of(row), row.delivery_id


def _group(connection: Connection, chat: Chat, head: int, joining: JoinRule | None) -> _Group:
    """Return the deliveries that belong into the chat's next message, before it is known how many fit."""
    mine = select(deliveries).where(deliveries.c.chat_id == chat.id, deliveries.c.ended_at.is_(None))
    first: Row[Any] = connection.execute(select(deliveries).where(deliveries.c.id == head)).one()
    single = _Group(rows=[first])
    if joining is None or chat.platform is Platform.TERMINAL:  # a terminal is never behind
        return single
    rows = connection.execute(mine.order_by(deliveries.c.number).limit(WINDOW)).all()
    if repeats := [row for row in rows if row.repeat]:
        apart = next((row for row in repeats if row.joining is Joining.ALONE), None)
        return _Group(rows=[apart] if apart else repeats, missed=all(row.joining is Joining.MISSED for row in repeats))
    if first.joining is Joining.ALONE:
        return single
    if first.joining is Joining.MISSED:
        return _Group(rows=[row for row in rows if row.joining is Joining.MISSED], missed=True)
    free = [row for row in rows if row.joining is Joining.FREE]
    return _Group(rows=free) if len(free) > joining.above else single


def _dispatch(
    connection: Connection,
    chat: Chat,
    group: _Group,
    said: Mapping[int, tuple[Alert, int]],
    now: datetime,
    joining: JoinRule | None,
) -> Dispatch:
    rows = sorted(group.rows, key=lambda row: (urgency_of(said[row.number][0]), row.number))
    if joining is not None and len(rows) > 1:
        rows = rows[: max(1, joining.fits([said[row.number][0] for row in rows]))]
    claimed = update(deliveries).where(deliveries.c.id.in_([row.id for row in rows]))
    connection.execute(claimed.values(state=DeliveryState.SENDING, attempts=deliveries.c.attempts + 1, changed_at=now))
    sent = []
    for row in rows:
        alert, article = said[row.number]
        also = find_outlets(connection, article, chat.id) if len(rows) == 1 else ()
        others = tuple(outlet for outlet in also if outlet != alert.source)
        values = {
            "id": row.id,
            "number": row.number,
            "attempts": row.attempts + 1,
            "repeat": row.repeat,
            "doubts": row.doubts,
        }
        sent.append(Delivery(**values, alert=alert, also=others))
    return Dispatch(chat=chat, deliveries=tuple(sent), missed=group.missed, more=len(group.rows) - len(rows))


def _end_unreadable(connection: Connection, group: _Group, now: datetime) -> None:
    """End the deliveries whose alerts are damaged: they must stop neither their chat nor all the others."""
    for row in group.rows:
        try:
            _alerts(connection, [row.number])
        except ValueError:
            values = {"state": DeliveryState.FAILED, "reason": "the stored alert cannot be read"}
            this = update(deliveries).where(deliveries.c.id == row.id)
            connection.execute(this.values(**values, changed_at=now, ended_at=now))
            record_deliveries(connection, [row.id], now)


def _alerts(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[Alert, int]]:
    """Return alerts by number, each with its article."""
    query = select(alerts.c.number, alerts.c.alert, alerts.c.article_id)
    rows = connection.execute(query.where(alerts.c.number.in_(numbers)))
    return {row.number: (row.alert, row.article_id) for row in rows}
