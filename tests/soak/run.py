"""A long day at full size: many feeds and chats, simulated hours, Telegram's limits enforced by the fake Bot API.

`make soak`. The app with its real store, real HTTP to 2,000 feeds on loopback, worker processes, and the real library
at the fake, commands and answers included; only the clock is simulated. Each hour prints what was done and how much
memory the process has; the fake and the outlets in it keep next to nothing. In the end nothing may have broken a limit;
every alert must have come to every chat that it was decided for, once and in order; every command must have been
answered once; and the memory must not have grown since the stories' window was full.
"""

import argparse
import asyncio
import logging
import os
import random
import sys
import tempfile
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import structlog

from bot.app import App, open_app
from bot.chat.access import Access
from bot.chat.pace import Pace
from bot.chat.telegram_app import TelegramApp, TelegramSettings
from bot.config import Settings
from bot.desk import AppDesk
from bot.errors import BotError
from bot.monitor.rulebook import FeedSpec, parse_rulebook
from bot.rulebooks import Rulebooks, load_lists
from bot.store.alerts import StoredAlert
from bot.store.history import HistoryFile
from bot.store.states import DeliveryState, Platform
from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import Outlet
from tests.monitor.newsroom import NOON
from tests.soak.world import ADMIN, ASKED_AT_A_BURST, BURST, TOPICS, People, Press, SoakClock

HOURLY_ARTICLES, HOURLY_COMMANDS = 0.5, 0.4
"""Of each feed; of each chat."""
STEP, IDLE_STEP = timedelta(seconds=0.5), timedelta(seconds=10)
BREATH = 0.02
"""Real seconds between two steps while something is under way."""
HOUR, EVERY = timedelta(hours=1), timedelta(minutes=30)
SHOWN_FOR = timedelta(hours=2)
"""Time after which a feed shows an article no more, and the world forgets it: its memory is not the program's."""
WARM_UP = 6
"""Hours after which the memory is full: the stories' windows of one and two hours, the three caches of words (65,536
each, of 62,000 new ones an hour), and what the allocator keeps."""
MOST_GROWTH = 0.05
"""Of the memory after the warm-up; more would not be flat. One step may come at any time: the index holds about 180,000
terms, and from 174,763 on Python's table for them takes 21 MB rather than 10 when it is next built anew."""

BOOK = "rulebook: soak\nstories: {window: 1h, report_window: 2h}\ntopics:\n" + "".join(
    f"  t{number}: {{title: Topic {number}}}\n" for number in range(TOPICS)
)
RULES = "rules:\n" + "".join(
    f"  - {{id: r{number}, kind: keywords, topic: t{number}, title: Rule {number}, query: signal{number}x}}\n"
    for number in range(TOPICS)
)


