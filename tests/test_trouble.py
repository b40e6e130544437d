"""Trouble from outside: no room on the disk, a clock that jumps, Telegram away, feeds that are dead. Nothing is lost.

The app with its real store, feeds on loopback and the real library at a fake Bot API; only the clock is moved by hand.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.app import REST, App, open_app
from bot.chat.message import Message
from bot.chat.sender import Outcome, Sender
from bot.chat.telegram_app import TelegramSettings, make_application
from bot.chat.telegram_sender import TelegramSender
from bot.config import Settings
from bot.monitor.rulebook import FeedSpec
from bot.rulebooks import Rulebooks
from bot.store.chats import Chat
from bot.store.database import StoreUnavailable
from bot.store.states import DeliveryState, Platform
from tests.chat.fake_telegram import FakeTelegram
from tests.chat.settings import fast_pace
from tests.e2e.program import Outlet
from tests.monitor.newsroom import NOON, read_book

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
ADA = 7


@dataclass
class Place:
    """The app and what is around it."""

    app: App
    outlet: Outlet
    telegram: FakeTelegram
    clock: "Clock"
    published: list[str] = field(default_factory=list)

    def publish(self, feed: str = "post") -> None:
        """Publish news that ring and are like no other."""
        number = len(self.published)
        words = some_words(number)
        title, text = f"Strike of dockers {' '.join(words[:4])}", " ".join(words).capitalize() + "."
        self.outlet.publish(feed, f"n{number}", title, text, at=self.clock.now - self.clock.wrong)
        self.published.append(title)

    async def poll(self) -> None:
        """Poll what is due, to the end."""
        await self.app.poll_due()
        while polls := list(self.app._polling.values()):
            await asyncio.wait(polls)
            await asyncio.sleep(0)

    async def deliver(self, *, steps: int = 30) -> None:
        """Let so many ticks of a second pass, each with its deliveries."""
        for _ in range(steps):
            await self.app.deliver()
            self.clock.now += SECOND

    async def round(self, wait: timedelta) -> None:
        """Let time pass, then poll and deliver."""
        self.clock.now += wait
        await self.poll()
        await self.deliver(steps=3)

    def arrived(self) -> list[str]:
        """Return the headlines that arrived, once for each time."""
        return [title for message in self.telegram.sent_to(ADA) for title in self.published if title in message.text]


def some_words(number: int) -> list[str]:
    """Return forty words that no other number has."""
    chance = random.Random(number)  # noqa: S311 - words of a test, no secret
    return ["".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4)) for _ in range(40)]


@dataclass
class Clock:
    """Our clock, moved by hand. `wrong`: how far it is ahead of everybody else's."""

    now: datetime = NOON
    wrong: timedelta = timedelta(0)

    def jump(self, by: timedelta) -> None:
        """Let our clock jump, while the world's goes on as before."""
        self.now += by
        self.wrong += by

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def a_place(folder: Path, telegram: FakeTelegram, outlet: Outlet, *feeds: str) -> AsyncIterator[Place]:
    """Open the app with these feeds, polled every five minutes, and one subscriber."""
    specs = tuple(FeedSpec(url=outlet.url(name), name="", every=5 * MINUTE, language="en") for name in feeds)
    settings = Settings.model_construct(state_dir=folder / "state", allow_nets=(ip_network("127.0.0.0/8"),))
    clock = Clock()
    async with (
        sender_to(telegram.api_url, telegram.token) as sender,
        open_app(settings, Rulebooks(books=(replace(read_book(), feeds=specs),)), clock=clock) as app,
    ):
        telegram.add_chat(ADA)
        chat = await app.db(
            lambda: app.store.chats.ensure(
                platform=Platform.TELEGRAM, address=ADA, kind="private", title="Ada", now=NOON
            )
        )
        await app.db(app.store.chats.subscribe, chat.id, "harbour", NOON)
        app.send_with(sender, pace=fast_pace())
        place = Place(app=app, outlet=outlet, telegram=telegram, clock=clock)
        await place.poll()
        clock.now += MINUTE
        yield place


@asynccontextmanager
async def sender_to(api_url: str, token: str) -> AsyncIterator[TelegramSender]:
    """Open the real library's bot against an address."""
    application = make_application(TelegramSettings(token=token, api_url=api_url, read_timeout=5, connect_timeout=5))
    await application.bot.request.initialize()
    try:
        yield TelegramSender(application.bot)
    finally:
        await application.bot.request.shutdown()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Bot API on loopback."""
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    """An outlet on loopback."""
    async with Outlet() as server:
        yield server


@pytest.fixture
async def place(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> AsyncIterator[Place]:
    """The app with one feed."""
    async with a_place(tmp_path, telegram, outlet, "post") as opened:
        yield opened


def pragma(app: App, text: str) -> int:
    """Run a pragma on the app's connection, on its thread; return its value."""
    with app.store.database.read() as connection:
        result = connection.exec_driver_sql(f"PRAGMA {text}")
        return int(result.scalar() or 0) if result.returns_rows else 0


