"""T2, the outbox: one alert on its way to one chat, each step committed by itself.

A delivery is committed as `sending` before anything is sent and as `sent` after Telegram accepted it. Whatever happens
between, nobody sends it again by accident: a crash leaves it `sending`, the next start makes that `uncertain`, and the
operator's policy settles it. Alerts reach a chat in the order of their numbers: only the first delivery of a chat that
has not ended can be claimed, whatever the reason that it waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Subquery, func, or_, select, update

from bot.monitor.alerts import Alert
from bot.store.articles import find_outlets
from bot.store.chats import Chat, chat_of, suspend, threads
from bot.store.database import Database
from bot.store.deliveries import hold, release
from bot.store.events import record_deliveries
from bot.store.meta import find_mark, save_mark
from bot.store.schema import alerts, chats, deliveries
from bot.store.states import ChatState, DeliveryState

_PAUSE = "outbox.not_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert that is to be sent to one chat now.

    Attributes:
        id: The store's number. number: the alert's. alert, chat: what and where.
        attempts: How many times it was claimed, this time included.
        repeat: It may have arrived before; the message says so.
        also: The other outlets of the story, in the order in which they came, as far as this chat may know of them.
    """

    id: int
    number: int
    alert: Alert
    chat: Chat
    attempts: int
    repeat: bool
    also: tuple[str, ...]


class Outbox:
    """The deliveries of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recover(self, now: datetime) -> int:
        """Take deliveries that a crash interrupted for uncertain; call it once, before the first claim.

        Returns:
            How many there are: at most one per chat.
        """
        with self._database.write() as connection:
            query = select(deliveries.c.id).where(deliveries.c.state == DeliveryState.SENDING)
            ids = connection.scalars(query.order_by(deliveries.c.id)).all()
            for delivery_id in ids:
                reason = "the program ended while it was being sent"
                _leave_sending(connection, delivery_id, now, state=DeliveryState.UNCERTAIN, reason=reason)
            return len(ids)

    def settle_uncertain(self, *, resend: bool, now: datetime) -> int:
        """Settle the uncertain deliveries by the operator's policy; until then they stop their chat.

        Args:
            resend: Send them again, marked as a repeat; otherwise they stay uncertain for good.
            now: UTC.

        Returns:
            How many were settled.
        """
        with self._database.write() as connection:
            open_ones = update(deliveries).where(
                deliveries.c.state == DeliveryState.UNCERTAIN, deliveries.c.ended_at.is_(None)
            )
            again: dict[str, Any] = {"state": DeliveryState.PENDING, "repeat": True}
            return connection.execute(
                open_ones.values(changed_at=now, **(again if resend else {"ended_at": now}))
            ).rowcount

    def claim(self, now: datetime, limit: int) -> list[Delivery]:
        """Return what is to be sent now, committed as `sending`: at most one per address, oldest alert first.

        Args:
            now: UTC. Nothing is claimed before the delivery's, its chat's and the outbox's own `not_before`.
            limit: How many at most.
        """
        with self._database.write() as connection:
            if (paused := _paused_until(connection)) and paused > now:
                return []
            ids = _choose(connection, now, limit)
            for delivery_id in ids:
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.id == delivery_id)
                    .values(state=DeliveryState.SENDING, attempts=deliveries.c.attempts + 1, changed_at=now)
                )
            return [_delivery(connection, delivery_id) for delivery_id in ids]

    def mark_sent(
        self, delivery_id: int, message_id: int | None, now: datetime, *, chat_not_before: datetime | None = None
    ) -> None:
        """Note that the platform accepted the message, and until when nothing more goes to this address."""
        with self._database.write() as connection:
            chat_id = _leave_sending(
                connection, delivery_id, now, state=DeliveryState.SENT, message_id=message_id, reason="", ended_at=now
            )
            _slow_down(connection, chat_id, chat_not_before)

    def mark_retry(
        self,
        delivery_id: int,
        reason: str,
        now: datetime,
        *,
        not_before: datetime | None = None,
        chat_not_before: datetime | None = None,
    ) -> None:
        """Note that the message surely did not arrive and is to be sent again, not before the given times."""
        with self._database.write() as connection:
            values = {"state": DeliveryState.PENDING, "reason": reason, "not_before": not_before}
            chat_id = _leave_sending(connection, delivery_id, now, told=False, **values)
            _slow_down(connection, chat_id, chat_not_before)

    def mark_uncertain(self, delivery_id: int, reason: str, now: datetime) -> None:
        """Note that nobody knows whether the message arrived; it stops its chat until `settle_uncertain`."""
        with self._database.write() as connection:
            _leave_sending(connection, delivery_id, now, state=DeliveryState.UNCERTAIN, reason=reason)

    def mark_failed(self, delivery_id: int, reason: str, now: datetime) -> None:
        """Note that this message will never be accepted; the chat's next one follows."""
        with self._database.write() as connection:
            _leave_sending(connection, delivery_id, now, state=DeliveryState.FAILED, reason=reason, ended_at=now)

    def mark_refused(self, delivery_id: int, why: str, now: datetime) -> None:
        """Note that the chat refuses us (blocked, kicked, gone): it is suspended, this delivery held with the rest."""
        with self._database.write() as connection:
            chat_id = _leave_sending(connection, delivery_id, now, state=DeliveryState.HELD, reason=why)
            suspend(connection, chat_id, why, now)

    def hold_chat(self, chat_id: int, why: str, now: datetime) -> None:
        """Hold what waits for this chat, without suspending it, until `release_chat`."""
        with self._database.write() as connection:
            hold(connection, [chat_id], why, now)

    def release_chat(self, chat_id: int, now: datetime) -> int:
        """Let what was held for this chat go out; return how many deliveries that are."""
        with self._database.write() as connection:
            return release(connection, [chat_id], now)

    def pause(self, until: datetime | None) -> None:
        """Send nothing to anybody before this time (a limit on the whole bot); None ends the pause."""
        with self._database.write() as connection:
            save_mark(connection, _PAUSE, until.isoformat() if until else None)

    def slow_chat(self, chat_id: int, not_before: datetime) -> None:
        """Send nothing to this chat's address before this time."""
        with self._database.write() as connection:
            _slow_down(connection, chat_id, not_before)

    def counts(self) -> dict[DeliveryState, int]:
        """Return how many deliveries are in each state."""
        with self._database.read() as connection:
            rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
            return dict.fromkeys(DeliveryState, 0) | {row[0]: row[1] for row in rows}

    def next_due_at(self) -> datetime | None:
        """Return when the next delivery can be claimed (a past time: now), or None when none waits for its time."""
        with self._database.read() as connection:
            rows = connection.execute(_heads().where(_CLAIMABLE))
            times = [max(filter(None, (row.changed_at, row.not_before, row.chat_not_before))) for row in rows]
            paused = _paused_until(connection)
        return max(filter(None, (min(times), paused))) if times else None

    def backlog(self, chat_id: int) -> int:
        """Return how many deliveries of this chat have not ended."""
        with self._database.read() as connection:
            mine = select(func.count()).select_from(deliveries).where(deliveries.c.chat_id == chat_id)
            return connection.scalar(mine.where(deliveries.c.ended_at.is_(None))) or 0


