"""Delivery: T2 of the two transactions, from the outbox to the chats.

::

    settle what is uncertain -> claim what is due -> send -> mark what became of it

One delivery per address is on its way at a time, so that alerts keep their order and a crash leaves at most one per
chat uncertain. A delivery that hangs or fails never holds up another chat's.

What becomes of a delivery:

=================  =============================================================================
sent               marked with Telegram's message id; the chat rests for its gap (`pace`)
retry              nothing arrived: again later, with the chat or with the whole bot waiting
uncertain          it may have arrived: policy `resend` sends it again with a visible mark,
                   `hold` leaves it
refused            bad message: once as plain text; closed topic: once to the chat itself;
                   blocked or gone: the chat is suspended with all it has; else failed
migrated           the chat gets its new address, and the delivery its turn again
=================  =============================================================================
"""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.chat.db import Db
from bot.chat.message import Message
from bot.chat.pace import Pace, gap_of, retry_gap
from bot.chat.render import render_alert
from bot.chat.sender import Migrated, Outcome, Refusal, Refused, Retry, Sender, Sent, Uncertain
from bot.store.database import StoreUnavailable
from bot.store.outbox import Delivery
from bot.store.states import DeliveryState
from bot.store.store import Store

AT_ONCE = 25
"""Requests under way at the same time."""
PATIENCE = 1.0
"""Seconds that a step waits for its requests; slower ones go on while the next step begins."""
MARK_AGAIN = 5.0
"""Seconds between two tries to save what became of a delivery, when the database cannot be written."""
MOST_UNCERTAIN = 20
"""Attempts of unknown end after which a delivery is given up: about two hours of waiting in all."""
WHOLE_BOT_AFTER = 3
"""Chats that are told to wait within `TOGETHER`; from then on the limit is taken to be the whole bot's."""
TOGETHER = timedelta(seconds=5)

TOPIC_NOTE = (
    "(The forum topic of this alert is closed or gone, so it came here. An admin can reopen the topic, or send /sub in "
    "another one.)"
)

log = structlog.get_logger()


