"""The store as its users see it: its parts, and the one call that saves a poll."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.store.alerts import Alerts
from bot.store.articles import Articles
from bot.store.chats import Chats
from bot.store.corrections import Corrections
from bot.store.database import Database, open_database
from bot.store.feeds import Feeds
from bot.store.figures import FigureTeller
from bot.store.inbox import Inbox
from bot.store.meta import Meta
from bot.store.outbox import Outbox
from bot.store.polls import Decided, FeedUpdate, Sighting, save_poll
from bot.store.pulse import Pulse
from bot.store.reports import Reports
from bot.store.stories import Stories
from bot.store.topics import Topics


class Store:
    """Everything that Tocsin remembers. Every call is one transaction; make them all from one thread.

    Attributes:
        feeds, articles, chats, alerts, outbox, inbox, corrections, stories, meta, figures, reports, pulse, topics: The
            parts; see the modules of these names.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feeds = Feeds(database)
        self.articles = Articles(database)
        self.chats = Chats(database)
        self.alerts = Alerts(database)
        self.outbox = Outbox(database)
        self.inbox = Inbox(database)
        self.corrections = Corrections(database)
        self.stories = Stories(database)
        self.meta = Meta(database)
        self.figures = FigureTeller(database)
        self.reports = Reports(database)
        self.pulse = Pulse(database)
        self.topics = Topics(database)

    @classmethod
    def open(cls, where: str | Path) -> "Store":
        """Open a store, and make it or bring it up to date when needed.

        Args:
            where: The path of an SQLite file in a folder that exists, or a database address.

        Raises:
            WrongEnvironment: It cannot be opened or written, is no database, or was written by a newer Tocsin.
        """
        return cls(open_database(where))

    def commit_poll(
        self, feed: FeedUpdate, decided: Sequence[Decided], sightings: Sequence[Sighting] = (), *, now: datetime
    ) -> tuple[int, ...]:
        """Save everything that follows from one poll in one transaction (T1).

        Args:
            feed: How the poll went; saved with the rest.
            decided: The new and edited items with their decisions, in the order of the decisions.
            sightings: Items that are articles of other feeds, or of another key.
            now: When this was decided, UTC.

        Returns:
            The numbers of the new alerts, in their order.
        """
        with self.database.write() as connection:
            return save_poll(connection, feed, decided, sightings, now=now)

    def close(self) -> None:
        """Close the database."""
        self.database.close()
