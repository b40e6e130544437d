"""A long day at full size: many feeds and chats, simulated hours, Telegram's limits enforced by the fake Bot API.

`make soak`. The app with its real store, real HTTP to 2,000 feeds on loopback, worker processes, and the real library
at the fake; only the clock is simulated. Each hour prints what was done and how much memory the process has, the fake
and the outlet included; in the end nothing may have broken a limit, nothing may be lost or doubled, and the memory must
not have grown since the stories' window was full.
"""

import argparse
import asyncio
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path

import structlog

from bot.app import App, open_app
from bot.config import Settings
from bot.monitor.rulebook import FeedSpec, parse_rulebook
from bot.rulebooks import Rulebooks, load_lists
from bot.store.history import HistoryFile
from bot.store.states import DeliveryState, Platform
from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import Outlet
from tests.monitor.newsroom import NOON
from tests.test_trouble import Clock, sender_to

TOPICS = 20
HOURLY_ARTICLES = 0.5
"""Of each feed."""
RINGING = 0.06
"""The part of the articles that a topic is waiting for."""
BURST = 40
"""Articles of one topic that come at once, every hour."""
STEP, IDLE_STEP = timedelta(seconds=0.5), timedelta(seconds=10)
HOUR, EVERY = timedelta(hours=1), timedelta(minutes=30)
WARM_UP = 4
"""Hours after which the memory is full: the stories' windows of one and two hours, and the libraries' caches."""
MOST_GROWTH = 0.10
"""Of the memory after the warm-up; more would not be flat."""

BOOK = "rulebook: soak\nstories: {window: 1h, report_window: 2h}\ntopics:\n" + "".join(
    f"  t{number}: {{title: Topic {number}}}\n" for number in range(TOPICS)
)
RULES = "rules:\n" + "".join(
    f"  - {{id: r{number}, kind: keywords, topic: t{number}, title: Rule {number}, query: signal{number}x}}\n"
    for number in range(TOPICS)
)


@dataclass
class Soak:
    """The app, the world around it, and what is counted."""

    app: App
    clock: Clock
    outlet: Outlet
    telegram: FakeTelegram
    feeds: int
    chance: random.Random
    published: int = 0
    ringing: int = 0
    received: Counter[int] = field(default_factory=Counter)
    messages: int = 0
    joined: int = 0
    polls: int = 0
    memory: list[float] = field(default_factory=list)

    async def run(self, hours: int) -> None:
        """Let so many hours pass, and then what still waits go out."""
        began = time.monotonic()
        for hour in range(1, hours + 1):
            await self._hour()
            await self.app.tidy()
            self._read_messages()
            self.memory.append(resident_megabytes())
            tell(
                f"hour {hour:2}: {self.published:6} articles, {self.ringing:5} ringing, {self.messages:6} messages,"
                f" {sum(self.received.values()):6} alerts in them, {len(self.telegram.violations)} violations,"
                f" {self.memory[-1]:6.1f} MB, {time.monotonic() - began:5.0f} s"
            )
        end = self.clock.now + EVERY * 1.1
        due = self.app.store.outbox.next_due_at
        while self.clock.now < end or await self.app.db(due) is not None:
            await self._step(IDLE_STEP if self.clock.now < end else STEP)
        self._read_messages()

    async def _hour(self) -> None:
        end = self.clock.now + HOUR
        per_second = self.feeds * HOURLY_ARTICLES / 3_600
        burst_at, due = self.clock.now + HOUR * self.chance.uniform(0.2, 0.8), 0.0
        while self.clock.now < end:
            if burst_at and self.clock.now >= burst_at:
                self._burst()
                burst_at = end + HOUR
            before = self.clock.now
            waiting = await self.app.db(self.app.store.outbox.next_due_at)
            is_busy = waiting is not None and waiting < self.clock.now + IDLE_STEP
            await self._step(STEP if is_busy else IDLE_STEP)
            due += per_second * (self.clock.now - before).total_seconds()
            while due >= 1:
                due -= 1
                topic = self.chance.randrange(TOPICS) if self.chance.random() < RINGING else None
                self._publish(self.chance.randrange(self.feeds), topic)

    async def _step(self, step: timedelta) -> None:
        began = time.monotonic()
        await self._poll()
        await self.app.deliver()
        # Requests take real time, which the app counts: the simulated clock must not fall behind it.
        self.clock.now += max(step, timedelta(seconds=time.monotonic() - began))

    async def _poll(self) -> None:
        while True:
            await self.app.poll_due()
            polls = list(self.app._polling.values())
            if not polls:
                return
            self.polls += len(polls)
            await asyncio.wait(polls)
            await asyncio.sleep(0)

    def _burst(self) -> None:
        feed, topic = self.chance.randrange(self.feeds), self.chance.randrange(TOPICS)
        for _ in range(BURST):
            self._publish(feed, topic)

    def _publish(self, feed: int, topic: int | None) -> None:
        words = [self._word() for _ in range(60)]
        token = f"tok{self.published:06d}x"
        signal = "" if topic is None else f"signal{topic}x "
        self.outlet.publish(
            f"f{feed}", token, f"{token} {signal}{' '.join(words[:5])}", " ".join(words), at=self.clock.now
        )
        self.published += 1
        self.ringing += topic is not None

    def _word(self) -> str:
        return "".join(self.chance.choice("bdfgklmnprstvz") + self.chance.choice("aeiou") for _ in range(4))

    def _read_messages(self) -> None:
        """Count what arrived, then let the fake forget it, so that its memory is not taken for the program's."""
        for message in self.telegram.sent:
            tokens = [word for word in message.text.split() if word.startswith("tok") and word.endswith("x")]
            self.received[message.chat] += len(tokens)
            self.joined += len(tokens) > 1
        self.messages += len(self.telegram.sent)
        self.telegram.sent.clear()
        self.telegram.calls.clear()

    async def verdict(self) -> list[str]:
        """Return what went wrong, one line each."""
        store = self.app.store
        counts = await self.app.db(store.outbox.counts)
        ends = {str(state): count for state, count in counts.items() if count}
        alerts = await self.app.db(store.alerts.recent)
        ways = Counter(way.chat.address for alert in alerts for way in alert.deliveries)
        warm, last = self.memory[min(WARM_UP, len(self.memory)) - 1], self.memory[-1]
        history = await self.app.db(HistoryFile(self.app.settings.state_dir / "alerts.jsonl", store).verify)
        tell(
            f"{self.polls} polls, {len(alerts)} alerts, deliveries {ends}, {self.messages} messages, {self.joined} of"
            f" them joined; memory {warm:.1f} MB after {WARM_UP} hours, {last:.1f} MB in the end"
        )
        problems = {
            f"{len(self.telegram.violations)} limits broken: {self.telegram.violations[:3]}": self.telegram.violations,
            f"{self.ringing - len(alerts)} alerts never raised": self.ringing != len(alerts),
            "deliveries that were not sent": set(ends) != {DeliveryState.SENT},
            "lost or doubled in a chat": self.received != ways,
            f"memory grew by more than {MOST_GROWTH:.0%}": last > warm * (1 + MOST_GROWTH),
            "the history file differs": not history.ok,
        }
        return [problem for problem, is_there in problems.items() if is_there]