@dataclass
class Soak:
    """The app, the world around it, and what is counted.

    Attributes:
        received: The numbers of the articles that each chat was told of, in the order in which they came.
        answered: How many answers each chat got.
    """

    app: App
    clock: SoakClock
    telegram: FakeTelegram
    press: Press
    people: People
    received: dict[int, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("L")))
    answered: Counter[int] = field(default_factory=Counter)
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
            self.press.outlet.forget(self.clock() - SHOWN_FOR)
            self.memory.append(resident_megabytes())
            told = sum(map(len, self.received.values()))
            tell(
                f"hour {hour:2}: {self.press.published:6} articles, {self.press.ringing:5} ringing, {self.messages:6}"
                f" messages, {told:6} alerts in them, {self.answered.total():5} answers,"
                f" {len(self.telegram.violations)} violations, {self.memory[-1]:6.1f} MB,"
                f" {time.monotonic() - began:5.0f} s"
            )
        end = self.clock() + EVERY * 1.1
        while self.clock() < end or not await self._is_idle() or await self._next_due():
            await self._step(IDLE_STEP if self.clock() < end else STEP)
        self._read_messages()

    async def _hour(self) -> None:
        end = self.clock() + HOUR
        burst_at = self.clock() + HOUR * self.press.chance.uniform(0.2, 0.8)
        articles = commands = 0.0
        while (before := self.clock()) < end:
            if before >= burst_at:
                self.press.burst(before)
                commands += ASKED_AT_A_BURST
                burst_at = end + HOUR
            waiting = await self._next_due()
            is_busy = waiting is not None and waiting < before + IDLE_STEP
            await self._step(STEP if is_busy else IDLE_STEP)
            hours = (self.clock() - before) / HOUR
            articles += hours * self.press.feeds * HOURLY_ARTICLES
            commands += hours * self.people.chats * HOURLY_COMMANDS
            for _ in range(int(articles)):
                self.press.publish(self.clock())
            for _ in range(int(commands)):
                self.people.ask()
            articles, commands = articles % 1, commands % 1

    async def _next_due(self) -> datetime | None:
        return await self.app.db(self.app.store.outbox.next_due_at)

    async def _step(self, step: timedelta) -> None:
        await self._poll()
        await self.app.deliver()
        if await self._is_idle():
            self.clock.skip(step)
        else:
            await asyncio.sleep(BREATH)

    async def _is_idle(self) -> bool:
        """Return whether no message is under way, no command waits and no answer."""
        counts = await self.app.db(self.app.store.outbox.counts)
        unhandled = await self.app.db(self.app.store.inbox.unhandled)
        return not (self.telegram.has_updates or unhandled or counts[DeliveryState.SENDING])

    async def _poll(self) -> None:
        while True:
            await self.app.poll_due()
            polls = list(self.app._polling.values())
            if not polls:
                return
            self.polls += len(polls)
            await asyncio.wait(polls)
            await asyncio.sleep(0)

    def _read_messages(self) -> None:
        """Note what arrived, then let the fake forget it, so that its memory is not taken for the program's."""
        for message in self.telegram.sent:
            numbers = array("L", Press.read(message.text))
            self.received[message.chat] += numbers
            self.joined += len(numbers) > 1
            self.answered[message.chat] += not numbers
        self.messages += len(self.telegram.sent)
        self.telegram.sent.clear()
        self.telegram.calls.clear()

    async def verdict(self) -> list[str]:
        """Return what went wrong, one line each."""
        store = self.app.store
        counts = await self.app.db(store.outbox.counts)
        ends = {str(state): count for state, count in counts.items() if count}
        alerts = await self.app.db(store.alerts.recent)
        decided = decided_for(alerts)
        warm, last = self.memory[min(WARM_UP, len(self.memory)) - 1], self.memory[-1]
        history = await self.app.db(HistoryFile(self.app.settings.state_dir / "alerts.jsonl", store).verify)
        pairs = Counter((chat, number) for chat, numbers in self.received.items() for number in numbers)
        wanted = {(chat, number) for chat, numbers in decided.items() for number in numbers}
        tell(
            f"{self.polls} polls, {len(alerts)} alerts, {len(wanted)} for a chat, deliveries {ends}; {self.messages}"
            f" messages, {self.joined} of them joined; {self.people.asked.total()} commands,"
            f" {self.answered.total()} answers; memory {warm:.1f} MB after {WARM_UP} hours, {last:.1f} MB in the end"
        )
        problems = {
            f"limits broken: {self.telegram.violations[:3]}": len(self.telegram.violations),
            "alerts never raised": self.press.ringing - len(alerts),
            "deliveries that were not sent": sum(counts.values()) - counts[DeliveryState.SENT],
            "lost on the way to a chat": len(wanted - set(pairs)),
            "that nobody decided": len(set(pairs) - wanted),
            "doubled in a chat": sum(count - 1 for count in pairs.values()),
            "out of order in a chat": sum(disorder(self.received[chat], order) for chat, order in decided.items()),
            "commands that were not answered once": sum(
                abs(self.people.asked[chat] - self.answered[chat]) for chat in self.people.asked | self.answered
            ),
            f"MB of growth, more than {MOST_GROWTH:.0%}": last - warm if last > warm * (1 + MOST_GROWTH) else 0,
            "history files that differ": not history.ok,
        }
        return [f"{int(count)} {problem}" for problem, count in problems.items() if count]


