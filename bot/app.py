"""Everything wired together: the one place that knows all the parts, and the few ticks that drive them.

::

    every half second   poll      the feeds that are due: fetch, judge, T1
                        deliver   outbox -> chat, T2; then the history file
    every 2 seconds     reload    the rulebooks whose files have changed
    every 10 seconds    heartbeat for the health check
    every hour          tidy      old texts
                        look      after feeds in trouble, and topics that are gone

APScheduler owns these ticks (`ticks`) and nothing else: what is due, and when, stands in the database. One feed or
delivery that goes wrong never stops the others.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import thread_time
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

import structlog
from yarl import URL

from bot.caretaker import Caretaker
from bot.chat.delivery import Courier, TellAdmin
from bot.chat.message import mask_url
from bot.chat.pace import Pace
from bot.chat.replies import Replies
from bot.chat.sender import Sender
from bot.config import OnUncertain, Settings
from bot.db_thread import DbThread
from bot.feeds.fetch import Fetcher
from bot.feeds.page import PageText, fetch_page
from bot.feeds.parse import FeedItem
from bot.feeds.poll import Items, PollFailed, PollResult, poll
from bot.feeds.workers import CALL_SECONDS, Account, Workers
from bot.metrics import Metrics
from bot.pipeline import Pipeline, Taken
from bot.rulebooks import FilesMark, GoneTopic, Reloaded, Rulebooks, files_mark, reload_rulebooks
from bot.store.articles import DEFAULT_KEEP
from bot.store.chats import Chat
from bot.store.feeds import Feed
from bot.store.folder import DATABASE, HISTORY, prepare_folder
from bot.store.history import HistoryFile
from bot.store.lock import StateLock
from bot.store.polls import FeedUpdate
from bot.store.states import Platform
from bot.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]

POLLS_AT_ONCE = 100
"""Feeds read at the same time. With 300 ms of latency that is 300 feeds a second, far beyond what judging takes."""
POLLS_PER_HOST = 4
"""How many of them may be of one host: two that are fetched (`Fetcher`), and two that are parsed and decided. The
host's other feeds wait in line, and take no place meanwhile."""
POLLS_FOR_CHATS = 80
"""How many of them may be feeds that only chats want. Whoever may use the bot can add slow ones under any number of
host names; those that the rulebooks and the owners chose are not to wait for them."""
REST = timedelta(minutes=5)
"""How long a feed is left alone whose poll broke for a reason of ours, say a full disk; in the store it stays due."""
POLL_SECONDS = 5.0
"""CPU seconds that one poll may take in all. Parsing takes at most `CALL_SECONDS` of them; what it leaves is for
deciding. What that does not finish, the next poll goes on with: one item is decided in any case."""
LAST_ITEM = 1.0
"""Of them, what is kept for the item at which the time is up, and for saving: an article takes a millisecond, the most
that one can be made to take is 1.5 s."""
TURN, PAUSE, TURNS = 1.5, 5.0, 3
"""CPU seconds that one feed's items are decided at a stretch, seconds until its next turn, and its turns in one poll.
So the other feeds wait for three seconds at most."""
PATIENCE = 5.0
"""Seconds that polls and deliveries under way are given at the end; a container is killed after ten or more."""

log = structlog.get_logger()


def utc_now() -> datetime:
    """Return the present time, UTC."""
    return datetime.now(UTC)