def resident_megabytes() -> float:
    """Return the memory that this process has in RAM."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def tell(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - for people


async def subscribe(app: App, telegram: FakeTelegram, chats: int) -> None:
    """Let people and groups, four to one, subscribe to two topics each."""
    for number in range(chats):
        is_group = number % 5 == 4
        address, kind = (-1_000 - number, "supergroup") if is_group else (1_000 + number, "private")
        telegram.add_chat(address, kind, f"chat {number}")
        ensure = partial(app.store.chats.ensure, platform=Platform.TELEGRAM, address=address, kind=kind)
        chat = await app.db(ensure, title=f"chat {number}", now=NOON)
        for topic in {number % TOPICS, number * 7 % TOPICS}:
            await app.db(app.store.chats.subscribe, chat.id, f"t{topic}", NOON)


async def soak(folder: Path, *, hours: int, feeds: int, chats: int, seed: int) -> list[str]:
    """Run the soak; return what went wrong."""
    clock = Clock()
    telegram = FakeTelegram(enforce_pace=True, clock=lambda: (clock.now - NOON).total_seconds())
    async with telegram, Outlet() as outlet, sender_to(telegram.api_url, telegram.token) as sender:
        outlet.shown = BURST + 10
        specs = tuple(
            FeedSpec(url=outlet.url(f"f{number}"), name="", every=EVERY, language="en") for number in range(feeds)
        )
        book = parse_rulebook(BOOK + RULES, file="soak.yaml", default_lists={"en": load_lists("en")})
        settings = Settings.model_construct(state_dir=folder / "state", allow_nets=(ip_network("127.0.0.0/8"),))
        async with open_app(settings, Rulebooks(books=(replace(book, feeds=specs),)), clock=clock) as app:
            await subscribe(app, telegram, chats)
            app.send_with(sender)
            one = Soak(
                app=app, clock=clock, outlet=outlet, telegram=telegram, feeds=feeds,
                chance=random.Random(seed),  # noqa: S311 - a run that can be played again, no secret
            )  # fmt: skip
            await one._poll()
            tell(f"{feeds} feeds, {chats} chats, {hours} simulated hours, seed {seed}; {resident_megabytes():.1f} MB")
            await one.run(hours)
            return await one.verdict()


def main() -> int:
    """Run the soak and print its figures; 1 when something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=10)
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    memory = Path("/dev/shm")  # what a disk takes to sync is most of the time, and no matter here
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        problems = asyncio.run(
            soak(Path(folder), hours=given.hours, feeds=given.feeds, chats=given.chats, seed=given.seed)
        )
    tell("\n".join(problems) or "nothing went wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
