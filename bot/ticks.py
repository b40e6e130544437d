"""Ticks: a few functions that APScheduler calls again and again while the service runs.

What is due, and when, stands in the database; a tick only asks. APScheduler goes by the wall clock: when that is set
back by a day, it would wait for a day. So a watch compares the wall clock with the monotonic one, which nothing moves,
and calls every tick anew after a jump.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.errors import BotError

Tick = Callable[[], Awaitable[None]]

_WATCH = 1.0
"""Seconds between two looks at the clocks."""
_JUMP = timedelta(seconds=5)
"""Between the clocks since the last look. A clock that is slewed drifts by far less, a busy machine by nothing."""

log = structlog.get_logger()


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler ships no types
    """At an interval, counted from the last call; what was missed is not made up for.

    The library's own trigger lists all calls of a missed day, one by one, before it joins them.
    """

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else max(previous, now) + self._interval


class Ticks:
    """Calls functions at their intervals, each one by itself and never twice at the same time."""

    def __init__(self) -> None:
        # A tick that is late runs all the same.
        defaults = {"misfire_grace_time": None, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._scheduler.start()
        self._running: set[asyncio.Task[Any]] = set()
        self._watching = asyncio.create_task(self._watch(), name="watch the clock")

    def every(self, seconds: float, tick: Tick) -> None:
        """Call a function now and then at this interval; one that takes longer is called again when it has ended."""
        self._scheduler.add_job(partial(self._run, tick), _Every(seconds), next_run_time=datetime.now(UTC))

    def once(self, tick: Tick) -> None:
        """Call a function now, out of turn."""
        self._keep(asyncio.create_task(_run_safely(tick), name=f"tick {_name(tick)}"))

    async def stop(self, patience: float) -> None:
        """Begin no more calls, and wait for those under way, at most so many seconds."""
        self._scheduler.pause()
        self._watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._watching
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def _run(self, tick: Tick) -> None:
        if this := asyncio.current_task():
            self._keep(this)
        await _run_safely(tick)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        wall, steady = datetime.now(UTC), loop.time()
        while True:
            await asyncio.sleep(_WATCH)
            passed, told = timedelta(seconds=loop.time() - steady), datetime.now(UTC) - wall
            wall, steady = datetime.now(UTC), loop.time()
            if abs(told - passed) > _JUMP:
                log.warning("the clock jumped", by=str(told - passed))
                for job in self._scheduler.get_jobs():
                    job.modify(next_run_time=wall)


async def _run_safely(tick: Tick) -> None:
    try:
        await tick()
    except BotError as error:
        log.error("tick failed", tick=_name(tick), why=str(error))
    except Exception:  # what goes wrong once may go well the next time
        log.exception("tick broke", tick=_name(tick))


def _name(tick: Tick) -> str:
    return getattr(tick, "__name__", "?")
