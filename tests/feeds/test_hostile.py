"""Hostile bodies, each by its name: what comes of one is a value, and the next feed is read as if nothing had been.

The figures (CPU and memory of each) are printed by `make bench-hostile`; here the limits are smaller where nothing
else depends on them, so that the tests stay quick.
"""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.feeds.fetch import Failed, FailureKind, Fetched, Fetcher
from bot.feeds.page import PageText, extract_page
from bot.feeds.parse import NotAFeed, ParsedFeed, parse_feed
from bot.feeds.unpack import Unpacker
from bot.feeds.workers import MEMORY_BYTES, Account, Killed, KilledBy, Workers
from tests.feeds.calls import double, environment, hang, swell_by, write_a_file
from tests.feeds.conftest import LOOPBACK, Site, item, rss
from tests.feeds.hostile import FEEDS, PAGES, SERVED, SPOKEN, speak

MODULE = pytest.mark.asyncio(loop_scope="module")
NO_FEEDS = {
    "200 KB of comment starts", "lists of JSON nested 500,000 deep", "a JSON number of 5 MB", "a web page of 5 MB",
    "5 MB of one byte", "5 MB of zeros",
}  # fmt: skip
READ = {
    "10,000 namespaces", "comments that never end", "a title of 5 MB", "one word of 5 MB", "combining accents",
    "UTF-32", "UTF-16 without a mark", "UTF-7", "a charset that does not exist",
    "entities that name files and addresses", "markup nested 100,000 deep",
    "comment starts within the markup of an item",
}  # fmt: skip
TOO_LARGE = {
    "gzip that unpacks to 100 MB", "deflate that unpacks to 100 MB", "gzip of nothing, without an end",
    "a body without an end", "a length of 50 GB",
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[Workers]:
    """One worker for all bodies, with the memory that it has in production."""
    async with Workers(1) as workers:
        yield workers


def account_for(name: str) -> Account:
    """Return what a body may cost here: all that it may in production when it is to be read, else little."""
    return Account(host="bad.example", seconds=5 if name in READ else 0.5)


async def works(workers: Workers) -> bool:
    """Return whether the next feed is read as if nothing had been."""
    parsed = await workers.run(parse_feed, rss(item("Ferry late")).encode())
    return isinstance(parsed, ParsedFeed) and [one.title for one in parsed.items] == ["Ferry late"]


@MODULE
@pytest.mark.parametrize("name", FEEDS)
async def test_a_hostile_feed_is_a_value(pool: Workers, name: str) -> None:
    """It is read, is no feed, or is given up; what is read is short; the next feed is read."""
    parsed = await pool.run(parse_feed, FEEDS[name](), account=account_for(name))
    if name in NO_FEEDS:
        assert isinstance(parsed, NotAFeed)
    if name in READ:
        assert isinstance(parsed, ParsedFeed), parsed
    if isinstance(parsed, ParsedFeed):
        assert len(parsed.items) <= 500
        assert all(len(one.title) <= 1_000 and len(one.text) <= 30_000 for one in parsed.items)
        assert not any("root:" in one.title + one.text for one in parsed.items)
    elif isinstance(parsed, Killed):
        assert parsed.why in (KilledBy.TIMEOUT, KilledBy.MEMORY, KilledBy.DEATH)
    assert await works(pool)


@MODULE
@pytest.mark.parametrize("name", PAGES)
async def test_a_hostile_page_is_a_value(pool: Workers, name: str) -> None:
    """Its text is found, is not, or is given up; the next feed is read."""
    found = await pool.run(extract_page, PAGES[name](), "", "https://bad.example/", account=account_for(name))
    assert found is None or isinstance(found, PageText | Killed)
    if isinstance(found, PageText):
        assert len(found.text) <= 30_000
    assert await works(pool)


@MODULE
@pytest.mark.parametrize("name", ["an honest feed of 5 MB", "an honest page of 2 MB"])
async def test_honest_bodies_pass_within_the_limits_of_production(pool: Workers, name: str) -> None:
    """The largest bodies that the fetch lets through are read with the memory and the CPU time that there is."""
    if name in FEEDS:
        parsed = await pool.run(parse_feed, FEEDS[name]())
        assert isinstance(parsed, ParsedFeed), parsed
        assert len(parsed.items) == 500
    else:
        assert isinstance(await pool.run(extract_page, PAGES[name](), "", "https://a.example/"), PageText)


@pytest.mark.parametrize("name", SERVED)
async def test_a_hostile_answer_is_a_value(site: Site, name: str) -> None:
    """Bombs, drips and endless bodies are given up in bounded memory, and the next fetch works."""
    site.handle("/feed", SERVED[name])
    site.put("/good", rss())
    is_drip = name == "a byte now and then, for ever"
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=1 if is_drip else 60) as fetcher:
        tracemalloc.start()
        answer = await fetcher.get(site.url("/feed"))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert isinstance(await fetcher.get(site.url("/good")), Fetched)
    assert peak < 40_000_000
    if name == "gzip in gzip, told once":  # what comes out is small, and no feed
        assert isinstance(answer, Fetched)
        assert isinstance(parse_feed(answer.body), NotAFeed)
        return
    assert isinstance(answer, Failed)
    expected = FailureKind.TIMEOUT if is_drip else FailureKind.TOO_LARGE if name in TOO_LARGE else FailureKind.BROKEN
    assert answer.kind == expected


