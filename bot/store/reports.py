"""Reports: who has been told of which trouble with which feed, so that everybody is told once."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.store.database import Database
from bot.store.schema import feed_chats, feed_reports


class Reports:
    """The reports of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def adders(self, feed_id: int) -> tuple[int, ...]:
        """Return the chats that added a feed, by number."""
        with self._database.read() as connection:
            query = select(feed_chats.c.chat_id).where(feed_chats.c.feed_id == feed_id)
            return tuple(connection.scalars(query.order_by(feed_chats.c.chat_id)))

    def told(self) -> dict[int, dict[int, str]]:
        """Return what was told last of each feed to each chat: trouble by chat by feed."""
        found: dict[int, dict[int, str]] = {}
        with self._database.read() as connection:
            for row in connection.execute(select(feed_reports)):
                found.setdefault(row.feed_id, {})[row.chat_id] = row.trouble
        return found

    def note(self, feed_id: int, chat_id: int, trouble: str, now: datetime) -> None:
        """Note that a chat has been told."""
        values = {"trouble": trouble, "told_at": now}
        with self._database.write() as connection:
            this = (feed_reports.c.feed_id == feed_id) & (feed_reports.c.chat_id == chat_id)
            if not connection.execute(update(feed_reports).where(this).values(values)).rowcount:
                connection.execute(insert(feed_reports).values(feed_id=feed_id, chat_id=chat_id, **values))

    def forget(self, feed_id: int) -> None:
        """Note that a feed is well: the next trouble is told again."""
        with self._database.write() as connection:
            connection.execute(delete(feed_reports).where(feed_reports.c.feed_id == feed_id))
