"""Topics: what the store keeps under their ids, when one leaves the rulebooks, comes back, or becomes another.

Nothing is ever dropped with an id: subscriptions and fact states stay, and count again when it is back. A topic that
says `was:` takes over what is kept under its former id: subscriptions, states, what articles said, alerts. The lines of
the history file are as they were written. Of subscriptions is noted since when their topic is gone, and whether their
chat has been told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from bot.monitor.facts.merge import merge
from bot.monitor.topics import Topic
from bot.rulebooks import GoneTopic
from bot.store.chats import Chat, chat_of
from bot.store.database import Database
from bot.store.schema import alerts, chats, fact_states, facts, subscriptions
from bot.store.states import ChatState, Platform


class Topics:
    """The ids of topics in this store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_over(self, topics: Iterable[Topic]) -> bool:
        """Give topics what is kept under the ids that they had before; return whether there was anything to give."""
        with self._database.write() as connection:
            return sum(_take_over(connection, topic.was, topic.id) for topic in topics if topic.was) > 0

    def note_gone(self, topics: Sequence[Topic], now: datetime, *, keep: bool = False) -> tuple[GoneTopic, ...]:
        """Note which subscriptions have no topic any more, and which have one again.

        Args:
            topics: All that are in force.
            now: UTC.
            keep: A rulebook could not be read, so the topics that are missing may be its own. None is gone yet; that
                is asked again when the rulebook is right.

        Returns:
            The topics that are newly gone and have subscribers, the terminal not counted, by id.
        """
        here = [topic.id for topic in topics]
        with self._database.write() as connection:
            for topic in topics:
                stale = (subscriptions.c.title != topic.title) | subscriptions.c.gone_at.is_not(None)
                values = {"title": topic.title, "gone_at": None, "told_at": None}
                connection.execute(update(subscriptions).where(subscriptions.c.topic == topic.id, stale).values(values))
            if keep:
                return ()
            gone = subscriptions.c.topic.not_in(here) & subscriptions.c.gone_at.is_(None)
            count = select(subscriptions.c.topic, func.max(subscriptions.c.title), func.count()).join(chats)
            count = count.where(gone, chats.c.platform != Platform.TERMINAL).group_by(subscriptions.c.topic)
            found = connection.execute(count.order_by(subscriptions.c.topic)).all()
            connection.execute(update(subscriptions).where(gone).values(gone_at=now))
        return tuple(GoneTopic(id=topic, title=title or topic, chats=number) for topic, title, number in found)

    def untold(self, until: datetime) -> list[tuple[Chat, tuple[GoneTopic, ...]]]:
        """Return the chats that subscribe to topics gone since a time or longer, and have not been told of it.

        Chats that cannot be written to are left out until they can; the terminal is never told.
        """
        untold = (subscriptions.c.gone_at <= until) & subscriptions.c.told_at.is_(None)
        reached = (chats.c.platform != Platform.TERMINAL) & (chats.c.state == ChatState.ACTIVE)
        query = select(chats, subscriptions.c.topic, subscriptions.c.title.label("topic_title")).join(subscriptions)
        found: dict[int, tuple[Chat, tuple[GoneTopic, ...]]] = {}
        with self._database.read() as connection:
            rows = connection.execute(query.where(untold, reached).order_by(chats.c.id, subscriptions.c.topic)).all()
        for row in rows:
            chat, before = found.get(row.id, (chat_of(row), ()))
            found[row.id] = chat, (*before, GoneTopic(id=row.topic, title=row.topic_title or row.topic, chats=1))
        return list(found.values())

    def note_told(self, chat_id: int, topics: Iterable[str], now: datetime) -> None:
        """Note that a chat has been told that topics are gone."""
        these = (subscriptions.c.chat_id == chat_id) & subscriptions.c.topic.in_([*topics])
        with self._database.write() as connection:
            connection.execute(update(subscriptions).where(these).values(told_at=now))


def _take_over(connection: Connection, old: str, new: str) -> int:
    """Put what is kept under an id under another one; return how much it was."""
    moved = 0
    for table in (facts, alerts):
        moved += connection.execute(update(table).where(table.c.topic == old).values(topic=new)).rowcount
    return moved + _take_subscriptions(connection, old, new) + _take_states(connection, old, new)


def _take_subscriptions(connection: Connection, old: str, new: str) -> int:
    both = select(subscriptions.c.chat_id).where(subscriptions.c.topic == new)
    former = subscriptions.c.topic == old
    moved = connection.execute(delete(subscriptions).where(former, subscriptions.c.chat_id.in_(both))).rowcount
    values = {"topic": new, "gone_at": None, "told_at": None}
    return moved + connection.execute(update(subscriptions).where(former).values(values)).rowcount


def _take_states(connection: Connection, old: str, new: str) -> int:
    """Put the states under the new id, each merged with the one that is there when articles were judged under both."""
    rows = connection.execute(select(fact_states).where(fact_states.c.topic == old)).all()
    connection.execute(delete(fact_states).where(fact_states.c.topic == old))
    for row in rows:
        key = {"topic": new, "name": row.name, "party": row.party}
        this = and_(*(fact_states.c[name] == value for name, value in key.items()))
        state = replace(row.state, topic=new)
        there = connection.execute(select(fact_states.c.state).where(this)).scalar()
        if there is None:
            connection.execute(insert(fact_states).values(key | {"state": state}))
        else:
            connection.execute(update(fact_states).where(this).values(state=merge(there, state)))
    return len(rows)
