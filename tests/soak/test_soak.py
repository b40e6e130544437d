"""The soak in small: see `make soak`."""

from pathlib import Path

import pytest

from tests.soak.run import soak


@pytest.mark.slow
async def test_two_hours_with_a_few_feeds(tmp_path: Path) -> None:
    """Alerts and answers compete; no limit is broken, and every chat gets what was decided for it, in order, once."""
    assert await soak(tmp_path, hours=2, feeds=50, chats=100, seed=3) == []
