"""The inbox: what arrived from the platform, kept until it has been handled.

An update is stored before the platform is told that we have it, and stays until it was answered: a crash at any moment
loses no command. What it changes is committed together with a note that it has acted, so that an update which is found
unanswered at the next start does not act a second time. Its text is kept no longer than that; its number is, as long as
the platform may show it again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, insert, select, update

from bot.store.database import Database
from bot.store.schema import inbox

T = TypeVar("T")

KEEP = timedelta(days=2)
"""How long a number is remembered: Telegram shows an update that it was not told to forget for a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUpdate:
    """An update that has not been handled: its number, and its text as it came (JSON)."""

    update_id: int
    body: str


class Inbox:
    """The updates of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, update_id: int, body: str, now: datetime) -> bool:
        """Store an update; return False when it has come before."""
        with self._database.write() as connection:
            if connection.execute(select(inbox.c.update_id).where(inbox.c.update_id == update_id)).first():
                return False
            connection.execute(insert(inbox).values(update_id=update_id, body=body, received_at=now))
            return True

    def unhandled(self) -> list[StoredUpdate]:
        """Return the updates that have not been handled, in the order in which they were sent."""
        query = select(inbox.c.update_id, inbox.c.body).where(inbox.c.handled_at.is_(None))
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(inbox.c.update_id))
            return [StoredUpdate(update_id=row.update_id, body=row.body) for row in rows]

    def act(self, update_id: int, function: Callable[[], T], now: datetime) -> T:
        """Run a function of the store for an update, and note in the same transaction that the update has acted."""
        with self._database.write() as connection:
            result = function()
            this = update(inbox).where(inbox.c.update_id == update_id)
            connection.execute(this.values(acted_at=now))
            return result

    def has_acted(self, update_id: int) -> bool:
        """Return whether an update has changed something already, though nobody may have heard of it."""
        with self._database.read() as connection:
            return connection.scalar(select(inbox.c.acted_at).where(inbox.c.update_id == update_id)) is not None

    def finish(self, update_id: int, now: datetime) -> None:
        """Note that an update was handled, and forget what it said."""
        with self._database.write() as connection:
            this = update(inbox).where(inbox.c.update_id == update_id)
            connection.execute(this.values(handled_at=now, body=""))

    def tidy(self, now: datetime) -> int:
        """Forget the numbers of updates that cannot come again; return how many."""
        with self._database.write() as connection:
            return connection.execute(delete(inbox).where(inbox.c.handled_at < now - KEEP)).rowcount
