"""Ticks: they come whatever the clock does and whatever goes wrong."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.errors import WrongEnvironment
from bot.ticks import Ticks


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_clock_that_jumps_stops_no_tick(days: int) -> None:
    """When the wall clock jumps a day back or forward, the ticks go on as before."""
    ticks, calls = Ticks(), asyncio.Semaphore(0)

    async def tick() -> None:
        calls.release()

    ticks.every(0.01, tick)
    await calls.acquire()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        async with asyncio.timeout(10):
            for _ in range(3):
                await calls.acquire()
    await ticks.stop(1)


@pytest.mark.parametrize("error", [WrongEnvironment("the disk is full"), RuntimeError("our own mistake")])
async def test_a_tick_that_fails_comes_again(error: Exception) -> None:
    """An error ends neither the tick nor the others."""
    ticks, calls = Ticks(), asyncio.Semaphore(0)

    async def tick() -> None:
        calls.release()
        raise error

    ticks.every(0.01, tick)
    async with asyncio.timeout(10):
        for _ in range(3):
            await calls.acquire()
    await ticks.stop(1)


async def test_a_stop_waits_for_what_is_under_way_and_not_for_ever() -> None:
    """A call that ends soon is let finish; one that hangs is given up after the patience."""
    ticks, begun, ended = Ticks(), asyncio.Semaphore(0), list[str]()

    async def short() -> None:
        begun.release()
        await asyncio.sleep(0.05)
        ended.append("short")

    async def endless() -> None:
        begun.release()
        await asyncio.sleep(3_600)

    ticks.every(3_600, short)
    ticks.every(3_600, endless)
    for _ in range(2):
        await begun.acquire()
    async with asyncio.timeout(10):
        await ticks.stop(0.5)
    assert ended == ["short"]
