"""The pulse: whether the program does its work, told from what it leaves in the database.

The program beats every ten seconds, which takes a running loop and a database that can be written. A beat alone says
little: polls and deliveries could fail every time beside it. So it also notes since when there has been work without a
pause; work that has waited for long while nothing of its kind was done is trouble. `/healthz` and `tocsin status` ask
the same question here, one from within and one from another process.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.store.database import Database
from bot.store.meta import HEARTBEAT, find_mark, save_mark
from bot.store.schema import chats, deliveries, feeds
from bot.store.states import ON_THEIR_WAY, ChatState, DeliveryState, FeedState, Platform

FRESH = timedelta(seconds=60)
"""A heartbeat older than that means that the program is gone, hangs or cannot write. One that is as far ahead was left
before the clock went back, and tells nothing."""
POLLS_LATE = timedelta(minutes=10)
"""How long feeds may be due without a single poll that ends, well or not; the slowest poll takes about a minute."""
DELIVERIES_LATE = timedelta(minutes=15)
"""How long alerts may wait without a single one that is accepted; a chat in doubt rests for ten minutes at most."""
REFUSED_WITHIN, REFUSED_CHATS = timedelta(hours=1), 3
"""Alerts that failed in so many chats within that time, while none was accepted anywhere, are not the chats' fault."""

_POLLS_SINCE, _DELIVERIES_SINCE = "pulse.polls_due_since", "pulse.deliveries_wait_since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellbeing:
    """How the program is.

    Attributes:
        heartbeat: Its last sign of life, UTC, or None.
        trouble: What is wrong, in one line; "" when it is well.
    """

    heartbeat: datetime | None
    trouble: str


class Pulse:
    """The program's signs of life in this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, now: datetime) -> None:
        """Note that the program starts: what waited while it did not run has waited for nothing that it did."""
        with self._database.write() as connection:
            for mark in (_POLLS_SINCE, _DELIVERIES_SINCE):
                save_mark(connection, mark, now.isoformat())

    def beat(self, now: datetime) -> None:
        """Leave a sign of life, and note what has no work now."""
        with self._database.write() as connection:
            save_mark(connection, HEARTBEAT, now.isoformat())
            for mark, is_waiting in (
                (_POLLS_SINCE, _feed_is_due(connection, now)),
                (_DELIVERIES_SINCE, _alert_waits(connection)),
            ):
                since = _moment(connection, mark)
                if not is_waiting or since is None or since > now:  # ahead: the clock went back
                    save_mark(connection, mark, now.isoformat())

    def look(self, now: datetime) -> Wellbeing:
        """Return how the program is."""
        with self._database.read() as connection:
            heartbeat = _moment(connection, HEARTBEAT)
            if heartbeat is None:
                return Wellbeing(heartbeat=None, trouble="no sign of life yet")
            if abs(now - heartbeat) >= FRESH:
                trouble = f"last sign of life {_told(heartbeat)}: it hangs, is gone, or cannot write its database"
                return Wellbeing(heartbeat=heartbeat, trouble=trouble)
            polled = select(func.max(feeds.c.last_polled_at)).where(feeds.c.last_polled_at <= now)
            accepted = (deliveries.c.state == DeliveryState.SENT) & (deliveries.c.ended_at <= now)
            sent = select(func.max(deliveries.c.ended_at)).where(accepted)
            for mark, query, late, trouble in (
                (_POLLS_SINCE, polled, POLLS_LATE, "feeds are due, and no poll has ended since"),
                (_DELIVERIES_SINCE, sent, DELIVERIES_LATE, "alerts wait, and none was accepted since"),
            ):
                since = _moment(connection, mark)
                if since is None or now - since < late:
                    continue
                done = max(since, connection.scalar(query) or since)
                if now - done >= late:
                    return Wellbeing(heartbeat=heartbeat, trouble=f"{trouble} {_told(done)}")
            if _all_is_refused(connection, now):
                trouble = "alerts fail in every chat, and none was accepted for an hour"
                return Wellbeing(heartbeat=heartbeat, trouble=trouble)
        return Wellbeing(heartbeat=heartbeat, trouble="")


def _feed_is_due(connection: Connection, now: datetime) -> bool:
    due = select(feeds.c.id).where(feeds.c.state == FeedState.ACTIVE, feeds.c.next_poll_at <= now)
    return connection.execute(due.limit(1)).first() is not None


def _alert_waits(connection: Connection) -> bool:
    """Return whether there are alerts for chats that can be served: Telegram's, or the terminal while it is in use."""
    active = chats.c.state == ChatState.ACTIVE
    terminal = select(chats.c.id).where(active, chats.c.platform == Platform.TERMINAL).limit(1)
    served = Platform.TERMINAL if connection.execute(terminal).first() else Platform.TELEGRAM
    waiting = select(deliveries.c.id).join(chats).where(active, chats.c.platform == served)
    waiting = waiting.where(deliveries.c.ended_at.is_(None), deliveries.c.state.in_(ON_THEIR_WAY))
    return connection.execute(waiting.limit(1)).first() is not None


def _all_is_refused(connection: Connection, now: datetime) -> bool:
    """Return whether alerts come to an end, so that none waits, and yet none arrives."""
    lately = deliveries.c.ended_at.between(now - REFUSED_WITHIN, now)
    sent = select(deliveries.c.id).where(deliveries.c.state == DeliveryState.SENT, lately).limit(1)
    failed = select(func.count(deliveries.c.chat_id.distinct())).where(
        deliveries.c.state == DeliveryState.FAILED, lately
    )
    return connection.execute(sent).first() is None and (connection.scalar(failed) or 0) >= REFUSED_CHATS


def _moment(connection: Connection, mark: str) -> datetime | None:
    value = find_mark(connection, mark)
    return datetime.fromisoformat(value) if value else None


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
