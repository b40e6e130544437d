"""Health: what is told when the program does not do well."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import records
from bot.app import App, open_app
from bot.config import Settings, read_settings
from bot.errors import WrongSetting
from bot.health import HealthServer
from bot.rulebooks import Rulebooks
from bot.store.database import StoreUnavailable
from bot.store.polls import FeedUpdate
from tests.monitor.newsroom import NOON
from tests.store.making import NOW, a_chat, a_feed, ring


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The app's clock."""
    return Clock()


@pytest.fixture
async def app(tmp_path: Path, clock: Clock) -> AsyncIterator[App]:
    """An app without feeds whose ticks nobody drives."""
    async with open_app(Settings.model_construct(state_dir=tmp_path / "state"), Rulebooks(), clock=clock) as opened:
        yield opened


async def ask(server: HealthServer, path: str, method: str = "GET") -> tuple[int, str]:
    """Return the status and text of an answer."""
    url = f"http://127.0.0.1:{server.port}{path}"
    async with aiohttp.ClientSession() as session, session.request(method, url) as response:
        return response.status, await response.text()


async def test_health_follows_the_heartbeat(app: App, clock: Clock) -> None:
    """Before the first beat and a minute after the last one, the program is not well; between, it is."""
    async with HealthServer(app, "127.0.0.1", 0) as server:
        assert (await ask(server, "/healthz"))[0] == 503
        await app.beat()
        assert (await ask(server, "/healthz"))[0] == 200
        clock.now += timedelta(seconds=61)
        status, text = await ask(server, "/healthz")
        assert status == 503
        assert "last sign of life" in text
        await app.beat()
        assert (await ask(server, "/healthz"))[0] == 200


async def test_a_heartbeat_of_the_future_is_no_sign_of_life(app: App, clock: Clock) -> None:
    """The clock went back: what was left before tells nothing until the next beat; a second ahead is no matter."""
    async with HealthServer(app, "127.0.0.1", 0) as server:
        await app.beat()
        clock.now -= timedelta(seconds=1)
        assert (await ask(server, "/healthz"))[0] == 200
        clock.now -= timedelta(hours=1)
        assert (await ask(server, "/healthz"))[0] == 503
        await app.beat()
        assert (await ask(server, "/healthz"))[0] == 200


async def test_a_beat_and_a_scrape_at_once_count_once(app: App) -> None:
    """Both read on from where the last count ended; neither counts what the other is counting."""
    await app.db(_ring_three, app)
    await asyncio.gather(app.beat(), app.tell_metrics(), app.tell_metrics())
    assert 'tocsin_alerts_total{kind="new_value"} 3.0' in (await app.tell_metrics()).decode().splitlines()


def _ring_three(app: App) -> None:
    a_chat(app.store)
    ring(app.store, a_feed(app.store), 3)


async def test_a_database_that_cannot_be_read_is_told(app: App) -> None:
    """Health and metrics say so in a word, with a status that a watcher understands."""
    async with HealthServer(app, "127.0.0.1", 0) as server:
        await app.beat()
        await app.db(_break, app)
        for path in ("/healthz", "/metrics"):
            status, text = await ask(server, path)
            assert status == 503
            assert "the database does not answer" in text
        await app.db(_mend, app)
        assert (await ask(server, "/healthz"))[0] == 200


def _break(app: App) -> None:
    with app.store.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE deliveries RENAME TO gone")


def _mend(app: App) -> None:
    with app.store.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO deliveries")


async def test_only_reading_is_answered(app: App) -> None:
    """There is nothing to change over this door."""
    async with HealthServer(app, "127.0.0.1", 0) as server:
        for method in ("POST", "PUT", "DELETE"):
            assert (await ask(server, "/metrics", method))[0] == 405
        assert (await ask(server, "/../etc/passwd"))[0] == 404


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("[::1]:9464", ("::1", 9464)),
        ("localhost:1", ("localhost", 1)),
    ],
)  # fmt: skip
def test_where_it_listens(given: str, at: tuple[str, int]) -> None:
    """A port alone is on this machine only; an address may stand before it."""
    assert read_settings(metrics=given).metrics_at == at


@pytest.mark.parametrize("given", ["", "yes", "70000", "a b:1", "http://x:1", "9464:", "-1", "١٢"])
def test_where_it_cannot_listen(given: str) -> None:
    """A wrong value names the setting."""
    with pytest.raises(WrongSetting, match=r"^TOCSIN_METRICS: a port is needed"):
        read_settings(metrics=given)


