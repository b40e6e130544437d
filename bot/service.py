"""The service: lets the app run until it is told to stop.

Ticks drive it, SIGHUP makes it read the rulebooks again, SIGTERM and SIGINT end it, and so does a chat that cannot go
on (a wrong token, a second poller), with an error.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from rich.console import Console

from bot import config
from bot.app import PATIENCE, App, open_app
from bot.chat.access import Access, Limits
from bot.chat.owners import render_reloaded, render_started
from bot.chat.telegram_app import TelegramApp, TelegramSettings
from bot.chat.terminal import TerminalSender
from bot.config import Settings
from bot.desk import AppDesk
from bot.errors import BotError
from bot.health import HealthServer
from bot.rulebooks import Reloaded, Rulebooks
from bot.ticks import Tick, Ticks

POLL, DELIVER, RELOAD, BEAT, TIDY, LOOK = 0.5, 0.5, 2.0, 10.0, 3600.0, 3600.0
"""Seconds between two ticks. The first ones come at the start."""

log = structlog.get_logger()


async def serve(settings: Settings, rulebooks: Rulebooks, token: str | None) -> None:
    """Run until SIGTERM or SIGINT, then end what is under way and return.

    Args:
        settings: The settings.
        rulebooks: The rulebooks to put in force.
        token: The bot's token, or None: the alerts go to this terminal.

    Raises:
        WrongEnvironment: It cannot start, or cannot go on: state folder, database, token, another bot with this token.
    """
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    _listen_to_signals(ended)  # before anything is opened, so that a stop during the start is one like any other
    async with open_app(settings, rulebooks) as app, _watched(app):
        telegram = _telegram(app, token, ended) if token else None
        # Telegram may be out of reach for an hour: feeds are read and alerts wait in the outbox meanwhile.
        starting = asyncio.create_task(_start_chat(app, telegram))
        starting.add_done_callback(partial(_end_on_error, ended))
        ticks = _start_ticks(app, telegram)
        _reload_on_signal(app, telegram, ticks)
        log.info("running", feeds=len(rulebooks.feeds), rules=len(rulebooks.rules), telegram=telegram is not None)
        try:
            await ended
        finally:
            log.info("stopping")
            # First what is under way, deliveries above all, then the way to Telegram that they need.
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await ticks.stop(PATIENCE)
            await app.stop()
            if telegram is not None:
                await telegram.stop()


@asynccontextmanager
async def _watched(app: App) -> AsyncIterator[None]:
    """Serve health and metrics meanwhile, when that is wanted."""
    if (at := app.settings.metrics_at) is None:
        yield
    else:
        async with HealthServer(app, *at):
            yield


def _telegram(app: App, token: str, ended: asyncio.Future[None]) -> TelegramApp:
    """Return the Telegram side, not started yet; what it cannot go on with ends the service."""

    def on_fatal(error: BotError) -> None:
        if not ended.done():
            ended.set_exception(error)

    settings = app.settings
    limits = Limits(feeds=settings.max_feeds, watches=settings.max_watches, commands=settings.commands_per_minute)
    return TelegramApp(
        TelegramSettings(token=token, api_url=settings.api_url),
        store=app.store,
        db=app.db,
        desk=AppDesk(app),
        access=Access(everybody=settings.access is config.Access.OPEN, owners=settings.owners),
        on_fatal=on_fatal,
        limits=limits,
    )


async def _start_chat(app: App, telegram: TelegramApp | None) -> None:
    """Deliver to Telegram and answer there, as soon as it can be reached; or deliver to this terminal."""
    if telegram is None:
        await app.use_terminal(TerminalSender(Console(highlight=False)))
    else:
        await app.leave_terminal()
        await telegram.start()
        app.send_with(telegram.sender, pace=telegram.pace, tell_admin=telegram.admins.tell_of_closed_topic)
        if app.rulebooks.problems or app.gone:
            await telegram.owners.tell(render_started(app.rulebooks, app.gone))


def _end_on_error(ended: asyncio.Future[None], starting: asyncio.Task[None]) -> None:
    if not starting.cancelled() and (error := starting.exception()) and not ended.done():
        ended.set_exception(error)


def _listen_to_signals(ended: asyncio.Future[None]) -> None:
    def end() -> None:
        if not ended.done():
            ended.set_result(None)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


def _reload_on_signal(app: App, telegram: TelegramApp | None, ticks: Ticks) -> None:
    async def reload_on_signal() -> None:
        await _tell(telegram, await app.reload())

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, ticks.once, reload_on_signal)


async def _tell(telegram: TelegramApp | None, found: Reloaded | None) -> None:
    """Tell the owners what reading the rulebooks again has brought, when it is worth a message."""
    if telegram is not None and found is not None and found.is_news:
        await telegram.owners.tell(render_reloaded(found))


def _start_ticks(app: App, telegram: TelegramApp | None) -> Ticks:
    async def reload_changed() -> None:
        await _tell(telegram, await app.reload_changed())

    calls: tuple[tuple[Tick, float], ...] = (
        (app.poll_due, POLL), (app.deliver, DELIVER), (reload_changed, RELOAD), (app.beat, BEAT), (app.tidy, TIDY),
        (app.look_after, LOOK),
    )  # fmt: skip
    ticks = Ticks()
    for tick, seconds in calls:
        ticks.every(seconds, tick)
    return ticks
