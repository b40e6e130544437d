"""Chats: who is written to, and what each wants: subscriptions, watches, muted stories.

Everything names a chat by the store's number, never by its address, so that a chat that moves (a group that becomes a
supergroup) keeps all it has: see `moves`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.store.database import Database, insert_row
from bot.store.deliveries import end_muted, hold, release
from bot.store.moves import move_chats
from bot.store.schema import chats, deliveries, mutes, subscriptions, watches
from bot.store.states import ChatState, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where alerts go: a person, a group, a channel, one topic of a forum, or the terminal.

    Attributes:
        id: The store's number, which outlives a change of address.
        platform: Where it lives. address: Telegram's chat id; 0 for the terminal.
        thread: The forum topic that it is bound to, or None.
        kind: As Telegram calls it: "private", "group", "supergroup", "channel". title: for people.
        state: Whether it can be written to. suspended_why: if not, why.
        topic_closed: Its forum topic is closed or deleted, so that alerts go to the chat itself.
    """

    id: int
    platform: Platform
    address: int
    thread: int | None
    kind: str
    title: str
    state: ChatState
    suspended_why: str | None
    topic_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A chat's own keyword rule, made with /watch. The rule's id is "watch/" and this id, which is never used again."""

    id: int
    chat_id: int
    query: str
    language: str
    created_at: datetime


class Chats:
    """The chats of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(
        self, *, platform: Platform, address: int, thread: int | None = None, kind: str, title: str, now: datetime
    ) -> Chat:
        """Return the chat of this address and thread; make it when it is new, else refresh its kind and title."""
        with self._database.write() as connection:
            known = _find(connection, platform, address, thread)
            if known is None:
                new = {"platform": platform, "address": address, "thread": thread or 0, "kind": kind, "title": title}
                return _get(connection, insert_row(connection, chats, state=ChatState.ACTIVE, added_at=now, **new))
            if (known.kind, known.title) != (kind, title):
                connection.execute(update(chats).where(chats.c.id == known.id).values(kind=kind, title=title))
            return _get(connection, known.id)

    def get(self, chat_id: int) -> Chat:
        """Return the chat, or the one that it was merged into.

        Raises:
            LookupError: There is none with this number.
        """
        with self._database.read() as connection:
            return _get(connection, chat_id)

    def find(self, platform: Platform, address: int, thread: int | None = None) -> Chat | None:
        """Return the chat of this address and thread, or None."""
        with self._database.read() as connection:
            return _find(connection, platform, address, thread)

    def all(self) -> list[Chat]:
        """Return every chat, by number."""
        with self._database.read() as connection:
            return list(map(chat_of, connection.execute(select(chats).where(_OWN).order_by(chats.c.id))))

    def subscribe(self, chat_id: int, topic: str, now: datetime, *, title: str = "") -> bool:
        """Subscribe the chat to the alerts of a topic, by its id and title; return False when it already was."""
        with self._database.write() as connection:
            this = (subscriptions.c.chat_id == chat_id) & (subscriptions.c.topic == topic)
            if connection.execute(select(subscriptions).where(this)).first():
                return False
            connection.execute(insert(subscriptions).values(chat_id=chat_id, topic=topic, title=title, added_at=now))
            return True

    def unsubscribe(self, chat_id: int, topic: str) -> bool:
        """End the subscription; return False when there was none. What was decided before is still delivered."""
        with self._database.write() as connection:
            this = (subscriptions.c.chat_id == chat_id) & (subscriptions.c.topic == topic)
            return bool(connection.execute(delete(subscriptions).where(this)).rowcount)

    def subscriptions(self, chat_id: int) -> tuple[str, ...]:
        """Return the topics that the chat is subscribed to, in alphabetical order."""
        with self._database.read() as connection:
            query = select(subscriptions.c.topic).where(subscriptions.c.chat_id == chat_id)
            return tuple(connection.scalars(query.order_by(subscriptions.c.topic)))

    def titles(self, chat_id: int) -> dict[str, str]:
        """Return the titles of the topics that the chat is subscribed to, by id; those of gone ones as they were."""
        with self._database.read() as connection:
            query = select(subscriptions.c.topic, subscriptions.c.title).where(subscriptions.c.chat_id == chat_id)
            rows = connection.execute(query.order_by(subscriptions.c.topic))
            return {row.topic: row.title or row.topic for row in rows}

    def subscribers(self, topic: str) -> tuple[Chat, ...]:
        """Return the chats subscribed to the topic, suspended ones included, by number."""
        with self._database.read() as connection:
            query = select(chats).join(subscriptions).where(subscriptions.c.topic == topic, _OWN)
            return tuple(map(chat_of, connection.execute(query.order_by(chats.c.id))))

    def add_watch(self, chat_id: int, query: str, language: str, now: datetime) -> Watch:
        """Add a keyword rule; the same query again returns the watch that there is."""
        with self._database.write() as connection:
            this = (watches.c.chat_id == chat_id) & (watches.c.query == query) & (watches.c.language == language)
            row = connection.execute(select(watches).where(this)).first()
            if row is not None:
                return _watch(row)
            values: dict[str, Any] = {"chat_id": chat_id, "query": query, "language": language, "created_at": now}
            return Watch(id=insert_row(connection, watches, **values), **values)

    def remove_watch(self, watch_id: int, chat_id: int) -> bool:
        """Remove a watch of this chat; return False when the chat has none with this number."""
        with self._database.write() as connection:
            this = (watches.c.id == watch_id) & (watches.c.chat_id == chat_id)
            return bool(connection.execute(delete(watches).where(this)).rowcount)

    def watches(self, chat_id: int | None = None) -> tuple[Watch, ...]:
        """Return the watches of one chat, or of all, by number."""
        with self._database.read() as connection:
            query = select(watches).order_by(watches.c.id)
            return tuple(
                map(_watch, connection.execute(query if chat_id is None else query.filter_by(chat_id=chat_id)))
            )

    def mute_story(self, chat_id: int, story: str, now: datetime) -> bool:
        """Send this chat nothing more about a story but changed facts, not even what waits; False when it was muted."""
        with self._database.write() as connection:
            if _is_muted(connection, chat_id, story):
                return False
            connection.execute(insert(mutes).values(chat_id=chat_id, story_id=int(story), added_at=now))
            end_muted(connection, deliveries.c.chat_id == chat_id, now)
            return True

    def unmute_story(self, chat_id: int, story: str) -> bool:
        """End the mute; return False when there was none."""
        with self._database.write() as connection:
            this = (mutes.c.chat_id == chat_id) & (mutes.c.story_id == int(story))
            return bool(connection.execute(delete(mutes).where(this)).rowcount)

    def suspend(self, chat_id: int, why: str, now: datetime) -> None:
        """Write no more to this chat, in none of its threads; everything is kept, and deliveries are held."""
        with self._database.write() as connection:
            suspend(connection, threads(connection, chat_id), why, now)

    def resume(self, chat_id: int, now: datetime) -> int:
        """Write to this chat again, in all of its threads; return how many held deliveries now go out."""
        with self._database.write() as connection:
            ids = threads(connection, chat_id)
            values = {"state": ChatState.ACTIVE, "suspended_why": None}
            away = chats.c.id.in_(ids) & (chats.c.state == ChatState.SUSPENDED)
            connection.execute(update(chats).where(away).values(values))
            return release(connection, ids, now)

    def open_topic(self, chat_id: int) -> None:
        """Send alerts to the chat's forum topic again."""
        with self._database.write() as connection:
            connection.execute(update(chats).where(chats.c.id == chat_id).values(topic_closed=False))

    def migrate(self, old_address: int, new_address: int, now: datetime) -> tuple[Chat, ...]:
        """Give a Telegram chat its new address, with all it has; see `moves`. Returns its chats, one per thread."""
        with self._database.write() as connection:
            return tuple(_get(connection, chat_id) for chat_id in move_chats(connection, old_address, new_address, now))


