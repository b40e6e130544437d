"""Marks that outlive a restart: cursors, pauses, and what else is one value under one name."""

from sqlalchemy import Connection, delete, insert, select, update

from bot.store.database import Database
from bot.store.schema import meta

HEARTBEAT = "heartbeat"
"""The mark that says when the program was last alive, UTC, ISO 8601."""


class Meta:
    """Values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """Return the value, or None when it was never set."""
        with self._database.read() as connection:
            return find_mark(connection, key)

    def set(self, key: str, value: str | None) -> None:
        """Set the value; None forgets it."""
        with self._database.write() as connection:
            save_mark(connection, key, value)


def find_mark(connection: Connection, key: str) -> str | None:
    """Return the value within the caller's transaction, or None when it was never set."""
    return connection.scalar(select(meta.c.value).where(meta.c.key == key))


def save_mark(connection: Connection, key: str, value: str | None) -> None:
    """Set the value within the caller's transaction; None forgets it."""
    if value is None:
        connection.execute(delete(meta).where(meta.c.key == key))
    elif not connection.execute(update(meta).where(meta.c.key == key).values(value=value)).rowcount:
        connection.execute(insert(meta).values(key=key, value=value))
