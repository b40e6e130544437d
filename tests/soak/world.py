"""The world of the soak: its clock, outlets that publish and people that ask."""

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import Outlet
from tests.monitor.newsroom import NOON

TOPICS = 20
RINGING = 0.06
"""The part of the articles that a topic is waiting for."""
BURST = 40
"""Articles of one topic that come at once, every hour."""
ASKED_AT_A_BURST = 40
"""Commands that come with them, from anybody: answers and alerts compete."""
ADMIN = 7
COMMANDS = ("/status", "/feeds", "/rules", "/watch zebra{}", "/unwatch 1", "/help", "/list")
"""None of their answers holds an article."""


class SoakClock:
    """Runs as real time does, and is set forward while nothing is under way.

    Never otherwise: to the program, a message that is under way while an hour is left out has taken an hour, and to the
    Bot API all that was under way would arrive in one moment.
    """

    def __init__(self) -> None:
        self._began, self._skipped = time.monotonic(), 0.0

    def seconds(self) -> float:
        """Return the seconds since the start, those left out included."""
        return time.monotonic() - self._began + self._skipped

    def __call__(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds())

    def skip(self, by: timedelta) -> None:
        """Leave out some time."""
        self._skipped += by.total_seconds()


@dataclass
class Press:
    """The outlets. Each article has a number, which makes the first word of its title."""

    outlet: Outlet
    feeds: int
    chance: random.Random
    published: int = 0
    ringing: int = 0

    def burst(self, now: datetime) -> None:
        """Publish much on one topic at once."""
        feed, topic = self.chance.randrange(self.feeds), self.chance.randrange(TOPICS)
        for _ in range(BURST):
            self._publish(feed, topic, now)

    def publish(self, now: datetime) -> None:
        """Publish an article somewhere; some are on a topic."""
        topic = self.chance.randrange(TOPICS) if self.chance.random() < RINGING else None
        self._publish(self.chance.randrange(self.feeds), topic, now)

    def _publish(self, feed: int, topic: int | None, now: datetime) -> None:
        words = [self._word() for _ in range(60)]
        token = f"tok{self.published:06d}x"
        signal = "" if topic is None else f"signal{topic}x "
        title = f"{token} {signal}{' '.join(words[:5])}"
        self.outlet.publish(f"f{feed}", token, title, " ".join(words), at=now)
        self.published += 1
        self.ringing += topic is not None

    @staticmethod
    def read(text: str) -> list[int]:
        """Return the numbers of the articles that a text names."""
        return [int(number) for number in re.findall(r"\btok(\d+)x\b", text)]

    def _word(self) -> str:
        return "".join(self.chance.choice("bdfgklmnprstvz") + self.chance.choice("aeiou") for _ in range(4))


@dataclass
class People:
    """The chats, four people to one group, and what they ask."""

    telegram: FakeTelegram
    chats: int
    chance: random.Random
    asked: Counter[int] = field(default_factory=Counter)

    def chat(self, number: int) -> tuple[int, str]:
        """Return a chat's address and kind."""
        return (-1_000 - number, "supergroup") if number % 5 == 4 else (1_000 + number, "private")

    def ask(self) -> None:
        """Let somebody send a command."""
        address, kind = self.chat(self.chance.randrange(self.chats))
        command = self.chance.choice(COMMANDS).format(self.asked.total())
        self.telegram.user_says(address, command, user=address if kind == "private" else ADMIN)
        self.asked[address] += 1