class App:
    """The program, without the ticks that drive it: `open_app` makes one, `serve` lets it run.

    Attributes:
        settings, clock: As given.
        db: Runs functions on the thread that owns the store and the pipeline; use both only through it.
        store, pipeline: What is known, and what judges.
        rulebooks: What is in force. gone: the topics that went when it came into force, although chats subscribe.
        fetcher, workers: The way to the web, and the processes that parse.
        history: The alert history file.
    """

    def __init__(
        self, *, settings: Settings, clock: Clock, db: DbThread, store: Store, fetcher: Fetcher, workers: Workers
    ) -> None:
        self.settings, self.clock = settings, clock
        self.db, self.store, self.fetcher, self.workers = db, store, fetcher, workers
        self.pipeline, self.rulebooks = Pipeline(store), Rulebooks()
        self.gone: tuple[GoneTopic, ...] = ()
        self.history = HistoryFile(settings.state_dir / HISTORY, store)
        self.metrics = Metrics()
        self._told_until = 0
        self._counting = asyncio.Lock()
        self._courier: Courier | None = None
        self._caretaker: Caretaker | None = None
        self._polling: dict[int, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(POLLS_AT_ONCE)
        self._places_for_chats = asyncio.Semaphore(POLLS_FOR_CHATS)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._resting: dict[int, datetime] = {}
        self._terminal: Chat | None = None
        self._reloading = asyncio.Lock()
        self._mark: FilesMark = ()
        self._mark_before: FilesMark = ()

    async def start(self, rulebooks: Rulebooks) -> None:
        """Put the rulebooks in force, rebuild the memory, and settle what a crash left behind."""
        now = self.clock()
        await self.db(self.store.pulse.begin, now)
        self._mark = self._mark_before = await asyncio.to_thread(_mark_of, rulebooks)
        await self._put_in_force(rulebooks, is_start=True)
        self._told_until = await self.db(self.store.figures.last_event)
        unknown = await self.db(self.store.outbox.recover, now)
        if unknown:
            log.warning("deliveries of unknown end", count=unknown, policy=str(self.settings.on_uncertain))
        await self.db(self.history.write)

    async def _put_in_force(self, rulebooks: Rulebooks, *, is_start: bool = False) -> None:
        """Use these rulebooks from now on."""
        # In one call: a poll between its parts would be judged by rules of topics that nobody subscribes to.
        self.gone = await self.db(self._use, rulebooks, self.clock(), is_start=is_start)
        self.rulebooks = rulebooks

    def _use(self, rulebooks: Rulebooks, now: datetime, *, is_start: bool) -> tuple[GoneTopic, ...]:
        """Do so on the thread that owns store and pipeline; return the topics that are newly gone."""
        self.store.feeds.sync(rulebooks.feeds, now, keep=bool(rulebooks.problems))
        has_moved = self.store.topics.take_over(rulebooks.topics)
        if self._terminal is not None:
            for topic in rulebooks.topics:
                self.store.chats.subscribe(self._terminal.id, topic.id, now)
        if self.pipeline.use(rulebooks) or has_moved or is_start:
            self.pipeline.restore(now)
        return self.store.topics.note_gone(rulebooks.topics, now, keep=bool(rulebooks.problems))

    async def reload(self) -> Reloaded:
        """Read the rulebooks again and put in force what is right; what has become wrong stays as it was."""
        async with self._reloading:
            self._mark = self._mark_before = await asyncio.to_thread(_mark_of, self.rulebooks)
            found = await asyncio.to_thread(reload_rulebooks, self.rulebooks)
            await self._put_in_force(found.rulebooks)
            for problem in found.rulebooks.problems:
                log.warning("rulebook wrong", where=f"{problem.file}:{problem.line}", why=problem.message)
            log.info("reloaded", changed=found.changed, removed=found.removed, kept=found.kept)
            return replace(found, gone=self.gone)

    async def reload_changed(self) -> Reloaded | None:
        """Reload the rulebooks when their files have changed and then stood still for a tick; None: they have not."""
        mark = await asyncio.to_thread(_mark_of, self.rulebooks)
        is_steady, self._mark_before = mark == self._mark_before, mark
        return await self.reload() if is_steady and mark != self._mark else None

    def send_with(self, sender: Sender, *, pace: Pace | None = None, tell_admin: TellAdmin | None = None) -> None:
        """Deliver through this sender from now on; a pace is shared with whoever else sends through the same bot."""
        self._courier = Courier(
            store=self.store,
            db=self.db,
            sender=sender,
            resend=self.settings.on_uncertain is OnUncertain.RESEND,
            pace=pace,
            join_above=self.settings.join_above,
            tell_admin=tell_admin,
        )
        replies = Replies(store=self.store, db=self.db, sender=sender, pace=pace or Pace(), now=self.clock)
        self._caretaker = Caretaker(
            store=self.store, db=self.db, replies=replies, owners=self.settings.owners, clock=self.clock,
            topics=lambda: self.rulebooks.topics,
        )  # fmt: skip

    async def use_terminal(self, sender: Sender) -> Chat:
        """Deliver to the terminal, which is a chat that subscribes to every topic."""
        now = self.clock()
        terminal = partial(self.store.chats.ensure, platform=Platform.TERMINAL, address=0, kind="terminal")
        chat = await self.db(terminal, title="terminal", now=now)
        await self.db(self.store.chats.resume, chat.id, now)
        self._terminal = chat
        for topic in self.pipeline.rules.topics:
            await self.db(self.store.chats.subscribe, chat.id, topic.id, now)
        self.send_with(sender)
        return chat

    async def leave_terminal(self) -> None:
        """Let the terminal of an earlier run collect no more alerts; it subscribes again when it is served again."""
        chat = await self.db(self.store.chats.find, Platform.TERMINAL, 0)
        if chat is not None:
            for topic in await self.db(self.store.chats.subscriptions, chat.id):
                await self.db(self.store.chats.unsubscribe, chat.id, topic)
            await self.db(self.store.chats.suspend, chat.id, "the alerts go to Telegram", self.clock())

    async def poll_due(self) -> None:
        """Let the feeds that are due get in line for a place; slow ones hold up nobody but their host's."""
        now = self.clock()
        self._resting = {feed_id: until for feed_id, until in self._resting.items() if now < until <= now + REST}
        left_alone = self._polling.keys() | self._resting.keys()
        for feed in await self.db(self.store.feeds.due, now, POLLS_AT_ONCE, without=left_alone):
            if feed.id not in self._polling:
                self._polling[feed.id] = asyncio.create_task(self._poll_in_turn(feed), name=f"poll {feed.id}")

    async def _poll_in_turn(self, feed: Feed) -> None:
        """Poll a feed when its host, and then the program, has a place for it: first come, first served."""
        try:
            host = self._hosts.setdefault(URL(feed.url).raw_authority, asyncio.Semaphore(POLLS_PER_HOST))
            async with host, nullcontext() if feed.shared else self._places_for_chats, self._places:
                known = await self.db(self.store.feeds.get, feed.id)
                is_still_due = (known.state, known.next_poll_at) == (feed.state, feed.next_poll_at)
                if is_still_due:  # a feed may be dropped while it waits
                    await self.poll(known)
        except Exception:  # one feed that goes wrong must not stop the others
            self._resting[feed.id] = self.clock() + REST
            log.exception("poll broke", feed=feed.id, url=mask_url(feed.url))
        finally:
            del self._polling[feed.id]

    async def poll(self, feed: Feed) -> Taken:
        """Poll one feed now: fetch it, judge what is new, and commit all that follows (T1)."""
        account = Account(host=URL(feed.url).host or "")
        result = await poll(
            feed.url,
            fetcher=self.fetcher,
            workers=self.workers,
            etag=feed.etag,
            last_modified=feed.last_modified,
            body_hash=feed.body_hash or "",
            account=account,
        )
        items = result.feed.items if isinstance(result, Items) else ()
        wanted, spent = await self.db(_timed, self.pipeline.wanted_pages, feed, items)
        pages = await self._pages(wanted, account)
        self.metrics.note_poll(result)
        update = await self.db(self.pipeline.feed_update, feed, result, self.clock())
        spent += CALL_SECONDS - account.seconds
        for turn in range(TURNS):
            if turn:
                await asyncio.sleep(PAUSE)  # the others have their turns
            patience = min(TURN, deciding_left(spent))
            take = partial(self.pipeline.take, feed, items, pages, update, now=self.clock(), patience=patience)
            taken, cost = await self.db(_timed, take)
            spent += cost
            self.metrics.note_taken(taken)
            _log_poll(feed, result, taken, update)
            if not taken.left or not deciding_left(spent):
                break
        return taken

    async def _pages(self, items: Sequence[FeedItem], account: Account) -> dict[str, str]:
        """Return the texts of the items' pages by key; a page that cannot be read is left out."""
        pages = await asyncio.gather(*(fetch_page(self.fetcher, self.workers, item.url, account) for item in items))
        found = zip(items, pages, strict=True)
        return {item.key: page.text for item, page in found if isinstance(page, PageText)}

    async def deliver(self) -> None:
        """Send what is due to the chats (T2), then bring the history file up to date."""
        if self._courier is not None:
            await self._courier.deliver_due(self.clock())
        await self.db(self.history.write)

    async def beat(self) -> None:
        """Leave a sign of life, and count what happened."""
        await self.db(self.store.pulse.beat, self.clock())
        await self._count()

    async def _count(self) -> None:
        """Count what the history tells since the last time."""
        async with self._counting:  # a beat and a scrape at once would both count the same lines
            more = True
            while more:
                lines, self._told_until = await self.db(self.store.figures.happened, self._told_until)
                self.metrics.note_happened(lines)
                more = bool(lines)

    async def tell_metrics(self) -> bytes:
        """Return the metrics in Prometheus's text format."""
        await self._count()
        return self.metrics.render(await self.db(self.store.figures.now), self.clock())

    async def look_after(self) -> None:
        """Tell of feeds in trouble who added them, and the owners; of topics that are gone who subscribes to them."""
        if self._caretaker is not None:
            await self._caretaker.look()

    async def tidy(self) -> None:
        """Drop what is of no more use."""
        now = self.clock()
        await self.db(self.store.articles.tidy, now, DEFAULT_KEEP)
        await self.db(self.store.inbox.tidy, now)
        await self.db(self.pipeline.forget)
        # A group that became a supergroup may have got another number, which its watches' view of its feeds goes by.
        await self.db(self.pipeline.reload_watches)

    async def stop(self) -> None:
        """End what is under way within a few seconds. A poll that is cut off was never seen; it comes again."""
        polls = list(self._polling.values())
        if polls:
            _, late = await asyncio.wait(polls, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._courier is not None:
            await self._courier.finish(PATIENCE)
        await self.db(self.history.write)


@asynccontextmanager
async def open_app(settings: Settings, rulebooks: Rulebooks, *, clock: Clock = utc_now) -> AsyncIterator[App]:
    """Open everything that the program needs, and close it again.

    Raises:
        WrongEnvironment: The state folder or the database cannot be used.
        StateInUse: Another Tocsin runs on this state folder.
    """
    folder = prepare_folder(settings.state_dir)
    with StateLock(folder):
        db = DbThread()
        try:
            store = await db(Store.open, settings.database_url or folder / DATABASE)
            try:
                async with Fetcher(allow_nets=settings.allow_nets) as fetcher, Workers() as workers:
                    app = App(settings=settings, clock=clock, db=db, store=store, fetcher=fetcher, workers=workers)
                    await app.start(rulebooks)
                    try:
                        yield app
                    finally:
                        await app.stop()
            finally:
                await db(store.close)
        finally:
            db.close()


def deciding_left(spent: float) -> float:
    """Return how many CPU seconds a poll may still decide, after what parsing and deciding have cost so far.

    >>> deciding_left(0.5), deciding_left(3.0), deciding_left(4.5)
    (3.5, 1.0, 0.0)
    """
    return max(0.0, POLL_SECONDS - LAST_ITEM - spent)


def _timed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float]:
    """Return what a function returns, and the CPU seconds that it took of this thread."""
    began = thread_time()
    return function(*args, **kwargs), thread_time() - began


def _mark_of(rulebooks: Rulebooks) -> FilesMark:
    return files_mark(rulebooks.folder) if rulebooks.folder else ()


def _log_poll(feed: Feed, result: PollResult, taken: Taken, update: FeedUpdate) -> None:
    """Write the one line that tells how a poll went."""
    next_at = update.next_poll_at.isoformat(timespec="seconds")
    known = {"feed": feed.id, "url": mask_url(feed.url), "next": next_at}
    if isinstance(result, PollFailed):
        log.warning("poll", **known, failed=result.message, failures=update.failures)
    elif isinstance(result, Items):
        counts = {"new": taken.new, "edited": taken.edited, "seen elsewhere": taken.sightings}
        left = {"left": taken.left} if taken.left else {}
        log.info("poll", **known, items=len(result.feed.items), **counts, alerts=len(taken.alerts), **left)
    else:
        log.debug("poll", **known, unchanged=True)
