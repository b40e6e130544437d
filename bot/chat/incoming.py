"""Incoming: what arrives from Telegram, as commands and presses, and their answers on the way back.

It only translates and checks who asks: access, pace, and the rights in groups, at every command and every button. What
a command does is in `commands/`.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog
import telegram
from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, TelegramError

from bot.chat.access import Access, Pass, Throttle
from bot.chat.admins import Admins
from bot.chat.commands.command import Asker, Clerk, Command, Press, Pressed, say
from bot.chat.commands.registry import BUTTONS, Typed, answer, find_entry, pressed, read_answer, read_command
from bot.chat.message import Message
from bot.chat.replies import Replies
from bot.chat.telegram_sender import GENERAL_TOPIC, to_telegram
from bot.errors import BotError
from bot.store.chats import Chat
from bot.store.database import StoreUnavailable
from bot.store.states import ChatState, Platform

TOO_MUCH = "That is a lot at once. Give me a minute, then go on."

NO_COMMAND = "I answer to commands. /help shows all of them."

LATE = "(I was stopped before I could answer.)"

AT_ONCE = 16
"""Updates worked on at the same time; those of one chat one after the other."""

MOST_WAITING = 512
"""Updates that the library hands over at the same time. Most of them wait: for those of their chat before them, for one
of the few places, for the pace of their answers."""
PARTS = 16
"""One chat may have this part of the room that is left, and one in any case: without a limit, chats that write without
end would keep the others' updates from being handed over. What is beyond is answered once a minute and left."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    chat: Chat
    message: Message


