"""Ticks: a few functions that are called again and again while the service runs.

They go by the monotonic clock, which no change of the wall clock moves. What is due, and when, stands in the database;
a tick only asks.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from bot.errors import BotError

Tick = Callable[[], Awaitable[None]]

log = structlog.get_logger()


class Ticks:
    """Calls functions at their intervals, each one by itself and never twice at the same time."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def every(self, seconds: float, tick: Tick) -> None:
        """Call a function now and then at this interval; one that takes longer is called again when it has ended."""
        self._begin(self._repeat(seconds, tick), tick)

    def once(self, tick: Tick) -> None:
        """Call a function now, out of turn."""
        self._begin(_run_safely(tick), tick)

    def _begin(self, work: Coroutine[Any, Any, None], tick: Tick) -> None:
        task = asyncio.create_task(work, name=f"tick {_name(tick)}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self, patience: float) -> None:
        """Begin no more calls, and wait for those under way, at most so many seconds."""
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _repeat(self, seconds: float, tick: Tick) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self._stopping.is_set():
            await _run_safely(tick)
            due = max(due + seconds, loop.time())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), due - loop.time())


async def _run_safely(tick: Tick) -> None:
    try:
        await tick()
    except BotError as error:
        log.error("tick failed", tick=_name(tick), why=str(error))
    except Exception:  # what goes wrong once may go well the next time
        log.exception("tick broke", tick=_name(tick))


def _name(tick: Tick) -> str:
    return getattr(tick, "__name__", "?")
