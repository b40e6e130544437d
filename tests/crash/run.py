"""Kills the real program with SIGKILL at random moments, and counts what came of every alert and every command.

`python -m tests.crash.run --kills 200 --seed 7`. Each time the program is started on what the kill has left; in the end
it is let finish in peace. Then every article is held against every chat that had been told it would hear of it.
"""

import argparse
import asyncio
import contextlib
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from itertools import pairwise
from pathlib import Path

from bot.store.folder import DATABASE, HISTORY
from bot.store.history import HistoryFile
from bot.store.states import DeliveryState, Platform
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.crash.world import FEEDS, MARK, WATCHES, World
from tests.e2e.program import RULEBOOK, Outlet, Program

START_KILLS = 0.2
"""How many of the kills come while the program starts."""
LONGEST_LIFE = 2.0
"""Seconds after the program's first contact with Telegram within which the others come."""
START_PATIENCE, END_PATIENCE = 120.0, 600.0
OPEN = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.HELD)


@dataclass
class Figures:
    """What came of it. The first block must be nothing but zeros and one."""

    lost: int = 0
    raised_twice: int = 0
    never_raised: int = 0
    repeated_without_mark: int = 0
    repeated_without_cause: int = 0
    out_of_order: int = 0
    most_uncertain_per_chat_and_crash: int = 0
    history_differs: int = 0
    commands_lost: int = 0
    commands_acted_twice: int = 0
    ended_otherwise: int = 0
    kills: int = 0
    kills_during_a_send: int = 0
    history_checks: int = 0
    articles: int = 0
    had_to_arrive: int = 0
    chats: int = 0
    deliveries: int = 0
    messages: int = 0
    joined_messages: int = 0
    marked_messages: int = 0
    commands: int = 0
    troubles: str = ""
    seconds: float = 0.0

    def is_good(self) -> bool:
        """Return whether the contract held."""
        bad = (
            self.lost, self.raised_twice, self.never_raised, self.repeated_without_mark, self.repeated_without_cause,
            self.out_of_order, self.history_differs, self.commands_lost, self.commands_acted_twice,
            self.ended_otherwise,
        )  # fmt: skip
        return not any(bad) and self.most_uncertain_per_chat_and_crash <= 1


