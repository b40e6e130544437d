"""The pace of sending: what Telegram allows, with room for the answers to commands.

The rests of chats stand in the store (`not_before`), so that they outlive a restart; the limit of the whole bot is the
memory of the last second, and an answer to a command waits no longer than a second.
"""

from collections import deque
from datetime import datetime, timedelta

PRIVATE_GAP = timedelta(seconds=1)
"""Between two messages to a person: Telegram allows about one per second."""
GROUP_GAP = timedelta(seconds=3)
"""Between two messages to a group or channel: Telegram allows 20 per minute."""
PER_SECOND = 30
"""Messages of the whole bot in a second, all chats together; Telegram's limit for free bots."""
FOR_REPLIES = 5
"""How many of them alerts leave to the answers to commands."""
RETRY_FIRST, RETRY_MOST = timedelta(seconds=2), timedelta(minutes=10)
"""The wait after a first failure; it doubles up to the most."""


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
    """Remembers the messages of the last second, of the whole bot."""

    def __init__(self) -> None:
        self._sent: deque[datetime] = deque(maxlen=PER_SECOND)
        self._last: dict[int, datetime] = {}

    def note(self, address: int, at: datetime) -> None:
        """Count a message that is sent to an address at this time."""
        self._sent.append(at)
        self.touch(address, at)

    def touch(self, address: int, at: datetime) -> None:
        """Note that a message which is counted already has arrived only now."""
        self._last[address] = at
        if len(self._last) > 10_000:
            self._last = {chat: last for chat, last in self._last.items() if at - last < PRIVATE_GAP}

    def rest(self, address: int, now: datetime) -> float:
        """Return how many seconds an answer to this address has to wait for the message before it."""
        last = self._last.get(address)
        if last is None or abs(now - last) > PRIVATE_GAP:
            return 0.0
        return max(0.0, (last + PRIVATE_GAP - now).total_seconds())

    def room(self, now: datetime) -> int:
        """Return how many alerts may be sent now."""
        second = timedelta(seconds=1)
        recent = sum(now - second < at <= now + second for at in self._sent)
        return max(0, PER_SECOND - FOR_REPLIES - recent)
