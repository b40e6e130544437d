"""T2, the outbox: alerts on their way to chats, each step committed by itself.

A dispatch (one message, mostly one delivery) is committed as `sending` before anything is sent and as `sent` after
Telegram accepted it. Whatever happens between, nobody sends it again by accident: a crash leaves it `sending`, the next
start makes that `uncertain`, and the operator's policy settles it. Alerts reach a chat in the order of their numbers,
except within a message that joins many; `claims` chooses what goes next.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from bot.store.chats import suspend, threads
from bot.store.claims import LONGEST_REST, Dispatch, JoinRule, claim, heads
from bot.store.database import Database
from bot.store.deliveries import end_muted
from bot.store.events import record_deliveries
from bot.store.meta import find_mark, save_mark
from bot.store.moves import move_chats
from bot.store.schema import chats, deliveries
from bot.store.states import DeliveryState, Joining

_PAUSE = "outbox.not_before"


class NotBeingSent(LookupError):
    """None of a message's deliveries is being sent any more: they have ended, or their chat became one with another."""


class Outbox:
    """The deliveries of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recover(self, now: datetime) -> int:
        """Take deliveries that a crash interrupted for uncertain; call it once, before the first claim.

        Returns:
            How many messages there are: at most one per chat.
        """
        with self._database.write() as connection:
            sending = select(deliveries.c.id, deliveries.c.chat_id).where(deliveries.c.state == DeliveryState.SENDING)
            rows = connection.execute(sending.order_by(deliveries.c.id)).all()
            reason = "the program ended while it was being sent"
            _to_uncertain(connection, [row.id for row in rows], reason, now)
            return len({row.chat_id for row in rows})

    def settle_uncertain(self, *, resend: bool, now: datetime) -> int:
        """Settle the uncertain deliveries by the operator's policy; until then they stop their chat.

        Args:
            resend: Send them again, marked as a repeat; otherwise they stay uncertain for good.
            now: UTC.

        Returns:
            How many were settled.
        """
        with self._database.write() as connection:
            uncertain = (deliveries.c.state == DeliveryState.UNCERTAIN) & deliveries.c.ended_at.is_(None)
            these = deliveries.c.id.in_(connection.scalars(select(deliveries.c.id).where(uncertain)).all())
            again: dict[str, Any] = {"state": DeliveryState.PENDING, "repeat": True}
            settled = update(deliveries).where(these).values(changed_at=now, **(again if resend else {"ended_at": now}))
            count = connection.execute(settled).rowcount
            end_muted(connection, these, now)
            return count

    def claim(self, now: datetime, limit: int, *, joining: JoinRule | None = None) -> list[Dispatch]:
        """Return what is to be sent now, committed as `sending`: at most one message per address, oldest alert first.

        Args:
            now: UTC. Nothing is claimed before the delivery's, its chat's and the outbox's own `not_before`.
            limit: How many messages at most.
            joining: When alerts are joined; None: never.
        """
        with self._database.write() as connection:
            if (paused := _paused_until(connection)) and now < paused <= now + LONGEST_REST:
                return []
            return claim(connection, now, limit, joining)

    def mark_sent(
        self,
        dispatch: Dispatch,
        message_id: int | None,
        now: datetime,
        *,
        chat_not_before: datetime | None = None,
        topic_closed: bool = False,
    ) -> None:
        """Note that the platform accepted the message, and until when nothing more goes to this address.

        Args:
            dispatch: What was sent.
            message_id: The platform's number of the message.
            now: UTC.
            chat_not_before: Until when the address rests.
            topic_closed: It went to the chat itself because its forum topic is closed; what follows goes there at once.
        """
        with self._database.write() as connection:
            values: dict[str, Any] = {"message_id": message_id, "reason": "", "ended_at": now}
            _leave_sending(connection, _ids(dispatch), now, state=DeliveryState.SENT, **values)
            _slow_down(connection, dispatch.chat.id, chat_not_before)
            if topic_closed:
                here = chats.c.id == dispatch.chat.id
                connection.execute(update(chats).where(here).values(topic_closed=True))

    def mark_retry(
        self,
        dispatch: Dispatch,
        reason: str,
        now: datetime,
        *,
        not_before: datetime | None = None,
        chat_not_before: datetime | None = None,
    ) -> None:
        """Note that the message surely did not arrive and is to be sent again, not before the given times."""
        with self._database.write() as connection:
            _back_to_pending(connection, dispatch, reason, now, not_before=not_before)
            _slow_down(connection, dispatch.chat.id, chat_not_before)

    def mark_apart(self, dispatch: Dispatch, reason: str, now: datetime) -> None:
        """Note that a message with several alerts was refused as it is; they are sent again one by one."""
        with self._database.write() as connection:
            _back_to_pending(connection, dispatch, reason, now, joining=Joining.ALONE)

    def mark_migrated(self, dispatch: Dispatch, address: int, now: datetime) -> None:
        """Note that the chat has moved: it gets its new address with all it has, and the message its turn again."""
        with self._database.write() as connection:
            _back_to_pending(connection, dispatch, "the group became a supergroup", now)
            move_chats(connection, dispatch.chat.address, address, now)

    def mark_uncertain(
        self, dispatch: Dispatch, reason: str, now: datetime, *, chat_not_before: datetime | None = None
    ) -> None:
        """Note that nobody knows whether the message arrived; it stops its chat until `settle_uncertain`.

        Args:
            dispatch: What was sent.
            reason: Why nobody knows.
            now: UTC.
            chat_not_before: Until when the address rests, however soon it is settled.
        """
        with self._database.write() as connection:
            _to_uncertain(connection, _ids(dispatch), reason, now)
            _slow_down(connection, dispatch.chat.id, chat_not_before)

    def mark_failed(self, dispatch: Dispatch, reason: str, now: datetime) -> None:
        """Note that this message will never be accepted; the chat's next one follows."""
        with self._database.write() as connection:
            _leave_sending(connection, _ids(dispatch), now, state=DeliveryState.FAILED, reason=reason, ended_at=now)

    def mark_refused(self, dispatch: Dispatch, why: str, now: datetime, *, only_here: bool = False) -> DeliveryState:
        """Note that the chat refuses us: it is suspended, this message held with the rest.

        Args:
            dispatch: What was sent.
            why: What was said.
            now: UTC.
            only_here: The other threads of its address may be written to: it is not blocked or gone, but closed.

        Returns:
            What the message is now: held, or pending when its chat has moved: the new address refused nothing.
        """
        with self._database.write() as connection:
            address = select(chats.c.address).join(deliveries).where(deliveries.c.id == dispatch.first.id)
            if connection.scalar(address) not in (dispatch.chat.address, None):
                _back_to_pending(connection, dispatch, why, now)
                return DeliveryState.PENDING
            _leave_sending(connection, _ids(dispatch), now, state=DeliveryState.HELD, reason=why)
            end_muted(connection, deliveries.c.id.in_(_ids(dispatch)), now)
            ids = [dispatch.chat.id] if only_here else threads(connection, dispatch.chat.id)
            suspend(connection, ids, why, now)
            return DeliveryState.HELD

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
            times = [
                max(filter(None, (row.changed_at, row.delivery_not_before, row.not_before)))
                for row in connection.execute(heads())
            ]
            paused = _paused_until(connection)
        return max(filter(None, (min(times), paused))) if times else None

    def backlog(self, chat_id: int) -> int:
        """Return how many deliveries of this chat have not ended."""
        with self._database.read() as connection:
            mine = select(func.count()).select_from(deliveries).where(deliveries.c.chat_id == chat_id)
            return connection.scalar(mine.where(deliveries.c.ended_at.is_(None))) or 0