def suspend(connection: Connection, ids: Sequence[int], why: str, now: datetime) -> None:
    """Suspend these chats, within the caller's transaction."""
    values = {"state": ChatState.SUSPENDED, "suspended_why": why}
    connection.execute(update(chats).where(chats.c.id.in_(ids)).values(values))
    hold(connection, ids, why, now)


def threads(connection: Connection, chat_id: int) -> Sequence[int]:
    """Return the numbers of all chats at this chat's address: itself and its other threads."""
    chat = _get(connection, chat_id)
    here = (chats.c.platform == chat.platform) & (chats.c.address == chat.address) & _OWN
    return connection.scalars(select(chats.c.id).where(here)).all()


def chat_of(row: Row[Any]) -> Chat:
    """Return the chat of a row of the table."""
    return Chat(
        id=row.id,
        platform=row.platform,
        address=row.address,
        thread=row.thread or None,
        kind=row.kind,
        title=row.title,
        state=row.state,
        suspended_why=row.suspended_why,
        topic_closed=row.topic_closed,
    )


_OWN = chats.c.merged_into.is_(None)


def _find(connection: Connection, platform: Platform, address: int, thread: int | None) -> Chat | None:
    here = (chats.c.platform == platform) & (chats.c.address == address) & (chats.c.thread == (thread or 0))
    chat_id = connection.scalar(select(chats.c.id).where(here))
    return None if chat_id is None else _get(connection, chat_id)


def _get(connection: Connection, chat_id: int) -> Chat:
    row = connection.execute(select(chats).where(chats.c.id == chat_id)).one_or_none()
    if row is None:
        raise LookupError(f"no chat {chat_id}")
    return chat_of(row) if row.merged_into is None else _get(connection, row.merged_into)


def _is_muted(connection: Connection, chat_id: int, story: str) -> bool:
    this = (mutes.c.chat_id == chat_id) & (mutes.c.story_id == int(story))
    return connection.execute(select(mutes).where(this)).first() is not None


def _watch(row: Row[Any]) -> Watch:
    return Watch(**row._mapping)
