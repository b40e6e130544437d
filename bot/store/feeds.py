"""Feeds: which there are, who wants them, when each is due, and what its last poll left behind.

A feed is wanted by the rulebooks, by chats that added it, or by both; it is removed when nobody wants it any more.
It keeps every address that it ever had: when a publisher moves it (301), the old address in a rulebook still means it.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import filterfalse, islice
from typing import Any, Protocol

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, update

from bot.store.database import Database, insert_row
from bot.store.schema import article_keys, feed_addresses, feed_chats, feeds
from bot.store.states import FeedState

CLOCK_SLACK = timedelta(minutes=1)
"""A poll further in the future than this was made by a clock that has jumped back since."""


class FeedOrigin(StrEnum):
    """Who wants a feed, the strongest first."""

    RULEBOOK = "rulebook"
    OWNER = "owner"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One source and how reading it stands.

    Attributes:
        id: The store's number.
        url: Where it is polled now. title: for people, or "".
        origin: Who wants it. shared: every chat's rules see its articles.
        audience: The chats that added it and alone see its articles; None when it is shared.
        every: How often the rulebook wants it polled, or None: the habit of the feed decides.
        language: As told by the rulebook, or "".
        state: Whether it is polled.
        etag, last_modified, body_hash: The validators of the last good poll.
        added_at, last_polled_at, last_ok_at, next_poll_at: UTC. last_ok_at is None until its first good poll.
        interval: The present time between two polls.
        failures: How many polls in a row failed. last_error: why the last one did.
        last_new_at: When it last brought something that it had not shown before, or None.
    """

    id: int
    url: str
    title: str
    origin: FeedOrigin
    shared: bool
    audience: frozenset[int] | None
    every: timedelta | None
    language: str
    state: FeedState
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    added_at: datetime
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    next_poll_at: datetime
    interval: timedelta | None
    failures: int
    last_error: str | None
    last_new_at: datetime | None


class WantedFeed(Protocol):
    """A feed as a rulebook names it."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def name(self) -> str:
        """For people, or ""."""

    @property
    def every(self) -> timedelta | None:
        """How often it is to be polled, or None."""

    @property
    def language(self) -> str:
        """ISO 639-1, or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a change of the rulebooks did: the feeds that came and those that nobody wants any more."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


_UNREAD: dict[str, Any] = {
    "state": FeedState.ACTIVE, "etag": None, "last_modified": None, "body_hash": None, "last_polled_at": None,
    "last_ok_at": None, "interval": None, "failures": 0, "last_error": None,
    "last_new_at": None,
}  # fmt: skip
"""A feed that starts, or starts again: what its first good poll brings is backlog."""


_REST = timedelta(days=3650)
"""How far off the next poll of a resting feed is set; no other wait comes near it."""