@pytest.mark.parametrize("name", SPOKEN)
async def test_a_server_that_talks_for_ever_is_cut_off(name: str) -> None:
    """What surrounds a body is bounded like the body: it does not go on until the time is over."""
    server = await speak(*SPOKEN[name])
    port = server.sockets[0].getsockname()[1]
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=300, read_timeout=100) as fetcher:
        answer = await asyncio.wait_for(fetcher.get(f"http://127.0.0.1:{port}/"), 60)
    server.close()
    assert isinstance(answer, Failed)
    assert answer.kind == FailureKind.BROKEN


def test_unpacking_reads_several_members_and_raw_deflate() -> None:
    """Gzip in two members is one body; deflate comes with a head of zlib or without."""
    raw = zlib.compressobj(wbits=-15)
    cases = {
        "gzip": gzip.compress(b"one ") + gzip.compress(b"two"),
        "x-gzip": gzip.compress(b"one two"),
        "deflate": zlib.compress(b"one two"),
        "Deflate ": raw.compress(b"one two") + raw.flush(),
        "identity": b"one two",
        "": b"one two",
    }
    for encoding, body in cases.items():
        unpacker = Unpacker(encoding, 1_000)
        assert all(unpacker.feed(body[at : at + 3]) for at in range(0, len(body), 3))
        assert unpacker.finish() == b"one two"
    cut = Unpacker("gzip", 1_000)
    assert cut.feed(gzip.compress(b"one two")[:-3])
    with pytest.raises(ValueError, match="no end"):
        cut.finish()


async def test_a_worker_may_take_150_mb_and_no_more(workers: Workers) -> None:
    """The kernel refuses what goes beyond; what lies well within is given."""
    assert MEMORY_BYTES == 150_000_000
    assert await workers.run(swell_by, 100_000_000) == 100_000_000
    given_up = await workers.run(swell_by, 160_000_000)
    assert isinstance(given_up, Killed)
    assert given_up.why == KilledBy.MEMORY
    assert await workers.run(double, 4) == 8


async def test_cpu_time_is_counted_and_not_the_clock(workers: Workers) -> None:
    """Waiting costs nothing; working costs the account, and an empty account buys no call."""
    account = Account(host="a.example", seconds=0.5)
    assert await workers.run(time.sleep, 0.7, account=account) is None
    assert account.seconds > 0.3
    spent = await workers.run(hang, account=account)
    assert isinstance(spent, Killed)
    assert spent.why == KilledBy.TIMEOUT
    calls = workers.calls
    refused = await workers.run(double, 1, account=account)
    assert isinstance(refused, Killed)
    assert workers.calls == calls


async def test_a_worker_writes_no_file_and_knows_no_secret(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that was taken over by its input could not write to the disk, and finds no token."""
    assert isinstance(await workers.run(write_a_file, str(tmp_path)), Killed)
    assert not (tmp_path / "written").exists() or (tmp_path / "written").stat().st_size == 0
    monkeypatch.setenv("TOCSIN_TOKEN", "123:hush")
    async with Workers(1) as others:
        found = await others.run(environment)
    assert isinstance(found, dict)
    assert "PATH" in found
    assert not any(name.startswith("TOCSIN_") for name in found)


async def test_one_host_holds_one_worker() -> None:
    """While a host keeps a worker busy with one body and wants to with another, a second host is served."""
    async with Workers(2) as pool:
        assert await pool.run(double, 1, account=Account(host="good")) == 2
        bad = [asyncio.create_task(pool.run(hang, timeout=60, account=Account(host="bad", seconds=60))) for _ in "ab"]
        await asyncio.sleep(0.2)
        good = await asyncio.wait_for(pool.run(double, 3, account=Account(host="good")), 20)
        for task in bad:
            task.cancel()
        await asyncio.gather(*bad, return_exceptions=True)
    assert good == 6


async def test_hosts_that_cost_a_worker_its_life_leave_one_free() -> None:
    """Two hosts whose last body was given up may not hold both workers; one that behaves again is as good as any."""
    async with Workers(2) as pool:
        assert await pool.run(double, 1, account=Account(host="good")) == 2
        for host in ("bad", "worse"):
            assert isinstance(await pool.run(hang, account=Account(host=host, seconds=0.1)), Killed)
        held = [
            asyncio.create_task(pool.run(hang, timeout=60, account=Account(host=host, seconds=60)))
            for host in ("bad", "worse")
        ]
        await asyncio.sleep(0.2)
        assert await asyncio.wait_for(pool.run(double, 3, account=Account(host="good")), 20) == 6
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        assert await pool.run(double, 4, account=Account(host="bad")) == 8
        assert set(pool._trusted) == {"good", "bad"}


async def test_a_crowd_of_new_hosts_leaves_one_worker_free() -> None:
    """Ten hosts that nobody knows may not hold both workers while one waits whose bytes were read before."""
    async with Workers(2) as pool:
        assert await pool.run(double, 1, account=Account(host="good")) == 2
        crowd = [
            asyncio.create_task(pool.run(hang, timeout=60, account=Account(host=f"new{number}", seconds=60)))
            for number in range(10)
        ]
        await asyncio.sleep(0.2)
        assert await asyncio.wait_for(pool.run(double, 3, account=Account(host="good")), 20) == 6
        for task in crowd:
            task.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)
