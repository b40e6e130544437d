"""What hostile bodies cost: CPU and memory of each, in workers and at the fetch, with the limits of production.

Run by `make bench-hostile`. A body costs its worker at most 4 s of CPU and 150 MB; then it is given up. The last line
says what a feed waits for that is parsed while hostile ones are.
"""

import asyncio
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from bot.app import POLL_SECONDS, TURN, TURNS, deciding_left
from bot.feeds.fetch import Fetcher
from bot.feeds.page import extract_page
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.feeds.poll import Items, Validators
from bot.feeds.workers import CALL_SECONDS, MEMORY_BYTES, Account, Killed, KilledBy, Workers
from bot.monitor.rulebook import FeedSpec
from bot.pipeline import Pipeline
from bot.rulebooks import load_rulebooks, shipped_rules_dir
from bot.store.store import Store
from tests.feeds.conftest import Site, item, rss
from tests.feeds.hostile import FEEDS, PAGES, SERVED, SPOKEN, speak

LOOPBACK = (ip_network("127.0.0.0/8"),)


async def main() -> None:
    """Print the figures."""
    print(f"{'in a worker':48} {'MB':>6} {'CPU s':>6} {'memory MB':>9}  what came of it")  # noqa: T201
    worst = [await _parsed(f"feed: {name}", make(), parse_feed) for name, make in FEEDS.items()]
    for name, make in PAGES.items():
        worst.append(await _parsed(f"page: {name}", make(), extract_page, "", "https://bad.example/"))
    cpu, memory = max(cost for cost, _ in worst), max(size for _, size in worst)
    print(f"at most {cpu:.2f} s of CPU and {memory:.0f} MB (of those that ended by themselves)\n")  # noqa: T201
    print(f"{'at the fetch':48} {'':>6} {'CPU s':>6} {'memory MB':>9}  what came of it")  # noqa: T201
    await _fetched()
    _decided()
    await _waited()


async def _parsed(name: str, body: bytes, function: Callable[..., Any], *args: object) -> tuple[float, float]:
    async with Workers(1) as workers:
        await workers.run(len, b"")  # it is ready
        outcome = await workers.run(function, body, *args, account=Account(host="bad.example"))
        usage = workers.usage
    if isinstance(outcome, Killed):
        cost = f">{CALL_SECONDS:g}" if outcome.why is KilledBy.TIMEOUT else "-"
        most = f">{MEMORY_BYTES / 1e6:.0f}" if outcome.why is KilledBy.MEMORY else "-"
        print(f"{name:48} {len(body) / 1e6:6.1f} {cost:>6} {most:>9}  given up: {outcome.why}")  # noqa: T201
        return 0.0, 0.0
    size = usage.memory / 1e6
    print(f"{name:48} {len(body) / 1e6:6.1f} {usage.cpu:6.2f} {size:9.0f}  {type(outcome).__name__}")  # noqa: T201
    return usage.cpu, size


async def _fetched() -> None:
    site = Site()
    await site.server.start_server()
    async with Fetcher(allow_nets=LOOPBACK) as fetcher:
        for name, handler in SERVED.items():
            site.handle("/feed", handler)
            await _got(fetcher, name, site.url("/feed"))
        for name, said in SPOKEN.items():
            server = await speak(*said)
            await _got(fetcher, name, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
            server.close()
    await site.server.close()


async def _got(fetcher: Fetcher, name: str, url: str) -> None:
    """Print what a fetch costs; the server's own work is in the figure, for it runs here."""
    await fetcher.get(url)  # what the server prepares is prepared
    began = time.process_time()
    answer = await fetcher.get(url)
    cpu = time.process_time() - began
    tracemalloc.start()
    await fetcher.get(url)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{name:48} {'':6} {cpu:6.2f} {peak / 1e6:9.0f}  {getattr(answer, 'message', 'read')}")  # noqa: T201


def _decided() -> None:
    """Print what the densest feed costs the thread that decides: 160 texts of 30,000 characters about one topic."""
    sentence = (
        "Zelensky said on Monday that he would not rule out a meeting with Putin in Istanbul, but the Kremlin rejected "
        "talks in Vienna. "
    )
    items = []
    for number in range(160):
        own = " ".join(
            f"{word}{number}" for word in ("ferry", "orchard", "lantern", "quarry", "saddle", "thimble") * 15
        )
        text = f"{own}. {sentence * 220}"
        items.append(
            item(
                f"Putin and Zelensky to meet: {own[:60]}", guid=f"g{number}", more=f"<description>{text}</description>"
            )
        )
    body = rss(*items).encode()
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "tocsin.db")
        pipeline = Pipeline(store)
        store.feeds.sync([FeedSpec(url="https://bad.example/feed", name="", every=None, language="en")], now)
        pipeline.use(load_rulebooks(shipped_rules_dir()))
        began = time.process_time()
        (feed,), parsed = store.feeds.all(), parse_feed(body)
        parsing = time.process_time() - began
        assert isinstance(parsed, ParsedFeed)
        update = pipeline.feed_update(feed, Items(feed=parsed, validators=Validators(body_hash="1")), now)
        turns: list[float] = []
        left = 0
        while len(turns) < TURNS and (patience := min(TURN, deciding_left(parsing + sum(turns)))):
            began = time.process_time()
            left = pipeline.take(feed, parsed.items, {}, update, now=now, patience=patience).left
            turns.append(time.process_time() - began)
        store.close()
    spent = ", ".join(f"{turn:.1f}" for turn in turns)
    print(  # noqa: T201
        f"\n{len(body) / 1e6:.1f} MB of one topic: parsed in {parsing:.1f} s, decided in turns of {spent} s,"
        f" {parsing + sum(turns):.1f} s of {POLL_SECONDS:g} in all; {left} items wait"
    )


async def _waited() -> None:
    """Print how long a feed that was read before waits while ten hosts send what is given up, again and again."""
    body, good = FEEDS["100,000 attributes of one tag"](), rss(item("Ferry late")).encode()
    async with Workers() as workers:
        for number in range(15):
            await workers.run(parse_feed, good, account=Account(host=f"good{number}.example"))

        async def attack(host: str) -> None:
            while True:
                await workers.run(parse_feed, body, account=Account(host=host))

        attacks = [asyncio.create_task(attack(f"bad{number}.example")) for number in range(10)]
        waits = []
        for number in range(15):
            await asyncio.sleep(1)
            began = time.monotonic()
            await workers.run(parse_feed, good, account=Account(host=f"good{number}.example"))
            waits.append(time.monotonic() - began)
        for task in attacks:
            task.cancel()
        await asyncio.gather(*attacks, return_exceptions=True)
    waits.sort()
    middle, most = waits[len(waits) // 2], waits[-1]
    print(f"\nwhile ten hosts attack, a feed that was read before waits {middle:.2f} s, at most {most:.2f} s")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