def _ids(dispatch: Dispatch) -> list[int]:
    return [delivery.id for delivery in dispatch.deliveries]


def _back_to_pending(connection: Connection, dispatch: Dispatch, reason: str, now: datetime, **values: Any) -> None:
    _leave_sending(connection, _ids(dispatch), now, told=False, state=DeliveryState.PENDING, reason=reason, **values)
    end_muted(connection, deliveries.c.id.in_(_ids(dispatch)), now)


def _to_uncertain(connection: Connection, ids: Sequence[int], reason: str, now: datetime) -> None:
    doubts = deliveries.c.doubts + 1
    _leave_sending(connection, ids, now, state=DeliveryState.UNCERTAIN, reason=reason, doubts=doubts)


def _leave_sending(
    connection: Connection, ids: Sequence[int], now: datetime, *, told: bool = True, **values: Any
) -> None:
    """Change the deliveries of a message that is being sent, and tell the history.

    Some may be gone: two chats became one meanwhile, and the other one's delivery of the same alert told more.

    Raises:
        NotBeingSent: None of them is.
    """
    these = deliveries.c.id.in_(ids) & (deliveries.c.state == DeliveryState.SENDING)
    there = set(connection.scalars(select(deliveries.c.id).where(these)))
    left = [delivery_id for delivery_id in ids if delivery_id in there]
    if ids and not left:
        raise NotBeingSent(f"none of the deliveries {', '.join(map(str, ids))} are being sent")
    connection.execute(update(deliveries).where(deliveries.c.id.in_(left)).values(changed_at=now, **values))
    if told:
        record_deliveries(connection, left, now)


def _slow_down(connection: Connection, chat_id: int, not_before: datetime | None) -> None:
    """Let a chat's address rest until then, or longer when it rests longer already.

    What Telegram asked for is not cut short by a message that went meanwhile.
    """
    if not_before is not None:
        rests = chats.c.not_before
        is_less = or_(rests.is_(None), rests < not_before, rests > not_before + LONGEST_REST)  # the last: void
        here = chats.c.id.in_(threads(connection, chat_id))
        connection.execute(update(chats).where(here, is_less).values(not_before=not_before))


def _paused_until(connection: Connection) -> datetime | None:
    mark = find_mark(connection, _PAUSE)
    return datetime.fromisoformat(mark) if mark else None