class Feeds:
    """The feeds of this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, wanted: Iterable[WantedFeed], now: datetime, *, keep: bool = False) -> Synced:
        """Make the rulebooks' feeds exactly these; one that a chat added as well stays when a rulebook drops it.

        Args:
            wanted: What the rulebooks name.
            now: UTC.
            keep: A rulebook could not be read, so the feeds that are not named may be its own. They rest, neither
                polled nor dropped: what they publish meanwhile is news when the rulebook is right again.
        """
        with self._database.write() as connection:
            before = set(connection.scalars(select(feeds.c.id).where(feeds.c.in_rulebook)))
            kept, added = set(), []
            for spec in wanted:
                feed_id, is_new = _want(connection, spec.url, spec.name, now, by_person=False)
                values = {"in_rulebook": True, "every": spec.every, "language": spec.language}
                if spec.name:
                    values["title"] = spec.name
                connection.execute(update(feeds).where(feeds.c.id == feed_id).values(values))
                kept.add(feed_id)
                if is_new:
                    added.append(feed_id)
            dropped = [] if keep else sorted(before - kept)
            rest = update(feeds).where(feeds.c.id.in_(before - kept)).values(next_poll_at=now + _REST)
            woken = (feeds.c.id.in_(kept)) & (feeds.c.next_poll_at > now + _REST / 2)
            connection.execute(update(feeds).where(woken).values(next_poll_at=now))
            if keep:
                connection.execute(rest)
            if dropped:
                values = {"in_rulebook": False, "every": None}
                connection.execute(update(feeds).where(feeds.c.id.in_(dropped)).values(values))
            removed = [feed_id for feed_id in dropped if _remove_unwanted(connection, feed_id)]
            return Synced(added=tuple(added), removed=tuple(removed))

    def add(self, url: str, title: str, *, chat_id: int, shared: bool, now: datetime) -> Feed:
        """Note that a chat wants this feed, and start it when it is new, removed or gone.

        Args:
            url: Any address that the feed has or had.
            title: For people; kept only when the feed has none.
            chat_id: The chat that adds it. Adding it twice changes nothing, except that `shared` may be added.
            shared: Every chat's rules see its articles; for owners.
            now: UTC; a feed that starts is due at once.
        """
        with self._database.write() as connection:
            feed_id, _ = _want(connection, url, title, now, by_person=True)
            this = (feed_chats.c.feed_id == feed_id) & (feed_chats.c.chat_id == chat_id)
            if connection.scalar(select(feed_chats.c.feed_id).where(this)) is None:
                connection.execute(
                    insert(feed_chats).values(feed_id=feed_id, chat_id=chat_id, shared=shared, added_at=now)
                )
            elif shared:
                connection.execute(update(feed_chats).where(this).values(shared=True))
            return _load(connection, select(feeds).where(feeds.c.id == feed_id))[0]

    def remove(self, feed_id: int, chat_id: int) -> bool:
        """Note that a chat wants this feed no more; return False when it had not added it."""
        with self._database.write() as connection:
            this = (feed_chats.c.feed_id == feed_id) & (feed_chats.c.chat_id == chat_id)
            if not connection.execute(delete(feed_chats).where(this)).rowcount:
                return False
            _remove_unwanted(connection, feed_id)
            return True

    def get(self, feed_id: int) -> Feed:
        """Return the feed, also a removed one.

        Raises:
            LookupError: There is none with this number.
        """
        with self._database.read() as connection:
            found = _load(connection, select(feeds).where(feeds.c.id == feed_id))
        if not found:
            raise LookupError(f"no feed {feed_id}")
        return found[0]

    def find(self, url: str) -> Feed | None:
        """Return the wanted feed that has or had this address, or None."""
        with self._database.read() as connection:
            by_address = select(feed_addresses.c.feed_id).where(feed_addresses.c.url == url).scalar_subquery()
            found = _load(connection, select(feeds).where(feeds.c.id == by_address, _WANTED))
        return found[0] if found else None

    def due(self, now: datetime, limit: int, *, without: Set[int] = frozenset()) -> list[Feed]:
        """Return the active feeds whose time has come, the longest overdue first, except some by number."""
        with self._database.read() as connection:
            # A feed that was last polled in the future is from before the clock jumped back; its time means nothing.
            due = or_(feeds.c.next_poll_at <= now, feeds.c.last_polled_at > now + CLOCK_SLACK)
            in_order = feeds.c.next_poll_at, feeds.c.id
            ready = select(feeds.c.id).where(feeds.c.state == FeedState.ACTIVE, due).order_by(*in_order)
            first = list(islice(filterfalse(without.__contains__, connection.scalars(ready)), limit))
            return _load(connection, select(feeds).where(feeds.c.id.in_(first)).order_by(*in_order))

    def next_due_at(self) -> datetime | None:
        """Return when the next active feed is due, or None when there is none."""
        with self._database.read() as connection:
            first = select(feeds.c.next_poll_at).where(feeds.c.state == FeedState.ACTIVE)
            return connection.scalar(first.order_by(feeds.c.next_poll_at).limit(1))

    def all(self) -> list[Feed]:
        """Return the feeds that somebody wants, gone ones included, by number."""
        with self._database.read() as connection:
            return _load(connection, select(feeds).where(_WANTED).order_by(feeds.c.id))

    def visible_to(self, chat_id: int) -> list[Feed]:
        """Return the feeds whose articles this chat's rules see: the shared ones and those that it added."""
        return [feed for feed in self.all() if feed.audience is None or chat_id in feed.audience]


_WANTED = feeds.c.state != FeedState.REMOVED


