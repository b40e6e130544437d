"""Access: who may use the bot at all, and how often.

Who may change a group's settings is asked of Telegram, at every command and every button; see `telegram_app`.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from enum import StrEnum

MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may use the bot.

    Attributes:
        everybody: Whether anybody may; otherwise only owners, and the groups and channels whose ids are among them.
        owners: Telegram ids of people, groups and channels.
    """

    everybody: bool = True
    owners: Set[int] = frozenset()

    def allows(self, user: int | None, address: int) -> bool:
        """Return whether a person (None: unknown, as in channels) may use the bot in the chat of this address."""
        return self.everybody or user in self.owners or address in self.owners

    def is_owner(self, user: int | None) -> bool:
        """Return whether this person runs the bot."""
        return user in self.owners


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one chat may have; the settings say how much.

    Attributes:
        feeds: Each is polled for it alone.
        watches: Each costs a little for every article of every feed.
        commands: Commands and buttons in a minute; a person who types needs fewer.
    """

    feeds: int = 50
    watches: int = 50
    commands: int = 20


class Pass(StrEnum):
    """Whether a command goes through the throttle."""

    GO = "go"
    WARN = "warn"
    """One too many; the chat is told so."""
    SILENT = "silent"
    """Far too many; the chat has been told."""


@dataclass(slots=True)
class Throttle:
    """Counts the commands of each chat in the last minute.

    Attributes:
        most: How many of them are carried out.
        steady: Tells the time in seconds; a clock that is never set, since a chat would be locked out by a jump back.
    """

    most: int
    steady: Callable[[], float] = time.monotonic
    _seen: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _warned: dict[int, float] = field(default_factory=dict)

    def take(self, address: int) -> Pass:
        """Count a command of a chat, and return whether it is to be carried out."""
        now = self.steady()
        if len(self._seen) > 10_000:
            self._forget(now)
        seen = self._seen[address]
        while seen and seen[0] <= now - MINUTE:
            seen.popleft()
        if len(seen) < self.most:
            seen.append(now)
            return Pass.GO
        return Pass.WARN if self.warn(address) else Pass.SILENT

    def warn(self, address: int) -> bool:
        """Return whether a chat is to be told now that it sends too much; once a minute is enough."""
        now = self.steady()
        if (warned := self._warned.get(address)) is not None and warned > now - MINUTE:
            return False
        self._warned[address] = now
        return True

    def _forget(self, now: float) -> None:
        for address in [address for address, seen in self._seen.items() if not seen or seen[-1] <= now - MINUTE]:
            del self._seen[address]
            self._warned.pop(address, None)