class TestWork:
    """The heartbeat goes on, and the work does not: /healthz and `tocsin status` say the same."""

    @pytest.fixture(autouse=True)
    async def started(self, app: App, clock: Clock) -> None:
        """The program has just started."""
        clock.now = NOW
        await app.db(app.store.pulse.begin, NOW)

    async def test_polls_that_break_every_time(self, app: App, clock: Clock) -> None:
        """A feed that is due for ten minutes without a poll that ends; one that fails has ended."""
        feed = await app.db(_add_feed, app)
        await app.beat()
        clock.now += timedelta(minutes=9, seconds=55)
        assert await trouble(app) == ""
        clock.now += timedelta(seconds=5)
        assert "no poll has ended since 2026-05-12 09:30:00 UTC" in await trouble(app)
        await app.db(_poll, app, feed, clock.now)
        assert await trouble(app) == ""
        clock.now += timedelta(minutes=11)  # it rests, nothing is due
        assert await trouble(app) == ""

    async def test_alerts_that_never_arrive(self, app: App, clock: Clock) -> None:
        """A quarter of an hour with alerts that wait and none that is accepted; chats that are away do not count."""
        await app.db(_ring_one, app)
        await app.beat()
        clock.now += timedelta(minutes=14)
        assert await trouble(app) == ""
        clock.now += timedelta(minutes=1)
        assert "none was accepted since 2026-05-12 09:30:00 UTC" in await trouble(app)
        (dispatch,) = await app.db(app.store.outbox.claim, clock.now, 1)
        await app.db(app.store.outbox.mark_sent, dispatch, 1, clock.now)
        assert await trouble(app) == ""

    async def test_alerts_that_fail_everywhere(self, app: App, clock: Clock) -> None:
        """Nothing waits, for each alert is refused for good: three chats tell it, one alone may be to blame itself."""
        await app.db(_fail_in, app, 2)
        await app.beat()
        assert await trouble(app) == ""
        await app.db(_fail_in, app, 1)
        assert "none was accepted for an hour" in await trouble(app)
        await app.db(_ring_one, app)
        for dispatch in await app.db(app.store.outbox.claim, clock.now, 10):
            await app.db(app.store.outbox.mark_sent, dispatch, 1, clock.now)
        assert await trouble(app) == ""

    async def test_a_quiet_bot_is_well(self, app: App, clock: Clock) -> None:
        """No chats and no alerts for days, and a feed that is read once a day."""
        feed = await app.db(_add_feed, app)
        for _ in range(3):
            await app.db(_poll, app, feed, clock.now)
            await app.beat()
            clock.now += timedelta(hours=23, minutes=59, seconds=50)
            await app.beat()
            assert await trouble(app) == ""
            clock.now += timedelta(seconds=10)  # it is due, and is read only after the next beat
            await app.beat()
            assert await trouble(app) == ""

    async def test_a_chat_that_is_away_is_no_trouble(self, app: App, clock: Clock) -> None:
        """What is held for a chat that blocked the bot waits for the chat, not for the program."""
        await app.db(_ring_one, app)
        await app.db(app.store.chats.suspend, 1, "blocked", clock.now)
        await app.beat()
        clock.now += timedelta(hours=3)
        assert await trouble(app) == ""

    async def test_a_start_after_a_long_time_is_no_trouble(self, tmp_path: Path, app: App, clock: Clock) -> None:
        """What has waited while the program did not run is its work now, and no trouble yet."""
        await app.db(_ring_one, app)
        await app.beat()
        clock.now += timedelta(hours=3)
        await app.db(app.store.pulse.begin, clock.now)
        assert await trouble(app) == ""

    async def test_a_database_that_cannot_be_written(self, app: App, clock: Clock) -> None:
        """The beat is a write: a minute without one is trouble, though everything can be read."""
        await app.beat()
        await app.db(_set_read_only, app, True)
        clock.now += timedelta(seconds=61)
        with pytest.raises(StoreUnavailable):
            await app.beat()
        async with HealthServer(app, "127.0.0.1", 0) as server:
            status, text = await ask(server, "/healthz")
            assert status == 503
            assert "cannot write its database" in text
            await app.db(_set_read_only, app, False)
            await app.beat()
            assert (await ask(server, "/healthz"))[0] == 200


async def trouble(app: App) -> str:
    """Return what /healthz finds wrong right after a beat, and see that `tocsin status` finds the same."""
    await app.beat()
    async with HealthServer(app, "127.0.0.1", 0) as server:
        status, text = await ask(server, "/healthz")
    found = records.status(app.settings, app.clock()).trouble
    told = json.loads(text)["status"]
    assert (status, told) == ((503, found) if found else (200, "ok"))
    return found


def _add_feed(app: App) -> int:
    return a_feed(app.store).id


def _poll(app: App, feed_id: int, now: datetime) -> None:
    """Let a poll of the feed end badly; it rests for a day."""
    update = FeedUpdate(feed_id=feed_id, polled_at=now, ok=False, next_poll_at=now + timedelta(days=1), failures=1)
    app.store.commit_poll(update, (), now=now)


def _fail_in(app: App, count: int) -> None:
    """Let an alert be refused for good in so many new chats, while no feed is due."""
    first = len(app.store.chats.all()) + 1
    for address in range(first, first + count):
        a_chat(app.store, address)
    feed = a_feed(app.store)
    ring(app.store, feed)
    _poll(app, feed.id, NOW)
    for dispatch in app.store.outbox.claim(NOW, 100):
        app.store.outbox.mark_failed(dispatch, "refused", NOW)


def _ring_one(app: App) -> None:
    """Let an alert wait for chat 1, while no feed is due."""
    a_chat(app.store)
    feed = a_feed(app.store)
    ring(app.store, feed)
    _poll(app, feed.id, NOW)


def _set_read_only(app: App, is_read_only: bool) -> None:
    with app.store.database.read() as connection:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(is_read_only)}")
