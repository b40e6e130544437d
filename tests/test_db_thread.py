"""The one thread of the database: in order, answers and errors alike, and nothing is torn."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from bot.db_thread import DbThread


@pytest.fixture
def db() -> Iterator[DbThread]:
    """A thread that is ended."""
    one = DbThread()
    yield one
    one.close()


async def test_everything_runs_on_one_thread_in_order(db: DbThread) -> None:
    """As it was asked for, whoever waits."""
    done: list[int] = []

    def note(number: int, *, pause: float) -> int:
        time.sleep(pause)
        done.append(number)
        return threading.get_ident()

    threads = await asyncio.gather(*(db(note, number, pause=0.02 / number) for number in range(1, 6)))
    assert done == [1, 2, 3, 4, 5]
    assert set(threads) != {threading.get_ident()}
    assert len(set(threads)) == 1


async def test_an_error_reaches_who_asked(db: DbThread) -> None:
    """And the thread goes on."""
    with pytest.raises(ZeroDivisionError):
        await db(lambda: 1 // 0)
    assert await db(lambda: 7) == 7


async def test_what_has_begun_is_finished_when_nobody_waits_any_more(db: DbThread) -> None:
    """A caller that is cancelled leaves at once; its function runs to its end, also when that is an error."""
    began, done = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        time.sleep(0.05)
        done.set()
        raise ValueError

    task = asyncio.create_task(db(work))
    await asyncio.to_thread(began.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not done.is_set()
    await db(lambda: None)
    assert done.is_set()


async def test_what_was_asked_for_is_done_also_when_it_had_to_wait(db: DbThread) -> None:
    """A command that was cancelled behind a long transaction is saved nevertheless."""
    done: list[int] = []
    before = asyncio.create_task(db(time.sleep, 0.05))
    task = asyncio.create_task(db(done.append, 1))
    await asyncio.sleep(0.01)
    task.cancel()
    await before
    await db(lambda: None)
    assert done == [1]


async def test_closing_waits_for_what_was_asked_for() -> None:
    """The last transaction is committed before the program ends."""
    db, done = DbThread(), threading.Event()

    def work() -> None:
        time.sleep(0.05)
        done.set()

    task = asyncio.create_task(db(work))
    await asyncio.sleep(0)
    db.close()
    assert done.is_set()
    await task
