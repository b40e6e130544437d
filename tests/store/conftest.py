"""A store in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store on a real file."""
    opened = Store.open(tmp_path / "tocsin.db")
    yield opened
    opened.close()
