"""The Telegram side of the program: updates in, answers out; everything that knows python-telegram-bot's `Application`.

What arrives goes through `inbox`, where it is kept until it is handled, to `incoming`. Edited messages, polls and the
like are not even asked for: only what `ALLOWED_UPDATES` names arrives, so that a command that is edited later does not
act twice.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, BaseHandler, ExtBot
from telegram.request import HTTPXRequest

from bot.chat.access import Access, Limits
from bot.chat.admins import Admins
from bot.chat.commands.command import Clerk
from bot.chat.commands.registry import COMMANDS
from bot.chat.db import Db
from bot.chat.desk import Desk
from bot.chat.inbox import InboxQueue
from bot.chat.incoming import MOST_WAITING, Incoming
from bot.chat.owners import Owners
from bot.chat.pace import Pace
from bot.chat.replies import Replies
from bot.chat.telegram_sender import TelegramSender
from bot.errors import BotError, WrongEnvironment
from bot.store.database import StoreUnavailable
from bot.store.store import Store

ALLOWED_UPDATES = ["message", "channel_post", "callback_query", "my_chat_member"]
MOST_CONFLICTS = 5
"""Conflicts in a row after which another program surely polls with our token: about 20 seconds."""
CONNECTIONS = 64
"""For requests to Telegram; more than deliveries and updates at once."""
STORE_AGAIN = 5.0
"""Seconds between two tries to handle an update while the database cannot be written."""
PATIENCE = 3.0
"""Seconds that the updates under way are given at a stop. Answers that wait for the pace of a group could take minutes;
they are given at the next start."""
START_RETRY = 3.0
"""Seconds between two tries to reach Telegram at the start."""

WRONG_TOKEN = "Telegram does not know this token: set TOCSIN_TOKEN to the one that BotFather gave you"  # noqa: S105

log = structlog.get_logger()
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """How to reach Telegram: the token (never shown) and the Bot API's base address, without a slash at its end."""

    token: str
    api_url: str = "https://api.telegram.org"
    connect_timeout: float = 5.0
    read_timeout: float = 20.0
    poll_timeout: int = 10

    def __repr__(self) -> str:
        return f"TelegramSettings(api_url={self.api_url!r})"


class _Polling(HTTPXRequest):
    """The connection that polls. The library's polling ends silently when the token is refused; this tells of it."""

    def __init__(self, on_refused: Callable[[], None], **values: Any) -> None:
        super().__init__(connection_pool_size=2, **values)
        self._on_refused = on_refused

    async def do_request(self, *args: Any, **values: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*args, **values)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self._on_refused()
        return status, body


def make_application(
    settings: TelegramSettings,
    on_refused: Callable[[], None] = lambda: None,
    queue: asyncio.Queue[object] | None = None,
) -> AnyApplication:
    """Return the library's application: no rate limiter and no jobs, which are the outbox's and the app's business.

    Args:
        settings: How to reach Telegram.
        on_refused: Called when polling finds that Telegram does not accept the token.
        queue: What takes the updates.
    """
    timeouts: dict[str, Any] = {"connect_timeout": settings.connect_timeout, "pool_timeout": settings.connect_timeout}
    timeouts |= {"read_timeout": settings.read_timeout, "write_timeout": settings.read_timeout}
    builder = Application.builder() if queue is None else Application.builder().update_queue(queue)
    return (
        builder.token(settings.token)
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(HTTPXRequest(connection_pool_size=CONNECTIONS, **timeouts))
        .get_updates_request(_Polling(on_refused, **timeouts))
        .concurrent_updates(MOST_WAITING)
        .job_queue(None)
        .build()
    )


