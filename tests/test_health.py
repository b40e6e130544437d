"""Health: what is told when the program does not do well."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.app import App, open_app
from bot.config import Settings, read_settings
from bot.errors import WrongSetting
from bot.health import HealthServer
from bot.rulebooks import Rulebooks
from tests.monitor.newsroom import NOON
from tests.store.making import a_chat, a_feed, ring


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
        assert "the ticks stand still" in text
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
