"""What a command is, what a press of a button is, and the clerk who works on both."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import ParamSpec, TypeVar

from bot.chat.access import Limits
from bot.chat.db import Db
from bot.chat.desk import Desk
from bot.chat.message import Button, Draft, Message
from bot.store.chats import Chat
from bot.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where.

    Attributes:
        chat: The chat (and forum topic) that it is about.
        may_change: Whether this person may change what the chat receives: in private always, else admins only.
        is_owner: Whether this person runs the bot.
        now: UTC.
    """

    chat: Chat
    may_change: bool
    is_owner: bool = False
    now: datetime

    @property
    def in_public(self) -> bool:
        """Whether others read along."""
        return self.chat.kind != "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Asker):
    """A command that somebody sent.

    Attributes:
        name: Without the slash, lower case. argument: what follows, on one line, nothing hidden in it; may be "".
        reply_to: The number of the message that it answers, or None.
        suffix: "@name_of_bot" where others may listen to the same command, else "".
    """

    name: str
    argument: str = ""
    reply_to: int | None = None
    suffix: str = ""

    def say(self, name: str) -> str:
        """Return a command as it is to be typed in this chat: "/sub", in groups "/sub@tocsin_bot"."""
        return f"/{name}{self.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Asker):
    """A button that somebody pressed: its verb, and what follows the colon."""

    verb: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a press brings about.

    Attributes:
        toast: A short notice for who pressed; may be "".
        edited: What the message with the button becomes, or None.
        buttons: What its buttons become when only they change, or None.
        reply: A further message to the chat, or None.
    """

    toast: str = ""
    edited: Message | None = None
    buttons: tuple[tuple[Button, ...], ...] | None = None
    reply: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """What commands work with. `store` is used through `db` only, and changed for a chat through `act` only.

    Attributes:
        update: The number of the update that is worked on, or None where there is none.
        limits: What one chat may have.
        aside: Entered around what takes long and waits for others than the store; meanwhile other chats are served.
    """

    store: Store
    db: Db
    desk: Desk
    update: int | None = None
    limits: Limits = field(default_factory=Limits)
    aside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext

    async def act(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a call of the store that does what a person asked for; together with it is noted that this was done."""
        call = partial(function, *args, **kwargs)
        if self.update is None:
            return await self.db(call)
        return await self.db(self.store.inbox.act, self.update, call, self.desk.now())


Run = Callable[[Clerk, Command], Awaitable[Message]]
OnPress = Callable[[Clerk, Press], Awaitable[Pressed]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command as it is known to users.

    Attributes:
        name: Without the slash. usage: its arguments, "QUERY", or "". summary: for menus and /help, one line.
        changes: Whether it changes what a chat receives, so that only admins may use it in groups and channels.
        aliases: Other names, never shown. prompt: What to ask when it needs an argument and got none, or "".
        in_menu: Whether menus show it.
    """

    name: str
    usage: str = ""
    summary: str
    run: Run
    changes: bool = False
    aliases: tuple[str, ...] = ()
    prompt: str = ""
    in_menu: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonEntry:
    """A verb that buttons carry, and who may press it."""

    verb: str
    run: OnPress
    changes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The commands and button verbs of one module."""

    commands: Sequence[Entry] = ()
    buttons: Sequence[ButtonEntry] = field(default=())


def say(text: str) -> Message:
    """Return our own words as a message."""
    return Draft().own(text).build()


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "watch", "watches"), counted(0, "feed")
    ('1 watch', '0 feeds')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
