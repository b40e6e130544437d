"""The caretaker: looks at feeds and topics now and then, and tells whom it concerns what has become of them.

Who added a feed, and the owners, hear when it is in trouble; who subscribes to a topic hears when it is gone from the
rulebooks. Everybody is told once of each. What was told is noted after the message has left, so that a crash between
repeats it rather than swallowing it. When all is well again, what comes next is told anew.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.chat.db import Db
from bot.chat.replies import Replies
from bot.chat.sender import Retry
from bot.feeds.trouble import Trouble, find_trouble, may_be_silent
from bot.monitor.topics import Topic
from bot.notices import render_gone, render_notice
from bot.rulebooks import GoneTopic
from bot.store.chats import Chat
from bot.store.feeds import Feed
from bot.store.states import ChatState, FeedState, Platform
from bot.store.store import Store

GRACE = timedelta(hours=1)
"""How long a topic is gone before its subscribers hear of it: whoever changed the rulebook was told at once."""

log = structlog.get_logger()


class Caretaker:
    """Tells of feeds in trouble.

    Args:
        store: Used through `db` only.
        db: Runs calls of the store.
        replies: The way out; notices share the pace of the answers.
        owners: Telegram ids of the people who run the bot; who never wrote to it cannot be written to. Ids of groups
            and channels (below zero), which may only use it, are left out.
        clock: UTC.
        topics: Returns the topics in force.
    """

    def __init__(
        self,
        *,
        store: Store,
        db: Db,
        replies: Replies,
        owners: Iterable[int],
        clock: Callable[[], datetime],
        topics: Callable[[], Sequence[Topic]] = tuple,
    ) -> None:
        self._store, self._db, self._replies = store, db, replies
        self._owners, self._clock, self._topics = tuple(owner for owner in owners if owner > 0), clock, topics

    async def look(self) -> int:
        """Look at all feeds and topics and tell what is new; return how many notices were sent."""
        untold = await self._db(self._untold, self._clock())
        gone = await self._db(self._store.topics.untold, self._clock() - GRACE)
        of_feeds = [await self._tell(chat, troubles) for chat, troubles in untold]
        return sum([*of_feeds, *[await self._tell_gone(chat, topics) for chat, topics in gone]])

    def _untold(self, now: datetime) -> list[tuple[Chat, list[tuple[Feed, Trouble]]]]:
        told = self._store.reports.told()
        owners = self._owner_chats()
        found: dict[int, list[tuple[Feed, Trouble]]] = {}
        for feed in self._store.feeds.all():
            trouble = self._trouble_of(feed, now)
            known = told.get(feed.id, {})
            if trouble is None:
                if known:
                    self._store.reports.forget(feed.id)
                continue
            for chat_id in {*self._store.reports.adders(feed.id), *owners}:
                if known.get(chat_id) != trouble:
                    found.setdefault(chat_id, []).append((feed, trouble))
        chats = [(self._store.chats.get(chat_id), troubles) for chat_id, troubles in sorted(found.items())]
        return [(chat, troubles) for chat, troubles in chats if chat.state is ChatState.ACTIVE]

    def _owner_chats(self) -> list[int]:
        """Return the chats of those who run the bot: the terminal when it is served, the owners' private ones."""
        places = [(Platform.TERMINAL, 0), *((Platform.TELEGRAM, owner) for owner in self._owners)]
        found = [self._store.chats.find(platform, address) for platform, address in places]
        return [chat.id for chat in found if chat]

    def _trouble_of(self, feed: Feed, now: datetime) -> Trouble | None:
        published = self._store.articles.latest_times(feed.id) if may_be_silent(feed, now) else ()
        return find_trouble(feed, published, now, is_gone=feed.state is FeedState.GONE)

    async def _tell(self, chat: Chat, troubles: Sequence[tuple[Feed, Trouble]]) -> bool:
        message = render_notice(troubles, in_public=chat.kind not in ("private", "terminal"))
        if isinstance(await self._replies.send(chat, message), Retry):
            return False  # nothing has left; the next look tries again
        now = self._clock()
        for feed, trouble in troubles:
            await self._db(self._store.reports.note, feed.id, chat.id, str(trouble), now)
            log.info("told of a feed in trouble", feed=feed.id, trouble=str(trouble), chat=chat.id)
        return True

    async def _tell_gone(self, chat: Chat, gone: Sequence[GoneTopic]) -> bool:
        if isinstance(await self._replies.send(chat, render_gone(gone, self._topics())), Retry):
            return False
        await self._db(self._store.topics.note_told, chat.id, [topic.id for topic in gone], self._clock())
        log.info("told of topics that are gone", topics=[topic.id for topic in gone], chat=chat.id)
        return True
