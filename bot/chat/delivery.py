"""Delivery: T2 of the two transactions, from the outbox to the chats.

::

    settle what is uncertain -> claim what is due -> send -> mark what became of it

One message per address is on its way at a time, so that alerts keep their order and a crash leaves at most one per
chat uncertain. A message that hangs or fails never holds up another chat's. Mostly a message is one alert; a chat that
is behind, or was away, gets many in one (`digest`).

What becomes of a message:

=================  =============================================================================
sent               marked with Telegram's message id; the chat rests for its gap (`pace`)
retry              nothing arrived: again later, with the chat or with the whole bot waiting
uncertain          it may have arrived: policy `resend` sends it again with a visible mark,
                   `hold` leaves it
refused            bad message: once as plain text, then, if it holds several alerts, these one by
                   one; closed topic: to the chat itself from now on, and an admin is told;
                   blocked, gone or closed itself: the chat is suspended with all it has;
                   else failed
migrated           the chat gets its new address, and the message its turn again
=================  =============================================================================
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.chat.db import Db
from bot.chat.digest import fitting, render_digest
from bot.chat.message import Message
from bot.chat.pace import LONGEST_STOP, Pace, gap_of, retry_gap
from bot.chat.render import render_alert
from bot.chat.sender import Migrated, Outcome, Refusal, Refused, Retry, Sender, Sent, Uncertain
from bot.store.chats import Chat
from bot.store.claims import Dispatch, JoinRule
from bot.store.database import StoreUnavailable
from bot.store.outbox import NotBeingSent
from bot.store.states import ChatState, DeliveryState
from bot.store.store import Store

AT_ONCE = 25
"""Requests under way at the same time."""
PATIENCE = 1.0
"""Seconds that a step waits for its requests; slower ones go on while the next step begins."""
MARK_AGAIN = 5.0
"""Seconds between two tries to save what became of a delivery, when the database cannot be written."""
MOST_UNCERTAIN = 20
"""Attempts of unknown end after which a delivery is given up: about two hours of waiting in all."""

JOIN_ABOVE = 10
"""Waiting alerts of one chat above which they are joined; ten take a group half a minute."""

TOPIC_NOTE = (
    "(The forum topic of this alert is closed or gone, so this and what follows comes here. A command in the topic, "
    "such as /status, brings the alerts back there.)"
)

TellAdmin = Callable[[Chat], Awaitable[None]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What became of a message.

    Attributes:
        outcome: What the sender says.
        topic_closed: It went, or was to go, to the chat itself.
        gave_way: It was not sent: an answer to a command goes to its chat first, or Telegram has asked to wait.
    """

    outcome: Outcome
    topic_closed: bool = False
    gave_way: bool = False