def _want(connection: Connection, url: str, title: str, now: datetime, *, by_person: bool) -> tuple[int, bool]:
    """Return the feed of this address and whether it has just started. A gone one starts again only for a person."""
    address = select(feeds).join(feed_addresses).where(feed_addresses.c.url == url)
    row = connection.execute(address).one_or_none()
    if row is None or (row.state is FeedState.REMOVED and row.url != url):
        # An old address of a feed that nobody wants any more: it may have become another feed.
        values = {
            "url": url,
            "title": title,
            "in_rulebook": False,
            "language": "",
            "added_at": now,
            "next_poll_at": now,
        }
        feed_id = insert_row(connection, feeds, **_UNREAD | values)
        _point(connection, url, feed_id)
        return feed_id, True
    if row.state is FeedState.REMOVED or (row.state is FeedState.GONE and by_person):
        values = {"added_at": now, "next_poll_at": now, "title": title or row.title}
        connection.execute(update(feeds).where(feeds.c.id == row.id).values(_UNREAD | values))
        return row.id, True
    if title and not row.title:
        connection.execute(update(feeds).where(feeds.c.id == row.id).values(title=title))
    return row.id, False


def _point(connection: Connection, url: str, feed_id: int) -> None:
    moved = update(feed_addresses).where(feed_addresses.c.url == url).values(feed_id=feed_id)
    if not connection.execute(moved).rowcount:
        connection.execute(insert(feed_addresses).values(url=url, feed_id=feed_id))


def _remove_unwanted(connection: Connection, feed_id: int) -> bool:
    wanted_by_chat = select(feed_chats.c.chat_id).where(feed_chats.c.feed_id == feed_id).exists()
    unwanted = update(feeds).where(feeds.c.id == feed_id, ~feeds.c.in_rulebook, ~wanted_by_chat, _WANTED)
    return bool(connection.execute(unwanted.values(state=FeedState.REMOVED)).rowcount)


def _load(connection: Connection, query: Select[Any]) -> list[Feed]:
    rows = connection.execute(query).all()
    wanted: dict[int, list[Row[Any]]] = {row.id: [] for row in rows}
    one = len(rows) == 1  # the usual question of a poll; otherwise all of them are few enough
    adders = select(feed_chats).where(feed_chats.c.feed_id == rows[0].id) if one else select(feed_chats)
    for adder in connection.execute(adders) if rows else ():
        if adder.feed_id in wanted:
            wanted[adder.feed_id].append(adder)
    return [_feed(row, wanted[row.id]) for row in rows]


def _feed(row: Row[Any], adders: Sequence[Row[Any]]) -> Feed:
    owned = any(adder.shared for adder in adders)
    origin = FeedOrigin.RULEBOOK if row.in_rulebook else FeedOrigin.OWNER if owned else FeedOrigin.CHAT
    shared = origin is not FeedOrigin.CHAT
    values = dict(row._mapping)
    del values["in_rulebook"]
    audience = None if shared else frozenset(adder.chat_id for adder in adders)
    return Feed(origin=origin, shared=shared, audience=audience, **values)


def save_address(connection: Connection, feed_id: int, url: str) -> None:
    """Move a feed to a new address, within T1. When another feed lives there, that one takes over all it has."""
    there = select(feeds).join(feed_addresses).where(feed_addresses.c.url == url, _WANTED)
    other = connection.execute(there).one_or_none()
    if other is None or other.id == feed_id:
        _point(connection, url, feed_id)
        connection.execute(update(feeds).where(feeds.c.id == feed_id).values(url=url))
    else:
        _merge(connection, feed_id, other.id)


def _merge(connection: Connection, gone: int, stays: int) -> None:
    this = connection.execute(select(feeds).where(feeds.c.id == gone)).one()
    for table, part in ((article_keys, article_keys.c.key), (feed_chats, feed_chats.c.chat_id)):
        there = select(part).where(table.c.feed_id == stays)
        if table is feed_chats:
            both = feed_chats.c.chat_id.in_(select(part).where(table.c.feed_id == gone, feed_chats.c.shared))
            connection.execute(update(table).where(table.c.feed_id == stays, both).values(shared=True))
        connection.execute(delete(table).where(table.c.feed_id == gone, part.in_(there)))
        connection.execute(update(table).where(table.c.feed_id == gone).values(feed_id=stays))
    connection.execute(update(feed_addresses).where(feed_addresses.c.feed_id == gone).values(feed_id=stays))
    connection.execute(update(feeds).where(feeds.c.id == gone).values(state=FeedState.REMOVED, in_rulebook=False))
    if this.in_rulebook:
        values = {"in_rulebook": True, "every": this.every, "language": this.language}
        connection.execute(update(feeds).where(feeds.c.id == stays, ~feeds.c.in_rulebook).values(values))
