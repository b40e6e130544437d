"""A real store, a fake Telegram on loopback, and a desk with two topics."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.chat.settings import StaticDesk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on a real file."""
    opened = Store.open(tmp_path / "tocsin.db")
    yield opened
    opened.close()


@pytest.fixture
def desk() -> StaticDesk:
    """A desk with two topics and one feed."""
    return StaticDesk()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    """A fake Bot API with a person in it."""
    async with FakeTelegram() as fake:
        fake.add_chat(7)
        yield fake