class Courier:
    """Brings alerts to chats.

    Args:
        store: Used through `db` only.
        db: Runs calls of the store.
        sender: The way out.
        resend: Whether what may have arrived is sent again, marked; otherwise it is left as it is.
        pace: Shared with whoever else sends through the same bot.
        join_above: More waiting alerts of one chat than this are joined into one message.
        tell_admin: Called when a chat's forum topic turns out to be closed.
    """

    def __init__(
        self,
        *,
        store: Store,
        db: Db,
        sender: Sender,
        resend: bool,
        pace: Pace | None = None,
        join_above: int = JOIN_ABOVE,
        tell_admin: TellAdmin | None = None,
    ) -> None:
        self._outbox = store.outbox
        self._db, self._sender, self._resend = db, sender, resend
        self._pace = pace or Pace()
        self._joining = JoinRule(above=join_above, fits=fitting)
        self._tell_admin = tell_admin
        self._under_way: set[asyncio.Task[DeliveryState]] = set()
        self._told_closed: set[int] = set()
        self._unsettled = True

    async def deliver_due(self, now: datetime) -> Counter[DeliveryState]:
        """Send what is due; return how many messages came to which state within this step.

        Args:
            now: UTC; the time that a delivery takes is added to it.
        """
        clock = _Stopwatch(now)  # before anything is awaited: what the database takes is time as well
        if self._unsettled:
            self._unsettled = False  # before the wait: what becomes uncertain during it sets this again
            try:
                await self._db(self._outbox.settle_uncertain, resend=self._resend, now=now)
            except BaseException:
                self._unsettled = True
                raise
        begun = await self._begin(clock)
        self._under_way |= begun
        for task in begun:
            task.add_done_callback(self._under_way.discard)
        if not begun:
            return Counter()
        done, _ = await asyncio.wait(begun, timeout=PATIENCE)
        return Counter(task.result() for task in done)

    async def _begin(self, clock: "_Stopwatch") -> set[asyncio.Task[DeliveryState]]:
        """Claim what may be sent now, and begin to send it."""
        held = self._pace.hold(AT_ONCE - len(self._under_way))
        try:
            due = await self._db(self._outbox.claim, clock.begun, held, joining=self._joining) if held else []
        finally:
            self._pace.release(held)
        begun = set()
        for dispatch in due:  # nothing is awaited here: no answer comes between the places and who takes them
            if rest := self._pace.rest_of_alerts(dispatch.chat.address, dispatch.chat.kind):
                waits = Retry(after=rest, reason="its chat is not to be written to yet")
                step = self._settle(dispatch, _Result(outcome=waits, gave_way=True), clock)
            else:
                self._pace.begin(dispatch.chat.address)
                step = self._deliver(dispatch, clock)
            begun.add(asyncio.create_task(step))
        return begun

    async def finish(self, patience: float) -> None:
        """Wait for the deliveries under way, at most so many seconds; the rest is found uncertain at the next start."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, dispatch: Dispatch, clock: "_Stopwatch") -> DeliveryState:
        try:
            result = await self._send(dispatch)
        except Exception as error:  # one message that goes wrong must not stop the others
            log.exception("delivery broke", chat=dispatch.chat.id, alerts=_numbers(dispatch))
            result = _Result(outcome=Uncertain(reason=f"our own mistake: {type(error).__name__}"))
        finally:
            self._pace.end(dispatch.chat.address)
        return await self._settle(dispatch, result, clock)

    async def _settle(self, dispatch: Dispatch, result: _Result, clock: "_Stopwatch") -> DeliveryState:
        """Save what became of a message, again and again until it is saved: left as it is, it would stop its chat."""
        while True:
            try:
                state = await self._mark(dispatch, result, clock.now())
            except StoreUnavailable as error:
                # What became of it must not be forgotten while the disk is full: it would be sent a second time.
                log.error("delivery not marked yet", alerts=_numbers(dispatch), why=str(error))
                await asyncio.sleep(MARK_AGAIN)
            except NotBeingSent:
                log.warning("delivery gone", chat=dispatch.chat.id, alerts=_numbers(dispatch))
                return DeliveryState.SENDING
            except Exception as error:
                log.exception("delivery not marked", alerts=_numbers(dispatch))
                if isinstance(result.outcome, Uncertain):
                    await asyncio.sleep(MARK_AGAIN)
                result = _Result(outcome=Uncertain(reason=f"our own mistake: {type(error).__name__}"))
            else:
                _log_delivery(dispatch, result.outcome, state)
                await self._tell_of_closed_topic(dispatch.chat, result, state)
                return state

    async def _send(self, dispatch: Dispatch) -> _Result:
        message = _render(dispatch)
        outcome = await self._sender.send(dispatch.chat, message)
        match outcome:
            case Refused(kind=Refusal.BAD_MESSAGE):
                outcome = await self._sender.send(dispatch.chat, message.to_plain())
            case Refused(kind=Refusal.TOPIC_CLOSED) if dispatch.chat.thread is not None:
                itself = replace(dispatch.chat, thread=None)
                outcome = await self._sender.send(itself, message.with_note(TOPIC_NOTE))
                return _Result(outcome=outcome, topic_closed=True)
        return _Result(outcome=outcome)

    async def _mark(self, dispatch: Dispatch, result: _Result, now: datetime) -> DeliveryState:
        """Save what became of a message, and return the state that its deliveries are in."""
        match outcome := result.outcome:
            case Sent(message_id=message_id):
                chat, closed = dispatch.chat, result.topic_closed
                free = timedelta(seconds=self._pace.rest_of_alerts(chat.address, chat.kind))
                rest = now + max(gap_of(chat.kind), free)
                sent = (dispatch, message_id, now)
                await self._db(self._outbox.mark_sent, *sent, chat_not_before=rest, topic_closed=closed)
                return DeliveryState.SENT
            case Retry(after=after, reason=reason) if result.gave_way:
                rest = now + max(gap_of(dispatch.chat.kind), timedelta(seconds=after))
                await self._db(self._outbox.mark_retry, dispatch, reason, now, chat_not_before=rest)
                return DeliveryState.PENDING
            case Retry():
                await self._retry(dispatch, outcome, now)
                return DeliveryState.PENDING
            case Uncertain(reason=reason) if dispatch.doubts + 1 < MOST_UNCERTAIN:
                rest = now + retry_gap(dispatch.doubts + 1)
                try:
                    await self._db(self._outbox.mark_uncertain, dispatch, reason, now, chat_not_before=rest)
                finally:  # whatever went wrong: settling too often does no harm, once too little stops the chat
                    self._unsettled = True
                return DeliveryState.UNCERTAIN
            case Refused(kind=Refusal.BLOCKED | Refusal.CHAT_GONE | Refusal.TOPIC_CLOSED as kind, reason=reason):
                closed = kind is Refusal.TOPIC_CLOSED  # the chat itself, for `_send` has turned to it
                return await self._db(self._outbox.mark_refused, dispatch, reason, now, only_here=closed)
            case Refused(reason=reason) if len(dispatch.deliveries) > 1:
                await self._db(self._outbox.mark_apart, dispatch, reason, now)
                return DeliveryState.PENDING
            case Migrated(address=address):
                await self._db(self._outbox.mark_migrated, dispatch, address, now)
                return DeliveryState.PENDING
        await self._db(self._outbox.mark_failed, dispatch, outcome.reason, now)
        return DeliveryState.FAILED

    async def _retry(self, dispatch: Dispatch, outcome: Retry, now: datetime) -> None:
        wait = min(timedelta(seconds=outcome.after), LONGEST_STOP)
        if self._pace.stop(dispatch.chat.address, outcome):
            await self._db(self._outbox.pause, now + wait)
        # The jitter, by the chat's number, keeps chats that were stopped together from coming back together.
        jitter = timedelta(milliseconds=100 + dispatch.chat.id * 37 % 400)
        rest = None if outcome.whole_bot else now + wait + jitter
        await self._db(self._outbox.mark_retry, dispatch, outcome.reason, now, chat_not_before=rest)

    async def _tell_of_closed_topic(self, chat: Chat, result: _Result, state: DeliveryState) -> None:
        """Tell an admin when the chat's alerts go elsewhere from now on, and once when they can go nowhere."""
        if state is DeliveryState.SENT:
            self._told_closed.discard(chat.id)
            if not result.topic_closed:
                return
        elif state is DeliveryState.HELD and _is_closed(result.outcome) and chat.id not in self._told_closed:
            self._told_closed.add(chat.id)
            chat = replace(chat, state=ChatState.SUSPENDED)
        else:
            return
        log.warning("forum topic closed", chat=chat.id, state=str(chat.state))
        if self._tell_admin is None:
            return
        try:
            await self._tell_admin(chat)
        except Exception:  # the note under the alert has told the group itself
            log.exception("admin not told", chat=chat.id)


