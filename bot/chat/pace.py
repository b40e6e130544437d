"""The pace of sending: what Telegram allows, with room for the answers to commands.

The rests of chats stand in the store (`not_before`), so that they outlive a restart; what the whole bot and each chat
sent lately is remembered here. A message counts from before it is sent until its time has passed after the answer came:
whenever it arrived in between, no second and no minute holds more than is allowed.
"""

from collections import defaultdict, deque
from datetime import datetime, timedelta

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PRIVATE_GAP = SECOND
"""Between two messages to a chat: Telegram allows about one per second."""
GROUP_GAP = timedelta(seconds=3)
"""Between two alerts to a group or channel: Telegram allows 20 per minute."""
PER_MINUTE = 20
"""Messages to a group or channel in a minute, answers to commands included; Telegram's limit."""
PER_SECOND = 30
"""Messages of the whole bot in a second, all chats together; Telegram's limit for free bots."""
FOR_REPLIES = 5
"""How many of them alerts leave to the answers to commands."""
RETRY_FIRST, RETRY_MOST = timedelta(seconds=2), timedelta(minutes=10)
"""The wait after a first failure; it doubles up to the most."""
_TURN = 0.05
"""Seconds until it is worth asking again when as many messages as allowed are under way."""


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
    """Remembers what is under way and what was sent in the last second, and each chat's last minute."""

    def __init__(self) -> None:
        self._under_way = 0
        self._ended: deque[datetime] = deque(maxlen=4 * PER_SECOND)
        self._chats: dict[int, deque[datetime]] = defaultdict(lambda: deque(maxlen=PER_MINUTE))

    def begin(self, address: int, at: datetime) -> None:
        """Count a message that is about to be sent to an address; `end` must follow."""
        self._under_way += 1
        if len(self._chats) > 10_000:
            for chat in [chat for chat, sent in self._chats.items() if at - sent[-1] >= MINUTE]:
                del self._chats[chat]
        self._chats[address].append(at)

    def end(self, address: int, at: datetime) -> None:
        """Note that the answer to a message has come, or that none will."""
        self._under_way -= 1
        self._ended.append(at)
        if sent := self._chats.get(address):
            sent[-1] = at

    def rest(self, address: int, kind: str, now: datetime) -> float:
        """Return how many seconds an answer to this address has to wait for the messages before it."""
        until = self.free_at(address, kind, now)
        if self._busy(now) >= PER_SECOND:
            ended = [at for at in self._ended if _is_within(at, now, SECOND)]
            until = max(until, ended[0] + SECOND) if ended else max(until, now + timedelta(seconds=_TURN))
        return max(0.0, (until - now).total_seconds())

    def free_at(self, address: int, kind: str, now: datetime) -> datetime:
        """Return when the chat itself, of this kind, may be written to again; a past time: now."""
        sent = [at for at in self._chats.get(address, ()) if _is_within(at, now, MINUTE)]
        if not sent or kind == "terminal":
            return now
        until = sent[-1] + PRIVATE_GAP
        if kind != "private" and len(sent) == PER_MINUTE:
            until = max(until, sent[0] + MINUTE)
        return until

    def room(self, now: datetime) -> int:
        """Return how many alerts may be sent now."""
        return max(0, PER_SECOND - FOR_REPLIES - self._busy(now))

    def _busy(self, now: datetime) -> int:
        return self._under_way + sum(_is_within(at, now, SECOND) for at in self._ended)


def _is_within(at: datetime, now: datetime, span: timedelta) -> bool:
    """Return whether a time lies less than a span back; one far ahead is from before the clock jumped back."""
    return now - span < at <= now + MINUTE