class Incoming:
    """Takes updates one by one; those of one chat one after the other."""

    def __init__(self, bot: telegram.Bot, *, clerk: Clerk, access: Access, replies: Replies, admins: Admins) -> None:
        self._bot, self._clerk, self._access, self._replies, self._admins = bot, clerk, access, replies, admins
        self._store, self._db, self._desk = clerk.store, clerk.db, clerk.desk
        self._throttle = Throttle(most=clerk.limits.commands)
        self._locks: dict[int, asyncio.Lock] = {}
        self._inside: Counter[int] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def take(self, update: Update) -> None:
        """Carry out what an update asks for, and answer it; what it has done already is not done again.

        Raises:
            StoreUnavailable: It could not be carried out now; it can be taken again.
        """
        if self._is_talk(update):
            return
        address = update.effective_chat.id if update.effective_chat else 0
        if self._inside[address] >= self._most_of_a_chat() and _can_be_left(update):
            await self._leave(update)
            return
        self._inside[address] += 1
        try:
            await self._take_in_turn(address, update)
        finally:
            self._inside[address] -= 1
            self._inside += Counter()  # forgets who has none

    def _is_talk(self, update: Update) -> bool:
        """Return whether people just talk to each other; that is nothing to wait for, and does not count."""
        message = update.message or update.channel_post
        if message is None or message.migrate_to_chat_id or message.forum_topic_reopened:
            return False
        return message.chat.type != "private" and _typed(message, self._bot) is None

    def _most_of_a_chat(self) -> int:
        """Return how many updates of a chat may be inside: the fewer, the less room there is for others."""
        return max(1, (MOST_WAITING - self._inside.total()) // PARTS)

    async def _take_in_turn(self, address: int, update: Update) -> None:
        # A place is taken for the work alone: who waits for the chat's earlier updates, or for the pace of its answers,
        # keeps no other chat from being answered.
        async with self._lock_of(address):
            async with self._places:
                reply = await self._work_on(update)
            if reply:
                await self._replies.answer(reply.chat, reply.message)

    @asynccontextmanager
    async def _aside(self) -> AsyncIterator[None]:
        """Give up the place meanwhile: /addfeed waits for other people's servers, and /test for the tests before it."""
        self._places.release()
        try:
            yield
        finally:
            await self._places.acquire()

    async def _work_on(self, update: Update) -> _Reply | None:
        clerk = replace(self._clerk, update=update.update_id, aside=self._aside)
        if update.callback_query:
            return await self._on_press(clerk, update.callback_query)
        if update.my_chat_member:
            await self._on_membership(update.my_chat_member)
        elif message := update.message or update.channel_post:
            return await self._on_message(clerk, message)
        return None

    async def _leave(self, update: Update) -> None:
        """Do nothing about an update of a chat that has sent too many, and tell the chat so once a minute."""
        log.info("update left", update=update.update_id, chat=update.effective_chat and update.effective_chat.id)
        if query := update.callback_query:
            await self._toast(query, TOO_MUCH)
            return
        message = update.message or update.channel_post
        is_meant = message is not None and _typed(message, self._bot) is not None
        if message and is_meant and self._throttle.warn(message.chat.id):
            await self._replies.send(await self._chat_of(message), say(TOO_MUCH))

    def _lock_of(self, address: int) -> asyncio.Lock:
        if len(self._locks) > 1_000:
            self._locks = {chat: lock for chat, lock in self._locks.items() if lock.locked()}
        return self._locks.setdefault(address, asyncio.Lock())

    async def _on_message(self, clerk: Clerk, message: telegram.Message) -> _Reply | None:
        if message.migrate_to_chat_id:
            await self._db(self._store.chats.migrate, message.chat.id, message.migrate_to_chat_id, self._desk.now())
        elif message.forum_topic_reopened:
            await self._welcome(await self._chat_of(message))
        elif said := await self._said_to(clerk, message):
            return _Reply(chat=await self._chat_of(message), message=said)
        return None

    async def _said_to(self, clerk: Clerk, message: telegram.Message) -> Message | None:
        """Carry out what a message asks for; return the answer, if it is meant for the bot and not one too many."""
        typed = _typed(message, self._bot)
        is_allowed = self._access.allows(*_who(message))
        if typed is None and not (message.text and message.chat.type == "private" and is_allowed):
            return None
        match self._throttle.take(message.chat.id):
            case Pass.WARN:
                return say(TOO_MUCH)
            case Pass.GO if not is_allowed:
                return say(_not_allowed(message))
            case Pass.GO:
                return say(NO_COMMAND) if typed is None else await self._answer(clerk, message, typed)
        return None

    async def _answer(self, clerk: Clerk, message: telegram.Message, typed: Typed) -> Message:
        if await self._has_acted(clerk):
            return say(f"Done: /{typed.name} {typed.argument}".rstrip() + f". {LATE}")
        entry = find_entry(typed.name)
        needs_rights = entry is not None and entry.changes
        asker = await self._asker(
            message,
            may_change=not needs_rights or await self._message_may_change(message),
            user=message.from_user.id if message.from_user else None,
        )
        reply_to = message.reply_to_message
        command = Command(
            chat=asker.chat,
            may_change=asker.may_change,
            is_owner=asker.is_owner,
            now=asker.now,
            name=typed.name,
            argument=typed.argument,
            reply_to=reply_to.message_id if reply_to and not reply_to.forum_topic_created else None,
            suffix=f"@{self._bot.username}" if asker.in_public else "",
        )
        try:
            return await answer(clerk, command)
        except StoreUnavailable:
            raise
        except BotError as error:
            log.warning("command failed", command=typed.name, why=str(error))
            return say("I could not do that just now. Please try again in a minute.")
        except Exception:  # one command that goes wrong must not stop the others, and its sender hears of it
            log.exception("command broke", command=typed.name)
            return say("Something went wrong on my side; it has been noted. Please try again later.")

    async def _asker(self, message: telegram.Message, *, may_change: bool, user: int | None) -> Asker:
        now = self._desk.now()
        chat = await self._chat_of(message)
        await self._welcome(chat)
        return Asker(chat=chat, may_change=may_change, is_owner=self._access.is_owner(user), now=now)

    async def _welcome(self, chat: Chat) -> None:
        """Write again to where a message came from, to all topics of its group, and to the topic itself."""
        await self._db(self._store.chats.resume, chat.id, self._desk.now())
        if chat.topic_closed:
            await self._db(self._store.chats.open_topic, chat.id)

    async def _chat_of(self, message: telegram.Message) -> Chat:
        return await self._db(
            self._store.chats.ensure,
            platform=Platform.TELEGRAM,
            address=message.chat.id,
            thread=_thread_of(message),
            kind=str(message.chat.type),
            title=message.chat.effective_name or "",
            now=self._desk.now(),
        )

    async def _message_may_change(self, message: telegram.Message) -> bool:
        if message.chat.type in ("private", "channel"):
            return True  # only admins post in a channel
        if message.sender_chat:
            return message.sender_chat.id == message.chat.id  # an admin who writes as the group
        return message.from_user is not None and await self._admins.is_admin(message.chat.id, message.from_user.id)

    async def _on_press(self, clerk: Clerk, query: telegram.CallbackQuery) -> _Reply | None:
        message = query.message
        if not isinstance(message, telegram.Message) or not query.data:
            await self._toast(query, "This message is too old. Send the command again.")
            return None
        if self._throttle.take(message.chat.id) is not Pass.GO:
            await self._toast(query, TOO_MUCH)
            return None
        if not self._access.allows(query.from_user.id, message.chat.id):
            await self._toast(query, "This bot is not open to everybody.")
            return None
        chat, result = await self._pressed(clerk, query, message, query.data)
        await self._toast(query, result.toast)
        await self._edit(message, result)
        return _Reply(chat=chat, message=result.reply) if result.reply and chat else None

    async def _pressed(
        self, clerk: Clerk, query: telegram.CallbackQuery, message: telegram.Message, data: str
    ) -> tuple[Chat | None, Pressed]:
        if await self._has_acted(clerk):
            return None, Pressed(toast="Done.")
        verb, _, value = data.partition(":")
        entry = BUTTONS.get(verb)
        needs_rights = entry is not None and entry.changes and message.chat.type != "private"
        may_change = not needs_rights or await self._admins.is_admin(message.chat.id, query.from_user.id)
        try:
            asker = await self._asker(message, may_change=may_change, user=query.from_user.id)
            press = Press(
                chat=asker.chat, may_change=may_change, is_owner=asker.is_owner, now=asker.now, verb=verb, value=value
            )
            return asker.chat, await pressed(clerk, press)
        except StoreUnavailable:
            raise
        except Exception:  # who pressed a button must hear something, whatever went wrong
            log.exception("button broke", verb=verb)
            return None, Pressed(toast="Something went wrong on my side. Please try again later.")

    async def _has_acted(self, clerk: Clerk) -> bool:
        return clerk.update is not None and await self._db(self._store.inbox.has_acted, clerk.update)

    async def _toast(self, query: telegram.CallbackQuery, text: str) -> None:
        try:
            await query.answer(text or None)
        except TelegramError as error:
            log.info("press not answered", why=type(error).__name__)  # it is too old, or Telegram is away

    async def _edit(self, message: telegram.Message, result: Pressed) -> None:
        try:
            if result.edited:
                await message.edit_text(**to_telegram(result.edited))
            elif result.buttons is not None:
                markup = to_telegram(Message(text="-", buttons=result.buttons))["reply_markup"]
                await message.edit_reply_markup(markup)
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                log.warning("message not edited", why=error.message)
        except TelegramError as error:
            log.warning("message not edited", why=type(error).__name__)

    async def _on_membership(self, change: telegram.ChatMemberUpdated) -> None:
        """Suspend a chat that removes the bot, and resume it when the bot is back; everything of it is kept."""
        chat = await self._db(self._store.chats.find, Platform.TELEGRAM, change.chat.id)
        known = chat or next(
            (one for one in await self._db(self._store.chats.all) if one.address == change.chat.id), None
        )
        if known is None:
            return
        now = self._desk.now()
        if change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT):
            await self._db(self._store.chats.suspend, known.id, "the bot was removed or blocked", now)
            log.info("chat suspended", chat=known.id)
        elif known.state is ChatState.SUSPENDED:
            await self._db(self._store.chats.resume, known.id, now)
            log.info("chat resumed", chat=known.id)


def _can_be_left(update: Update) -> bool:
    """Return whether an update is something that a person may send again; news of the chat itself is not."""
    if update.callback_query:
        return True
    message = update.message or update.channel_post
    return bool(message and not message.migrate_to_chat_id and not message.forum_topic_reopened)


def _typed(message: telegram.Message, bot: telegram.Bot) -> Typed | None:
    if not message.text:
        return None
    if message.text.lstrip().startswith("/"):
        return read_command(message.text, bot.username)
    asked = message.reply_to_message
    if asked and asked.text and asked.from_user and asked.from_user.id == bot.id:
        return read_answer(asked.text, message.text)
    return None


def _who(message: telegram.Message) -> tuple[int | None, int]:
    return (message.from_user.id if message.from_user else None), message.chat.id


def _not_allowed(message: telegram.Message) -> str:
    person = message.from_user.id if message.from_user else message.chat.id
    return f"This bot is not open to everybody. Its owner can let you in; your id is {person}."


def _thread_of(message: telegram.Message) -> int | None:
    """Return the forum topic; the thread of a mere chain of replies is none, and "General" is the chat itself."""
    thread = message.message_thread_id if message.is_topic_message else None
    return None if thread == GENERAL_TOPIC else thread