def _is_closed(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.kind is Refusal.TOPIC_CLOSED


def _render(dispatch: Dispatch) -> Message:
    if len(dispatch.deliveries) == 1:
        (one,) = dispatch.deliveries
        return render_alert(one.alert, one.number, one.also, repeat=one.repeat)
    entries = [(one.number, one.alert) for one in dispatch.deliveries]
    return render_digest(entries, missed=dispatch.missed, more=dispatch.more, repeat=dispatch.repeat)


def _numbers(dispatch: Dispatch) -> list[int]:
    return [delivery.number for delivery in dispatch.deliveries]


class _Stopwatch:
    """Tells the time from a given start on, so that a simulated clock and a slow network go together."""

    def __init__(self, now: datetime) -> None:
        self.begun, self._loop = now, asyncio.get_running_loop()
        self._started = self._loop.time()

    def now(self) -> datetime:
        return self.begun + timedelta(seconds=self._loop.time() - self._started)


def _log_delivery(dispatch: Dispatch, outcome: Outcome, state: DeliveryState) -> None:
    reason = "" if isinstance(outcome, Sent | Migrated) else outcome.reason
    level = log.info if state is DeliveryState.SENT else log.warning
    level("delivery", alerts=_numbers(dispatch), chat=dispatch.chat.id, state=str(state), reason=reason)
