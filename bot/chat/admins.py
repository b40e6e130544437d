"""Admins: who runs a group or channel, and telling one of them what concerns the bot there."""

import asyncio
from typing import Any

import structlog
from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.chat.db import Db
from bot.chat.message import Draft
from bot.chat.replies import Replies
from bot.chat.sender import Retry, Sent, Uncertain
from bot.chat.telegram_sender import outcome_of
from bot.store.chats import Chat
from bot.store.states import ChatState, Platform
from bot.store.store import Store

MOST_TOLD = 3
"""Admins that are tried; a group has few who have talked to the bot."""
TRIES, AGAIN = 3, 1.0
"""How often Telegram is asked for somebody's rights while it does not say, and seconds between two tries."""
LONGEST_WAIT = 5.0
"""Seconds that are waited when Telegram asks for it; who asked is told to be no admin rather than waiting longer."""

log = structlog.get_logger()


class Admins:
    """Asks Telegram for the admins of a chat each time, since who is one changes."""

    def __init__(self, bot: Bot, *, store: Store, db: Db, replies: Replies) -> None:
        self._bot, self._store, self._db, self._replies = bot, store, db, replies

    async def is_admin(self, address: int, user: int) -> bool:
        """Return whether a person is an admin of the chat of this address now; not known counts as no.

        A question that Telegram fails to answer is asked again: an admin would be told to be none.
        """
        for tries_left in reversed(range(TRIES)):
            try:
                member = await self._bot.get_chat_member(address, user)
            except TelegramError as error:
                log.warning("rights not known", chat=address, why=type(error).__name__)
                wait = _wait_after(error)
                if wait is None or not tries_left:
                    return False
                await asyncio.sleep(wait)
            else:
                return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
        return False

    async def tell_of_closed_topic(self, chat: Chat) -> None:
        """Write to an admin of the chat in private, if one of them has ever talked to the bot.

        Args:
            chat: Suspended when there is no place in the group that is open to its alerts.
        """
        draft = Draft().own("In ").add(chat.title or "a group of yours").own(" the forum topic that receives alerts ")
        if chat.state is ChatState.SUSPENDED:
            draft.own("is closed, and there is no other place for them. The alerts are kept. When it is open again, a ")
            message = draft.own("command in the group, such as /status, brings them.").build()
        else:
            draft.own("is closed or gone. They go to the group itself now. A command in the topic, such as /status, ")
            message = draft.own("brings them back there; /unsub in it ends them.").build()
        for private in (await self._reachable_admins(chat.address))[:MOST_TOLD]:
            if isinstance(await self._replies.send(private, message), Sent):
                return
        log.info("no admin to tell", chat=chat.id)

    async def _reachable_admins(self, address: int) -> list[Chat]:
        try:
            members: Any = await self._bot.get_chat_administrators(address)
        except TelegramError as error:
            log.warning("admins not known", chat=address, why=type(error).__name__)
            return []
        people = [member.user.id for member in members if not member.user.is_bot]
        found = [await self._db(self._store.chats.find, Platform.TELEGRAM, person) for person in people]
        return [chat for chat in found if chat and chat.state is ChatState.ACTIVE]


def _wait_after(error: TelegramError) -> float | None:
    """Return after how many seconds it is worth asking again, or None when it is not."""
    match outcome_of(error):
        case Retry(after=after) if after <= LONGEST_WAIT:
            return max(after, AGAIN)
        case Uncertain():
            return AGAIN
    return None