@contextmanager
def full_disk(app: App) -> Iterator[None]:
    """Leave the database no room to grow, as a full disk would."""
    before = pragma(app, "max_page_count")
    pragma(app, f"max_page_count={pragma(app, 'page_count')}")
    try:
        yield
    finally:
        pragma(app, f"max_page_count={before}")


async def test_a_full_disk_loses_nothing(place: Place) -> None:
    """What could not be saved was not decided: it is read again when there is room, and rings once."""
    place.publish()
    place.outlet.publish("post", "big", "A long read", "word " * 40_000, at=NOON)
    place.clock.now += 5 * MINUTE
    with contextlib.ExitStack() as stack:
        await place.app.db(stack.enter_context, full_disk(place.app))
        await place.poll()
        assert (await place.app.db(place.app.store.alerts.recent)) == []
        await place.app.db(stack.close)
    await place.round(REST + SECOND)
    assert place.arrived() == place.published


async def test_a_read_only_database_loses_nothing(place: Place) -> None:
    """Nothing is sent that could not be marked before; when it can be written again, everything goes out once."""
    place.publish()
    place.clock.now += 5 * MINUTE
    await place.poll()
    await place.app.db(pragma, place.app, "query_only=1")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        await place.app.deliver()
    assert place.telegram.sent == []
    await place.app.db(pragma, place.app, "query_only=0")
    await place.deliver()
    assert place.arrived() == place.published


class LockingSender:
    """Makes the database unwritable while a message is on its way."""

    def __init__(self, app: App, sender: Sender) -> None:
        self._app, self._sender = app, sender

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Send the message; what becomes of it cannot be saved for now."""
        await self._app.db(pragma, self._app, "query_only=1")
        return await self._sender.send(chat, message)


async def test_a_message_that_cannot_be_marked_is_not_sent_twice(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What became of a message is remembered until it can be saved."""
    monkeypatch.setattr("bot.chat.delivery.MARK_AGAIN", 0.02)
    monkeypatch.setattr("bot.chat.delivery.PATIENCE", 0.2)
    place.publish()
    place.clock.now += 5 * MINUTE
    await place.poll()
    async with sender_to(place.telegram.api_url, place.telegram.token) as sender:
        place.app.send_with(LockingSender(place.app, sender), pace=fast_pace())
        with pytest.raises(StoreUnavailable):  # the history file's cursor
            await place.app.deliver()
        assert place.arrived() == place.published
        assert (await place.app.db(place.app.store.outbox.counts))[DeliveryState.SENDING] == 1
        await place.app.db(pragma, place.app, "query_only=0")
        await place.app.stop()
    counts = await place.app.db(place.app.store.outbox.counts)
    assert (counts[DeliveryState.SENT], counts[DeliveryState.SENDING]) == (1, 0)


@pytest.mark.parametrize("jumps", [(-DAY, 2 * DAY), (DAY, -2 * DAY), (-DAY, -DAY), (DAY, DAY)], ids=str)
async def test_a_clock_that_jumps_a_day(place: Place, jumps: tuple[timedelta, timedelta]) -> None:
    """Back or forward, feeds are read and alerts sent as before: at once, each once."""
    for jump in (timedelta(0), *jumps):
        place.clock.jump(jump)
        for _ in range(2):
            place.publish()
            await place.round(5 * MINUTE)
    assert place.arrived() == place.published


async def test_telegram_away_for_an_hour(place: Place) -> None:
    """Feeds are read meanwhile; then everything arrives, joined, in order, each once."""
    async with sender_to("http://127.0.0.1:9", place.telegram.token) as nowhere:
        place.app.send_with(nowhere, pace=fast_pace())
        for _ in range(12):
            place.publish()
            await place.round(5 * MINUTE)
        assert place.telegram.sent == []
    async with sender_to(place.telegram.api_url, place.telegram.token) as back:
        place.app.send_with(back, pace=fast_pace())
        await place.deliver()
        assert place.arrived() == place.published
        assert len(place.telegram.sent) == 1
        assert place.telegram.last(ADA).styled("bold")[0] == "12 alerts together"


async def test_half_the_feeds_are_dead(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> None:
    """The others are read at their times as if nothing were; and what the dead ones published is found later."""
    alive, dead = [f"alive{number}" for number in range(6)], [f"dead{number}" for number in range(6)]
    async with a_place(tmp_path, telegram, outlet, *alive, *dead) as place:
        outlet.broken |= set(dead)
        for name in alive:
            place.publish(name)
            place.publish(f"dead{alive.index(name)}")
            await place.round(5 * MINUTE)
            assert place.arrived() == place.published[::2]
        assert all(outlet.answers[name, 304] + outlet.answers[name, 200] == 7 for name in alive)
        outlet.broken.clear()
        for _ in range(20):  # their polls have become rare
            await place.round(HOUR)
        assert sorted(place.arrived()) == sorted(place.published)
