"""A Bot API and an outlet on loopback, and the real program between them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import RULEBOOK, Outlet, Program


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A Bot API on loopback."""
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def outlet() -> AsyncIterator[Outlet]:
    """An outlet on loopback."""
    async with Outlet() as server:
        yield server


@pytest.fixture
async def program(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> AsyncIterator[Program]:
    """The program, not started yet, which polls two feeds every second."""
    one = Program(tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url)
    feeds = "".join(
        f"  - url: {outlet.url(name)}\n    name: {name}.example\n    every: 1s\n" for name in ("post", "wire")
    )
    one.write_rules(RULEBOOK.format(feeds=feeds))
    yield one
    await one.close()
