"""The desk, behind which the app answers what commands ask: see `chat.desk`."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app import App
from bot.backtest import backtest, only, recorded_since
from bot.chat.desk import FoundFeed, NoFeed, Trial
from bot.feeds import discover
from bot.monitor.facts.state import FactState
from bot.monitor.rules import Rule
from bot.monitor.topics import Topic
from bot.rulebooks import Reloaded
from bot.store.folder import DATABASE
from bot.store.store import Store

FINDINGS_AT_ONCE = 64
"""Addresses that are looked at for people at the same time; far fewer than the requests that the fetcher makes at once,
so that the polls have theirs."""
PATIENCE = 60.0
"""Seconds that somebody waits for a feed to be found, however many pages and redirects there are, and however many
others wait for the same server."""


class AppDesk:
    """Implements `chat.desk.Desk` on the running app."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._testing = asyncio.Lock()
        self._finding = asyncio.Semaphore(FINDINGS_AT_ONCE)

    def now(self) -> datetime:
        """Return the app's time, UTC."""
        return self._app.clock()

    def topics(self) -> Sequence[Topic]:
        """Return the topics of the rulebooks."""
        return self._app.rulebooks.topics

    def rulebook_rules(self) -> Sequence[Rule]:
        """Return the rules of the rulebooks."""
        return self._app.rulebooks.rules

    async def find_feed(self, url: str) -> FoundFeed | NoFeed:
        """Return the feed at an address that a person gave, read through the same guard as every feed."""
        try:
            async with asyncio.timeout(PATIENCE), self._finding:
                found = await discover.find_feed(self._app.fetcher, self._app.workers, url)
        except TimeoutError:
            return NoFeed(reason="It took too long to look for it. Please try again later.")
        if isinstance(found, discover.NoFeed):
            return NoFeed(reason=found.reason)
        return FoundFeed(url=found.url, title=found.title)

    async def watches_changed(self) -> None:
        """Put the watches in force as they are in the store now."""
        await self._app.db(self._app.pipeline.reload_watches)

    async def feeds_changed(self) -> None:
        """Poll a feed that was just added at once rather than at the next tick."""
        await self._app.poll_due()

    async def not_the_same(self, article_id: str, chat_id: int) -> int | None:
        """Let a copy ring after all."""
        return await self._app.db(self._app.pipeline.not_the_same, article_id, chat_id, self._app.clock())

    async def facts_of(self, topic: str) -> Sequence[FactState]:
        """Return what a topic remembers."""
        return await self._app.db(self._app.pipeline.states_of, topic)

    async def reload(self) -> Reloaded:
        """Read the rulebooks again."""
        return await self._app.reload()

    async def test(self, rule: Rule, days: int) -> Trial:
        """Hold a rule against the stored articles, in a thread of its own, one test at a time: it may take a while."""
        async with self._testing:
            return await asyncio.to_thread(self._test, rule, days, self._app.clock())

    def _test(self, rule: Rule, days: int, now: datetime) -> Trial:
        since = now - timedelta(days=days)
        rules = only([rule], self._app.pipeline.rules)
        # A connection of its own: the app's belongs to the thread that decides, and must not wait for this.
        store = Store.open(self._app.settings.database_url or self._app.settings.state_dir / DATABASE)
        try:
            found = backtest(recorded_since(store, since), rules, since=since, until=now)
        finally:
            store.close()
        return Trial(days=days, articles=found.articles, alerts=found.alerts[rule.id])