def decided_for(alerts: Sequence[StoredAlert]) -> dict[int, list[int]]:
    """Return the articles that each chat was to be told of, by its address, in the order in which they were decided."""
    decided: dict[int, list[int]] = defaultdict(list)
    for record in sorted(alerts, key=lambda alert: alert.number):
        for way in record.deliveries:
            decided[way.chat.address] += Press.read(record.alert.headline)
    return decided


def disorder(received: Sequence[int], order: Sequence[int]) -> int:
    """Return how many articles came right after one that was decided later."""
    place = {article: number for number, article in enumerate(order)}
    return sum(place.get(first, 0) > place.get(second, 0) for first, second in pairwise(received))


def resident_megabytes() -> float:
    """Return the memory that this process has in RAM."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def tell(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - for people


async def subscribe(app: App, people: People) -> None:
    """Let every chat subscribe to two topics."""
    for number in range(people.chats):
        address, kind = people.chat(number)
        title = f"chat {number}"
        people.telegram.add_chat(address, kind, title, admins={ADMIN})
        ensure = partial(app.store.chats.ensure, platform=Platform.TELEGRAM, address=address, kind=kind)
        chat = await app.db(ensure, title=title, now=NOON)
        for topic in {number % TOPICS, number * 7 % TOPICS}:
            await app.db(app.store.chats.subscribe, chat.id, f"t{topic}", NOON)


@asynccontextmanager
async def listening(app: App, telegram: FakeTelegram, clock: SoakClock) -> AsyncIterator[None]:
    """Let the app deliver to the fake and answer there, as the service does."""

    def on_fatal(error: BotError) -> None:
        raise error

    chat = TelegramApp(
        TelegramSettings(token=telegram.token, api_url=telegram.api_url), store=app.store, db=app.db,
        desk=AppDesk(app), access=Access(), on_fatal=on_fatal, pace=Pace(steady=clock.seconds),
    )  # fmt: skip
    await chat.start()
    app.send_with(chat.sender, pace=chat.pace)
    try:
        yield
    finally:
        await chat.stop()


async def soak(folder: Path, *, hours: int, feeds: int, chats: int, seed: int) -> list[str]:
    """Run the soak; return what went wrong."""
    clock, chance = SoakClock(), random.Random(seed)  # noqa: S311 - a run that can be played again, no secret
    async with FakeTelegram(enforce_pace=True, clock=clock.seconds) as telegram, Outlet() as outlet:
        outlet.shown = BURST + 10
        specs = tuple(
            FeedSpec(url=outlet.url(f"f{number}"), name="", every=EVERY, language="en") for number in range(feeds)
        )
        book = parse_rulebook(BOOK + RULES, file="soak.yaml", default_lists={"en": load_lists("en")})
        settings = Settings.model_construct(state_dir=folder / "state", allow_nets=(ip_network("127.0.0.0/8"),))
        press = Press(outlet=outlet, feeds=feeds, chance=chance)
        people = People(telegram=telegram, chats=chats, chance=chance)
        async with open_app(settings, Rulebooks(books=(replace(book, feeds=specs),)), clock=clock) as app:
            await subscribe(app, people)
            async with listening(app, telegram, clock):
                one = Soak(app=app, clock=clock, telegram=telegram, press=press, people=people)
                await one._poll()
                told = f"{feeds} feeds, {chats} chats, {hours} simulated hours, seed {seed}"
                tell(f"{told}; {resident_megabytes():.1f} MB")
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