class Courier:
    """Brings alerts to chats.

    Args:
        store: Used through `db` only.
        db: Runs calls of the store.
        sender: The way out.
        resend: Whether what may have arrived is sent again, marked; otherwise it is left as it is.
        pace: Shared with whoever else sends through the same bot.
    """

    def __init__(self, *, store: Store, db: Db, sender: Sender, resend: bool, pace: Pace | None = None) -> None:
        self._outbox, self._chats = store.outbox, store.chats
        self._db, self._sender, self._resend = db, sender, resend
        self._pace = pace or Pace()
        self._under_way: set[asyncio.Task[DeliveryState]] = set()
        self._unsettled = True
        self._limited: dict[int, datetime] = {}

    async def deliver_due(self, now: datetime) -> Counter[DeliveryState]:
        """Send what is due; return how many deliveries came to which state within this step.

        Args:
            now: UTC; the time that a delivery takes is added to it.
        """
        if self._unsettled:
            self._unsettled = False
            await self._db(self._outbox.settle_uncertain, resend=self._resend, now=now)
        limit = min(AT_ONCE - len(self._under_way), self._pace.room(now))
        due = await self._db(self._outbox.claim, now, limit) if limit > 0 else []
        for delivery in due:
            self._pace.note(delivery.chat.address, now)
        clock = _Stopwatch(now)
        begun = {asyncio.create_task(self._deliver(delivery, clock)) for delivery in due}
        self._under_way |= begun
        for task in begun:
            task.add_done_callback(self._under_way.discard)
        if not begun:
            return Counter()
        done, _ = await asyncio.wait(begun, timeout=PATIENCE)
        return Counter(task.result() for task in done)

    async def finish(self, patience: float) -> None:
        """Wait for the deliveries under way, at most so many seconds; the rest is found uncertain at the next start."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, delivery: Delivery, clock: "_Stopwatch") -> DeliveryState:
        try:
            outcome = await self._send(delivery)
        except Exception as error:  # one delivery that goes wrong must not stop the others
            log.exception("delivery broke", delivery=delivery.id, alert=delivery.number)
            outcome = Uncertain(reason=f"our own mistake: {type(error).__name__}")
        self._pace.touch(delivery.chat.address, clock.now())
        while True:
            try:
                state = await self._mark(delivery, outcome, clock.now())
            except StoreUnavailable as error:
                # What became of it must not be forgotten while the disk is full: it would be sent a second time.
                log.error("delivery not marked yet", delivery=delivery.id, why=str(error))
                await asyncio.sleep(MARK_AGAIN)
            except Exception:  # found again by `recover` at the next start
                log.exception("delivery not marked", delivery=delivery.id)
                return DeliveryState.SENDING
            else:
                _log_delivery(delivery, outcome, state)
                return state

    async def _send(self, delivery: Delivery) -> Outcome:
        message = render_alert(delivery.alert, delivery.number, delivery.also, repeat=delivery.repeat)
        outcome = await self._sender.send(delivery.chat, message)
        match outcome:
            case Refused(kind=Refusal.BAD_MESSAGE):
                return await self._sender.send(delivery.chat, message.to_plain())
            case Refused(kind=Refusal.TOPIC_CLOSED) if delivery.chat.thread is not None:
                return await self._send_to_chat_itself(delivery, message)
        return outcome

    async def _send_to_chat_itself(self, delivery: Delivery, message: Message) -> Outcome:
        return await self._sender.send(replace(delivery.chat, thread=None), message.with_note(TOPIC_NOTE))

    async def _mark(self, delivery: Delivery, outcome: Outcome, now: datetime) -> DeliveryState:
        """Save what became of a delivery, and return the state that it is in."""
        match outcome:
            case Sent(message_id=message_id):
                rest = now + gap_of(delivery.chat.kind)
                await self._db(self._outbox.mark_sent, delivery.id, message_id, now, chat_not_before=rest)
                return DeliveryState.SENT
            case Retry():
                await self._retry(delivery, outcome, now)
                return DeliveryState.PENDING
            case Uncertain(reason=reason) if delivery.attempts < MOST_UNCERTAIN:
                await self._db(self._outbox.mark_uncertain, delivery.id, reason, now)
                await self._db(self._outbox.slow_chat, delivery.chat.id, now + retry_gap(delivery.attempts))
                self._unsettled = True
                return DeliveryState.UNCERTAIN
            case Refused(kind=Refusal.BLOCKED | Refusal.CHAT_GONE, reason=reason):
                await self._db(self._outbox.mark_refused, delivery.id, reason, now)
                return DeliveryState.HELD
            case Migrated(address=address):
                await self._db(self._outbox.mark_retry, delivery.id, "the group became a supergroup", now)
                await self._db(self._chats.migrate, delivery.chat.address, address, now)
                return DeliveryState.PENDING
        await self._db(self._outbox.mark_failed, delivery.id, outcome.reason, now)
        return DeliveryState.FAILED

    async def _retry(self, delivery: Delivery, outcome: Retry, now: datetime) -> None:
        wait = timedelta(seconds=outcome.after)
        if not outcome.whole_bot:
            self._limited[delivery.chat.address] = now
            self._limited = {chat: at for chat, at in self._limited.items() if now - at < TOGETHER}
        if outcome.whole_bot or len(self._limited) >= WHOLE_BOT_AFTER:
            await self._db(self._outbox.pause, now + wait)
        # The jitter, by the delivery's number, keeps chats that were stopped together from coming back together.
        jitter = timedelta(milliseconds=100 + delivery.id * 37 % 400)
        rest = None if outcome.whole_bot else now + wait + jitter
        await self._db(self._outbox.mark_retry, delivery.id, outcome.reason, now, chat_not_before=rest)


class _Stopwatch:
    """Tells the time from a given start on, so that a simulated clock and a slow network go together."""

    def __init__(self, now: datetime) -> None:
        self._now, self._loop = now, asyncio.get_running_loop()
        self._started = self._loop.time()

    def now(self) -> datetime:
        return self._now + timedelta(seconds=self._loop.time() - self._started)


def _log_delivery(delivery: Delivery, outcome: Outcome, state: DeliveryState) -> None:
    reason = "" if isinstance(outcome, Sent | Migrated) else outcome.reason
    level = log.info if state is DeliveryState.SENT else log.warning
    level("delivery", alert=delivery.number, chat=delivery.chat.id, state=str(state), reason=reason)