@dataclass
class Trial:
    """One program, its world, and what is counted on the way."""

    program: Program
    world: World
    chance: random.Random
    longest_life: float
    figures: Figures = field(default_factory=Figures)
    interrupted: Counter[int] = field(default_factory=Counter)
    _known: set[tuple[int, str]] = field(default_factory=set)

    async def run(self, kills: int) -> None:
        """Kill so many times, then let everything come to its end, and count."""
        await self._first_start()
        life = asyncio.create_task(self.world.live())
        try:
            for number in range(kills):
                if number:
                    await self.program.start()
                await self._live_and_die(number)
        finally:
            life.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await life
        await self.world.settle()
        await self.program.start()
        await self._until_quiet()
        self.figures.ended_otherwise += await self.program.stop() != 0
        code, _, _ = await self.program.run("history", "--verify")
        self.figures.history_differs += code != 0
        self._count()

    async def _first_start(self) -> None:
        """Let the feeds be known before anything is published that is to ring."""
        await self.program.start()
        self.world.begin()
        async with asyncio.timeout(START_PATIENCE):
            while not all(self.world.outlet.answers[name, 304] for name in FEEDS):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.05)

    async def _live_and_die(self, number: int) -> None:
        polls = self.world.telegram.polls
        if number and self.chance.random() < START_KILLS:
            await asyncio.sleep(self.chance.uniform(0.05, 2.5))
        else:
            await self._until(lambda: self.world.telegram.polls > polls, START_PATIENCE)
            await asyncio.to_thread(self._check_history)
            self.world.awake.set()
            await asyncio.sleep(self.chance.uniform(0.0, self.longest_life))
        await self.program.kill()
        self.world.awake.clear()
        self.figures.kills += 1
        self._look_at_what_was_sent()

    def _check_history(self) -> None:
        """Compare the history file with the database while the program runs."""
        store = Store.open(self.program.state / DATABASE)
        try:
            self.figures.history_differs += not HistoryFile(self.program.state / HISTORY, store).verify().ok
            self.figures.history_checks += 1
        finally:
            store.close()

    def _look_at_what_was_sent(self) -> None:
        """Count the messages that this kill interrupted: they are the ones whose fate nobody knows.

        A message is known by its address and the time at which it was claimed. One that an earlier kill interrupted is
        still there when this one came before the start had looked.
        """
        path = self.program.state / DATABASE
        if not path.exists():
            return
        query = (
            "select distinct c.address, d.changed_at from deliveries d join chats c on c.id = d.chat_id"
            " where d.state = 'sending'"
        )
        with contextlib.closing(sqlite3.connect(path)) as connection:
            try:
                rows = connection.execute(query).fetchall()
            except sqlite3.OperationalError:  # killed before there was a table
                return
        standing = Counter(self.world.first_address(address) for address, _ in rows)
        most = max(standing.values(), default=0)
        self.figures.most_uncertain_per_chat_and_crash = max(self.figures.most_uncertain_per_chat_and_crash, most)
        fresh = {(self.world.first_address(address), claimed_at) for address, claimed_at in rows} - self._known
        self._known |= fresh
        self.interrupted.update(chat for chat, _ in fresh)
        self.figures.kills_during_a_send += bool(fresh)

    async def _until_quiet(self) -> None:
        """Wait until everything that was published has been decided and everything decided has come to its end."""
        with contextlib.suppress(TimeoutError):  # what is missing then is counted
            await self._until(self._is_quiet, END_PATIENCE)

    def _is_quiet(self) -> bool:
        store = Store.open(self.program.state / DATABASE)
        try:
            counts = store.outbox.counts()
            waiting = sum(counts[state] for state in OPEN) + len(store.inbox.unhandled())
            return not waiting and len(store.alerts.recent()) >= len(self.world.items)
        finally:
            store.close()

    async def _until(self, condition: Callable[[], bool], patience: float) -> None:
        async with asyncio.timeout(patience):
            while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.05)

    def _count(self) -> None:
        figures, world = self.figures, self.world
        store = Store.open(self.program.state / DATABASE)
        try:
            self._count_alerts(store)
            self._count_commands(store)
        finally:
            store.close()
        copies = world.copies()
        for item in world.items:
            figures.had_to_arrive += len(item.expected)
            figures.lost += sum((chat, item.token) not in copies for chat in item.expected)
        for messages in copies.values():
            plain = sum(MARK not in message.text for message in messages)
            figures.repeated_without_mark += max(0, plain - 1)
        marked = Counter(world.first_address(message.chat) for message in world.telegram.sent if MARK in message.text)
        unclear = Counter[int]()
        for chat, count in world.telegram.unclear.items():
            unclear[world.first_address(chat)] += count
        for chat, count in marked.items():
            figures.repeated_without_cause += max(0, count - self.interrupted[chat] - unclear[chat])
        figures.marked_messages = sum(marked.values())
        figures.messages = len(world.telegram.sent)
        figures.joined_messages = sum("/why NUMBER" in message.text for message in world.telegram.sent)
        figures.articles, figures.chats = len(world.items), len(world.asked) + len(world.watchers)
        figures.troubles = ", ".join(f"{kind} {count}" for kind, count in sorted(world.troubles.items()))

    def _count_alerts(self, store: Store) -> None:
        alerts = store.alerts.recent()
        raised = Counter(alert.alert.headline.split()[0] for alert in alerts)
        self.figures.raised_twice = sum(count - 1 for count in raised.values())
        order = {alert.alert.headline.split()[0]: alert.number for alert in alerts}
        for tokens in self.world.arrivals().values():
            self.figures.out_of_order += sum(order[one] > order[two] for one, two in pairwise(tokens))
        self.figures.never_raised = sum(item.token not in raised for item in self.world.items)
        ways = [way for alert in alerts for way in alert.deliveries]
        self.figures.deliveries = len(ways)
        self.figures.ended_otherwise += sum(way.state is not DeliveryState.SENT for way in ways)

    def _count_commands(self, store: Store) -> None:
        figures, world = self.figures, self.world
        figures.commands = len(world.asked) + (len(WATCHES) + 1) * len(world.watchers)
        for first in world.asked:
            chat = store.chats.find(Platform.TELEGRAM, world.moved.get(first, first))
            figures.commands_lost += chat is None or not store.chats.subscriptions(chat.id)
        for person in world.watchers:
            chat = store.chats.find(Platform.TELEGRAM, person)
            left = [watch.query for watch in store.chats.watches(chat.id)] if chat else []
            figures.commands_lost += len([word for word in WATCHES[1:] if word not in left and len(left) != 1])
            figures.commands_lost += WATCHES[0] in left
            figures.commands_acted_twice += len(left) < len(WATCHES) - 1


async def trial(folder: Path, *, kills: int, seed: int, longest_life: float = LONGEST_LIFE) -> Figures:
    """Kill the program so many times, each time within so many seconds of its life, and return the figures."""
    began = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - a test that can be played again, no secret
    async with FakeTelegram(enforce_pace=True) as telegram, Outlet() as outlet:
        outlet.shown = 60
        program = Program(folder, TOKEN=telegram.token, API_URL=telegram.api_url)
        feeds = "".join(f"  - url: {outlet.url(name)}\n    name: {name}.example\n    every: 1s\n" for name in FEEDS)
        program.write_rules(RULEBOOK.format(feeds=feeds))
        world = World(telegram=telegram, outlet=outlet, chance=random.Random(seed + 1))  # noqa: S311 - as above
        one = Trial(program=program, world=world, chance=chance, longest_life=longest_life)
        try:
            await one.run(kills)
        finally:
            await program.close()
    one.figures.seconds = round(time.monotonic() - began, 1)
    return one.figures


def told(figures: Figures) -> str:
    """Return the figures as lines of text."""
    names = [(one.name.replace("_", " "), getattr(figures, one.name)) for one in fields(figures)]
    return "\n".join(f"{name:>36}  {value}" for name, value in names)


def main() -> int:
    """Run a trial and print its figures; 1 when the contract was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=Path, help="keep the state and the log in this folder")
    given = parser.parse_args()
    print(f"seed {given.seed} (--seed {given.seed} draws the same events again)", flush=True)  # noqa: T201 - for people
    with tempfile.TemporaryDirectory() as folder:
        where = given.keep or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        figures = asyncio.run(trial(where, kills=given.kills, seed=given.seed))
    print(told(figures))  # noqa: T201 - for people
    return 0 if figures.is_good() else 1


if __name__ == "__main__":
    sys.exit(main())
