"""The pace of sending: what Telegram allows, with room for the answers to commands.

The rests of chats stand in the store (`not_before`), so that they outlive a restart; what the whole bot and each chat
sent lately, and how long Telegram asked to wait, is remembered here, for alerts and answers alike. A message counts
from before it is sent until its time has passed after the answer came: whenever it arrived in between, no second and no
minute holds more than is allowed. Nothing is awaited between looking whether there is room and counting; places for
alerts are held while the store is asked which they are.
"""

import asyncio
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from bot.chat.sender import ELSEWHERE, Retry
from bot.store.claims import LONGEST_REST

T = TypeVar("T")
SECOND, MINUTE = 1.0, 60.0
PRIVATE_GAP = timedelta(seconds=1)
"""Between two messages to a chat: Telegram allows about one per second."""
GROUP_GAP = timedelta(seconds=3)
"""Between two alerts to a group or channel: Telegram allows 20 per minute."""
PER_MINUTE = 20
"""Messages to a group or channel in a minute, answers to commands included; Telegram's limit."""
ANSWERS_PER_MINUTE = 15
"""How many of them answers may be. Commands may come faster than a group may be written to; without a share of their
own its alerts would wait for as long as somebody asks."""
PER_SECOND = 30
"""Messages of the whole bot in a second, all chats together; Telegram's limit for free bots."""
FOR_REPLIES = FOR_ALERTS = 5
"""How many of them alerts leave to the answers to commands, and answers to alerts: a bot that is open to everybody may
be asked more in every second than it may answer, and the alerts are not to wait until that ends."""
RETRY_FIRST, RETRY_MOST = timedelta(seconds=2), timedelta(minutes=10)
"""The wait after a first failure; it doubles up to the most."""
LONGEST_STOP = LONGEST_REST - timedelta(seconds=1)
"""The longest wait that Telegram is granted at once; it would ask again. In the store a longer rest counts as void."""
WHOLE_BOT_AFTER, TOGETHER = 3, 5.0
"""Chats that are told to wait within so many seconds; from then on the limit is taken to be the whole bot's."""
MOST_CHATS = 10_000
"""Chats whose last minute is remembered before those that have rested are forgotten."""
_TURN = 0.05
"""Seconds until it is worth asking again when what is waited for is under way."""


def gap_of(kind: str) -> timedelta:
    """Return the least time between two messages to a chat of this kind; a terminal needs no rest."""
    if kind == "terminal":
        return timedelta(0)
    return PRIVATE_GAP if kind == "private" else GROUP_GAP