_CLAIMABLE = (deliveries.c.state == DeliveryState.PENDING) & (chats.c.state == ChatState.ACTIVE)


def _heads() -> Any:
    """Return the query for the first delivery of each chat that has not ended."""
    first: Subquery = (
        select(deliveries.c.chat_id, func.min(deliveries.c.number).label("number"))
        .where(deliveries.c.ended_at.is_(None))
        .group_by(deliveries.c.chat_id)
        .subquery()
    )
    columns = select(
        deliveries.c.id, deliveries.c.not_before, deliveries.c.changed_at, chats.c.platform, chats.c.address,
        chats.c.not_before.label("chat_not_before"),
    )  # fmt: skip
    here = (deliveries.c.chat_id == first.c.chat_id) & (deliveries.c.number == first.c.number)
    return columns.join(first, here).join(chats, chats.c.id == deliveries.c.chat_id).order_by(deliveries.c.number)


def _choose(connection: Connection, now: datetime, limit: int) -> list[int]:
    busy = select(chats.c.platform, chats.c.address).join(deliveries).where(deliveries.c.state == DeliveryState.SENDING)
    taken = {(row.platform, row.address) for row in connection.execute(busy)}
    due = [or_(column.is_(None), column <= now) for column in (deliveries.c.not_before, chats.c.not_before)]
    chosen: list[int] = []
    for row in connection.execute(_heads().where(_CLAIMABLE, *due)):
        if len(chosen) == limit:
            break
        if (address := (row.platform, row.address)) not in taken:  # pace limits hold per address, not per thread
            taken.add(address)
            chosen.append(row.id)
    return chosen


def _delivery(connection: Connection, delivery_id: int) -> Delivery:
    row: Row[Any] = connection.execute(
        select(deliveries, alerts.c.alert, alerts.c.story_id, alerts.c.article_id)
        .join(alerts, alerts.c.number == deliveries.c.number)
        .where(deliveries.c.id == delivery_id)
    ).one()
    chat = chat_of(connection.execute(select(chats).where(chats.c.id == row.chat_id)).one())
    outlets: Sequence[str] = find_outlets(connection, row.story_id, since=row.article_id, chat_id=chat.id)
    return Delivery(
        id=row.id,
        number=row.number,
        alert=row.alert,
        chat=chat,
        attempts=row.attempts,
        repeat=row.repeat,
        also=tuple(outlet for outlet in outlets if outlet != row.alert.source),
    )


def _leave_sending(connection: Connection, delivery_id: int, now: datetime, *, told: bool = True, **values: Any) -> int:
    """Change a delivery that is being sent, tell the history, and return its chat's number."""
    this = (deliveries.c.id == delivery_id) & (deliveries.c.state == DeliveryState.SENDING)
    chat_id: int | None = connection.scalar(select(deliveries.c.chat_id).where(this))
    if chat_id is None:
        raise LookupError(f"delivery {delivery_id} is not being sent")
    connection.execute(update(deliveries).where(this).values(changed_at=now, **values))
    if told:
        record_deliveries(connection, [delivery_id], now)
    return chat_id


def _slow_down(connection: Connection, chat_id: int, not_before: datetime | None) -> None:
    if not_before is not None:
        ids = threads(connection, chat_id)
        connection.execute(update(chats).where(chats.c.id.in_(ids)).values(not_before=not_before))


def _paused_until(connection: Connection) -> datetime | None:
    mark = find_mark(connection, _PAUSE)
    return datetime.fromisoformat(mark) if mark else None
