"""Replies: the answers to commands, sent at once and ahead of alerts.

They are no deliveries: nothing is stored of them but the update that they answer. An answer that may have been lost is
simply sent again: to read it twice is better than to wait for it. They share the pace with the alerts, and tell the
outbox to let the chat rest.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.chat.db import Db
from bot.chat.message import Message
from bot.chat.pace import Pace, gap_of
from bot.chat.sender import Migrated, Outcome, Refusal, Refused, Retry, Sender, Sent, Uncertain
from bot.store.chats import Chat
from bot.store.database import StoreUnavailable
from bot.store.store import Store

TRIES = 4
AGAIN = 1.0
"""Seconds before an answer that may have been lost is sent again."""
LONGEST_WAIT = 30.0
"""Seconds that a notice waits when Telegram asks for it; who sends it has other things to do."""

log = structlog.get_logger()


class Replies:
    """Sends answers to chats."""

    def __init__(self, *, store: Store, db: Db, sender: Sender, pace: Pace, now: Callable[[], datetime]) -> None:
        self._store, self._db, self._sender, self._pace, self._now = store, db, sender, pace, now

    async def answer(self, chat: Chat, message: Message) -> Outcome:
        """Send an answer, however long Telegram asks to wait or is away: its update stays in the inbox until then."""
        return await self._send(chat, message, patient=True)

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Send a notice that nobody has asked for. `Retry`: it has not left; another time it may."""
        if (stopped := self._pace.stopped(chat.address)) > LONGEST_WAIT:
            return Retry(after=stopped, reason="Telegram has asked to wait")
        return await self._send(chat, message, patient=False)

    async def _send(self, chat: Chat, message: Message, *, patient: bool) -> Outcome:
        """Try again while that can help."""
        outcome: Outcome = Retry(after=0, reason="not tried")
        tries = 0
        while tries < TRIES:
            outcome = await self._try(chat, message)
            tries += not (patient and isinstance(outcome, Retry))
            match outcome:
                case Retry(after=after) if patient or after <= LONGEST_WAIT:
                    log.info("reply waits", chat=chat.id, why=outcome.reason)  # in the pace, before the next try
                case Uncertain():
                    await asyncio.sleep(AGAIN)
                case Refused(kind=Refusal.BAD_MESSAGE) if message != message.to_plain():
                    message = message.to_plain()
                case Refused(kind=Refusal.TOPIC_CLOSED) if chat.thread is not None:
                    chat = replace(chat, thread=None)
                case Migrated(address=address):
                    moved = await self._db(self._store.chats.migrate, chat.address, address, self._now())
                    chat = next((one for one in moved if one.thread == chat.thread), replace(chat, address=address))
                case _:
                    break
        await self._note(chat, outcome)
        return outcome

    async def _try(self, chat: Chat, message: Message) -> Outcome:
        await self._pace.begin_in_turn(chat.address, chat.kind)
        try:
            await self._keep_alerts_back(chat)
            outcome = await self._sender.send(chat, message)
        finally:
            self._pace.end(chat.address)
        if isinstance(outcome, Retry):
            self._pace.stop(chat.address, outcome)
        await self._keep_alerts_back(chat)  # an alert that was under way meanwhile has set a time of its own
        return outcome

    async def _keep_alerts_back(self, chat: Chat) -> None:
        free = timedelta(seconds=self._pace.rest_of_alerts(chat.address, chat.kind))
        try:
            await self._db(self._store.outbox.slow_chat, chat.id, self._now() + max(gap_of(chat.kind), free))
        except StoreUnavailable as error:  # the pace remembers it as well; an answer that was sent is not sent again
            log.warning("alerts not kept back", chat=chat.id, why=str(error))

    async def _note(self, chat: Chat, outcome: Outcome) -> None:
        match outcome:
            case Sent():
                return
            case Refused(kind=Refusal.BLOCKED | Refusal.CHAT_GONE, reason=reason):
                await self._db(self._store.chats.suspend, chat.id, reason, self._now())
            case Refused(reason=reason) | Retry(reason=reason) | Uncertain(reason=reason):
                log.warning("reply not sent", chat=chat.id, why=reason)