class TelegramApp:
    """Listens to Telegram and answers.

    Attributes:
        sender: Sends alerts; usable after `start`.
        pace: To be shared with the courier.
        admins: Whom to tell what concerns a group.
        owners: Those who run the bot.

    Args:
        settings: How to reach Telegram.
        store: Used through `db` only. desk: what commands need besides.
        access: Who may use the bot.
        on_fatal: Called once, with what to tell the operator, when listening makes no sense any more.
        limits: What one chat may have. pace: What is kept; by default one of its own.
    """

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        store: Store,
        db: Db,
        desk: Desk,
        access: Access,
        on_fatal: Callable[[BotError], None],
        limits: Limits = Limits(),  # noqa: B008 - a frozen value
        pace: Pace | None = None,
    ) -> None:
        self._settings = settings
        self._on_fatal, self._conflicts, self._ended = on_fatal, 0, False
        self._store, self._db, self._now = store, db, desk.now
        self._queue = InboxQueue(store=store, db=db, now=desk.now)
        self._stopping = asyncio.Event()
        self._handling: set[asyncio.Task[None]] = set()
        self._application = make_application(settings, self._on_refused, self._queue)
        self._bot: ExtBot[Any] = self._application.bot
        self.pace = pace or Pace()
        self.sender = TelegramSender(self._bot)
        replies = Replies(store=store, db=db, sender=self.sender, pace=self.pace, now=desk.now)
        clerk = Clerk(store=store, db=db, desk=desk, limits=limits)
        self.admins = Admins(self._bot, store=store, db=db, replies=replies)
        self.owners = Owners(access.owners, store=store, db=db, replies=replies)
        self._incoming = Incoming(self._bot, clerk=clerk, access=access, replies=replies, admins=self.admins)
        self._application.add_handler(_Everything(self._on_update))
        self._application.add_error_handler(_log_error)

    async def start(self) -> None:
        """Reach Telegram, set the menus, and begin to listen; wait as long as Telegram cannot be reached.

        Raises:
            WrongEnvironment: Telegram does not know the token.
        """
        await self._reach()
        await self._set_menus()
        await self._application.start()
        if count := await self._queue.restore(self._bot):
            log.info("updates left by an earlier run", count=count)
        if updater := self._application.updater:
            await updater.start_polling(
                timeout=self._settings.poll_timeout,
                bootstrap_retries=-1,
                allowed_updates=ALLOWED_UPDATES,
                error_callback=self._on_poll_error,
            )
        log.info("listening", bot=self._bot.username)

    async def _reach(self) -> None:
        while True:
            try:
                await self._application.initialize()
            except InvalidToken:
                await self._bot.shutdown()
                raise WrongEnvironment(WRONG_TOKEN) from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached yet", why=type(error).__name__)
                await asyncio.sleep(START_RETRY)
            else:
                return

    async def _set_menus(self) -> None:
        for scope, in_public in ((BotCommandScopeAllPrivateChats(), False), (BotCommandScopeAllGroupChats(), True)):
            listed = [entry for entry in COMMANDS if entry.in_menu]
            menu = [BotCommand(entry.name, entry.summary[:1].upper() + entry.summary[1:]) for entry in listed]
            try:
                await self._bot.set_my_commands(menu, scope=scope)
            except TelegramError as error:
                log.warning("menu not set", in_public=in_public, why=type(error).__name__)

    async def stop(self) -> None:
        """Stop listening, finish the updates that are worked on if they end soon, and close the connections.

        The rest is kept for the next start.
        """
        self._stopping.set()
        updater = self._application.updater
        if updater and updater.running:
            try:
                await updater.stop()
            except TelegramError as error:  # what ended the polling, if something did
                log.warning("polling had ended", why=type(error).__name__)
        if self._handling:
            _, late = await asyncio.wait(self._handling, timeout=PATIENCE)
            for task in late:
                task.cancel()
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        await self._bot.shutdown()  # the application leaves it open when it was never initialised

    def _on_refused(self) -> None:
        self._end(WRONG_TOKEN)

    def _end(self, why: str) -> None:
        if not self._ended:
            self._ended = True
            self._on_fatal(WrongEnvironment(why))

    def _on_poll_error(self, error: TelegramError) -> None:
        if not isinstance(error, Conflict):
            self._conflicts = 0
            log.warning("polling Telegram failed", why=type(error).__name__)
            return
        self._conflicts += 1
        log.warning("another program polls with this token", times=self._conflicts)
        if self._conflicts == MOST_CONFLICTS:
            self._end("another program uses this bot's token (TOCSIN_TOKEN); stop it, or give this one its own bot")

    async def _on_update(self, update: Update) -> None:
        """Handle an update in a task of its own: one of the library's that is cancelled keeps its stop from ending."""
        self._conflicts = 0
        task = asyncio.create_task(self._handle(update), name=f"update {update.update_id}")
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)
        await asyncio.wait({task})
        if not task.cancelled() and (error := task.exception()):
            raise error

    async def _handle(self, update: Update) -> None:
        if not self._stopping.is_set() and await self._until_stored(self._take, update):
            await self._until_stored(self._finish, update)

    async def _take(self, update: Update) -> None:
        try:
            await self._incoming.take(update)
        except StoreUnavailable:
            raise
        except Exception:  # an update that breaks us must not come again at every start
            log.exception("update broke", update=update.update_id)

    async def _finish(self, update: Update) -> None:
        await self._db(self._store.inbox.finish, update.update_id, self._now())

    async def _until_stored(self, work: Callable[[Update], Awaitable[None]], update: Update) -> bool:
        """Do a part of the work on an update, again and again while the database cannot be written.

        Returns:
            Whether it was done; at a stop the update is left in the inbox.
        """
        while True:  # once in any case: what was answered just before a stop is not answered again
            try:
                await work(update)
            except StoreUnavailable as error:
                log.error("update waits", update=update.update_id, why=str(error))
            else:
                return True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), STORE_AGAIN)
                return False


class _Everything(BaseHandler[Update, Any, Any]):
    """Gives every update to one function; `telegram_app` sorts them itself."""

    def __init__(self, run: Callable[[Update], Any]) -> None:
        super().__init__(_with_update(run))

    def check_update(self, update: object) -> bool:
        return isinstance(update, Update)


def _with_update(run: Callable[[Update], Any]) -> Callable[[Update, Any], Any]:
    async def callback(update: Update, _: Any) -> None:
        await run(update)

    return callback


async def _log_error(_: object, context: Any) -> None:
    error = context.error
    if isinstance(error, TelegramError):
        log.warning("Telegram refused", why=type(error).__name__)
    else:
        log.error("update broke", exc_info=error)
