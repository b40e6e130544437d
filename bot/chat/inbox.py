"""The inbox's queue: the way of updates from the library's polling to their handling, through the store.

The library tells Telegram that it has an update (with the `offset` of its next request) as soon as the queue has taken
it. So the queue takes an update by storing it: what Telegram forgets is in the database. While the database cannot be
written nothing is taken, and Telegram keeps what comes, for a day.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

import structlog
from telegram import Bot, Update

from bot.chat.db import Db
from bot.store.database import StoreUnavailable
from bot.store.store import Store

AGAIN = 5.0
"""Seconds between two tries while the database cannot be written."""

log = structlog.get_logger()


class InboxQueue(asyncio.Queue[object]):
    """A queue whose updates are stored before they count as taken, each once."""

    def __init__(self, *, store: Store, db: Db, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._inbox, self._db, self._now = store.inbox, db, now

    async def put(self, item: object) -> None:
        """Store an update and hand it on; one that has come before is left out."""
        if isinstance(item, Update) and not await self._store(item):
            return
        await super().put(item)

    async def _store(self, update: Update) -> bool:
        body = update.to_json()
        while True:
            try:
                return await self._db(self._inbox.put, update.update_id, body, self._now())
            except StoreUnavailable as error:
                log.error("update not taken yet", why=str(error))
                await asyncio.sleep(AGAIN)

    async def restore(self, bot: Bot) -> int:
        """Take up what an earlier run has left unhandled; return how many updates that are."""
        unhandled = await self._db(self._inbox.unhandled)
        for stored in unhandled:
            if update := Update.de_json(json.loads(stored.body), bot):
                self.put_nowait(update)
        return len(unhandled)
