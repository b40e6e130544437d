"""Workers: calls that hang, die or swell are given up; the next call works; nothing stays behind."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from bot.feeds.workers import Killed, KilledBy, Workers
from tests.feeds.calls import double, hang


def die() -> None:
    """End the process at once, as a crash in C code does."""
    os.kill(os.getpid(), signal.SIGKILL)


def swell() -> int:
    """Ask for far more memory than a worker may have."""
    return len(bytearray(3 << 30))


def fail() -> None:
    """Raise."""
    raise ValueError("no such thing")


def chatter() -> int:
    """Print, as some libraries do."""
    print("noise" * 1000)  # noqa: T201 - the point of it
    return 7


def process_id() -> int:
    """Return the id of the worker process."""
    return os.getpid()


def is_alive(process: int) -> bool:
    """Return whether a process is there and no zombie."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def why(workers: Workers, function: object, seconds: float = 5) -> KilledBy:
    """Run a function that must be given up, and return why it was."""
    result = await workers.run(function, timeout=seconds)  # type: ignore[arg-type]
    assert isinstance(result, Killed)
    assert result.message.endswith(".")
    return result.why


async def test_returns_what_the_function_returns(workers: Workers) -> None:
    """A call runs in another process and its result comes back; calls are counted."""
    assert await workers.run(double, 21) == 42
    assert await workers.run(process_id) != os.getpid()
    assert workers.calls == 2


async def test_gives_up_what_hangs_and_goes_on(workers: Workers) -> None:
    """A call that hangs is killed in time, its process is gone, and the next call works."""
    before = await workers.run(process_id)
    began = time.monotonic()
    assert await why(workers, hang, seconds=0.3) == KilledBy.TIMEOUT
    assert time.monotonic() - began < 4
    assert isinstance(before, int)
    assert not is_alive(before)
    assert await workers.run(double, 2) == 4


@pytest.mark.parametrize(
    ("function", "reason"), [(die, KilledBy.DEATH), (swell, KilledBy.MEMORY), (fail, KilledBy.ERROR)]
)
async def test_gives_up_what_dies_swells_or_raises(workers: Workers, function: object, reason: KilledBy) -> None:
    """A crash, too much memory and an exception are values, and the next call works."""
    assert await why(workers, function) == reason
    assert await workers.run(double, 3) == 6


async def test_printing_does_not_disturb_the_results(workers: Workers) -> None:
    """What a library prints does not get between the results."""
    assert await workers.run(chatter) == 7


async def test_large_bodies_go_through(workers: Workers) -> None:
    """Five megabytes go in and come out."""
    assert await workers.run(bytes, b"x" * 5_000_000) == b"x" * 5_000_000


async def test_a_cancelled_call_does_not_leave_its_answer_to_the_next(workers: Workers) -> None:
    """After a caller went away, the next caller gets its own answer."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await workers.run(time.sleep, 0.6)
    assert await workers.run(double, 5) == 10


async def test_the_event_loop_goes_on_while_a_worker_hangs(workers: Workers) -> None:
    """The loop stays free: a ticker beside a hanging call is never late by much."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.01)
            late.append(time.monotonic() - began)

    ticker = asyncio.create_task(tick())
    await workers.run(hang, timeout=0.5)
    ticker.cancel()
    assert sorted(late)[len(late) // 2] < 0.1


async def test_closing_leaves_no_process(workers: Workers) -> None:
    """Leaving the pool, even while a call hangs, leaves no process behind."""
    async with Workers(2) as pool:
        ids = await asyncio.gather(pool.run(process_id), pool.run(process_id))
        call = asyncio.create_task(pool.run(hang, timeout=60))
        await asyncio.sleep(0.1)
    await asyncio.gather(call, return_exceptions=True)
    assert len(set(ids)) == 2
    assert not any(is_alive(process) for process in ids if isinstance(process, int))


async def test_a_worker_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """A parent that is killed while its worker hangs leaves no worker that runs for ever."""
    script = tmp_path / "parent"  # without .py, as a console script
    script.write_text(
        "import asyncio\n"
        "from bot.feeds.workers import Workers\n"
        "from tests.feeds.calls import hang\n"
        "from tests.feeds.test_workers import process_id\n"
        "async def main():\n"
        "    async with Workers(1) as workers:\n"
        "        print(await workers.run(process_id), flush=True)\n"
        "        await workers.run(hang, timeout=1)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    root = str(Path(__file__).parents[2])
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}
    )
    assert parent.stdout
    worker = int(await parent.stdout.readline())
    await asyncio.sleep(0.3)
    parent.kill()
    await parent.communicate()
    async with asyncio.timeout(8):
        while is_alive(worker):  # noqa: ASYNC110 - nothing tells us when a process of somebody else ends
            await asyncio.sleep(0.1)