def retry_gap(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts.

    >>> [str(retry_gap(attempts)) for attempts in (1, 2, 3, 100)]
    ['0:00:02', '0:00:04', '0:00:08', '0:10:00']
    """
    return min(RETRY_MOST, RETRY_FIRST * (1 << min(attempts - 1, 20)))


class Pace:
    """Remembers what is under way, what was sent in the last second, and each chat's last minute.

    Args:
        steady: Tells the time in seconds from any start on. A clock that is never set: after a jump of the wall clock
            the last second would be forgotten, or would never pass.
    """

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._held = 0
        self._waiting: Counter[tuple[int, str]] = Counter()  # answers, by their address and its kind
        self._under_way: Counter[int] = Counter()
        self._answering: set[int] = set()
        self._told: dict[int, float] = {}  # when a chat was told to wait
        self._stopped: dict[int, float] = {}  # until when it has to
        self._all_stopped = 0.0
        self._ended: deque[tuple[float, bool]] = deque(maxlen=4 * PER_SECOND)  # when, and whether it was an answer
        self._chats: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=PER_MINUTE))
        self._answers: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=ANSWERS_PER_MINUTE))

    def hold(self, most: int) -> int:
        """Keep places for alerts, at most so many, until it is known where they go; `release` must follow.

        Returns:
            How many alerts may be sent now.
        """
        now = self._steady()
        if now < self._all_stopped:
            return 0
        busy, answers = self._busy(now), self._busy_with_answers(now)
        room = PER_SECOND - FOR_REPLIES - self._soon_answered(now) - busy
        share = min(FOR_ALERTS - (busy - answers), PER_SECOND - busy)
        held = max(0, min(most, max(room, share)))
        self._held += held
        return held

    def release(self, held: int) -> None:
        """Give back the places that `hold` kept; `begin` takes those that are needed, before anything is awaited."""
        self._held -= held

    def begin(self, address: int) -> None:
        """Count a message that is about to be sent to an address; `end` must follow."""
        self._under_way[address] += 1

    def end(self, address: int) -> None:
        """Note that the answer to a message has come, or that none will."""
        now = self._steady()
        _take_one(self._under_way, address)
        self._ended.append((now, address in self._answering))
        self._answering.discard(address)
        if len(self._chats) > MOST_CHATS:
            for chat in [chat for chat, sent in self._chats.items() if now - sent[-1] >= MINUTE]:
                del self._chats[chat]
                self._answers.pop(chat, None)
        self._chats[address].append(now)

    def stop(self, address: int, asked: Retry) -> bool:
        """Send nothing to this address for as long as it was asked for, or nothing to anybody.

        Returns:
            Whether nothing goes to anybody: it was said so, or several chats were told to wait together.
        """
        now = self._steady()
        until = now + min(asked.after, LONGEST_STOP.total_seconds())
        self._told = {chat: at for chat, at in self._told.items() if now - at < TOGETHER}
        if not asked.whole_bot:
            self._stopped = {chat: end for chat, end in self._stopped.items() if now < end}
            self._stopped[address] = max(until, self._stopped.get(address, 0.0))
            if asked is not ELSEWHERE:  # which is no limit of Telegram's
                self._told[address] = now
        is_for_all = asked.whole_bot or len(self._told) >= WHOLE_BOT_AFTER
        if is_for_all:
            self._all_stopped = max(until, self._all_stopped)
        return is_for_all

    def stopped(self, address: int) -> float:
        """Return for how many seconds nothing is to go to this address, as it was asked for."""
        return self._stop_of(address, self._steady())

    async def begin_in_turn(self, address: int, kind: str) -> None:
        """Wait until an answer may go to this address, and count it as `begin` does; alerts come after it."""
        self._waiting[address, kind] += 1
        try:
            while (rest := self.rest(address, kind)) > 0:  # noqa: ASYNC110 - time is what is waited for
                await asyncio.sleep(rest)
        finally:
            _take_one(self._waiting, (address, kind))
        self.begin(address)
        self._answering.add(address)
        self._answers[address].append(self._steady())

    def rest(self, address: int, kind: str) -> float:
        """Return how many seconds an answer to this address has to wait for the messages before it."""
        now = self._steady()
        rest = max(self._rest_of(address, kind, now), self._rest_of_answers(address, kind, now))
        if self._busy(now) >= PER_SECOND or self._busy_with_answers(now) >= PER_SECOND - FOR_ALERTS:
            ended = [at for at, _ in self._ended if now - at < SECOND]
            rest = max(rest, ended[0] + SECOND - now if ended else _TURN)
        return rest

    def rest_of_alerts(self, address: int, kind: str) -> float:
        """Return how many seconds no alert is to go to this address, be there room for others or not."""
        now = self._steady()
        rest = self._rest_of(address, kind, now)
        is_behind = (address, kind) in self._waiting and not self._rest_of_answers(address, kind, now)
        return max(rest, _TURN) if is_behind else rest

    def _soon_answered(self, now: float) -> int:
        """Return to how many addresses an answer waits that may go within a second; one to each."""
        rests = (self._rest_of(*chat, now) + self._rest_of_answers(*chat, now) for chat in self._waiting)
        return sum(rest <= SECOND for rest in rests)

    def _rest_of_answers(self, address: int, kind: str, now: float) -> float:
        """Return how many seconds answers have had their share of what this address may receive."""
        answers = self._answers.get(address)
        if answers is None or kind in ("private", "terminal") or len(answers) < ANSWERS_PER_MINUTE:
            return 0.0
        return max(0.0, answers[0] + MINUTE - now)

    def _rest_of(self, address: int, kind: str, now: float) -> float:
        if kind == "terminal":
            return 0.0
        if address in self._under_way:  # it may arrive at any moment, and only then the second begins
            return _TURN
        stop = self._stop_of(address, now)
        sent = [at for at in self._chats.get(address, ()) if now - at < MINUTE]
        if not sent:
            return stop
        until = sent[-1] + SECOND
        if kind != "private" and len(sent) == PER_MINUTE:
            until = max(until, sent[0] + MINUTE)
        return max(stop, until - now)

    def _stop_of(self, address: int, now: float) -> float:
        return max(0.0, self._all_stopped - now, self._stopped.get(address, 0.0) - now)

    def _busy(self, now: float) -> int:
        return self._held + self._under_way.total() + sum(now - at < SECOND for at, _ in self._ended)

    def _busy_with_answers(self, now: float) -> int:
        return len(self._answering) + sum(is_answer and now - at < SECOND for at, is_answer in self._ended)


def _take_one(counts: Counter[T], one: T) -> None:
    counts[one] -= 1
    if not counts[one]:
        del counts[one]
