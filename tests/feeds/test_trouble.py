"""When a feed's trouble is told, and when it is nobody's business."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.trouble import Trouble, find_trouble

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAILY = [NOW - 10 * DAY - day * DAY for day in range(10)]


@dataclass(frozen=True)
class Looked:
    """A feed as it is looked at."""

    failures: int = 0
    added_at: datetime = NOW - 100 * DAY
    last_ok_at: datetime | None = NOW - HOUR
    last_new_at: datetime | None = NOW - HOUR


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        (Looked(), None),
        (Looked(failures=9, last_ok_at=NOW - 23 * HOUR), None),
        (Looked(failures=3, last_ok_at=NOW - 25 * HOUR), Trouble.FAILING),
        (Looked(failures=1, last_ok_at=NOW - 25 * HOUR), None),  # we were off, and the first poll failed
        (Looked(failures=5, last_ok_at=None, added_at=NOW - 2 * DAY, last_new_at=None), Trouble.FAILING),
        (Looked(failures=5, last_ok_at=None, added_at=NOW - HOUR, last_new_at=None), None),
        (Looked(last_new_at=NOW - 4 * DAY - HOUR), Trouble.SILENT),
        (Looked(last_new_at=NOW - 3 * DAY - HOUR), None),
        (Looked(last_new_at=NOW - 9 * DAY, last_ok_at=NOW - 2 * DAY), None),  # it is we who have not looked
        (Looked(last_new_at=None), None),
    ],
)
def test_trouble(feed: Looked, told: Trouble | None) -> None:
    """A day of failures is told, and a silence four times longer than the longest pause, of three days at least."""
    assert find_trouble(feed, DAILY, NOW) is told


def test_a_habit_takes_five_articles() -> None:
    """Of a feed that has shown little nobody knows what is usual."""
    quiet = Looked(last_new_at=NOW - 90 * DAY)
    assert find_trouble(quiet, DAILY[:4], NOW) is None
    assert find_trouble(quiet, DAILY[:5], NOW) is Trouble.SILENT
    assert find_trouble(quiet, [NOW - month * 30 * DAY for month in range(9)], NOW) is None  # a monthly


def test_a_feed_that_is_gone_is_told_at_once() -> None:
    """410 needs no day."""
    assert find_trouble(Looked(), DAILY, NOW, is_gone=True) is Trouble.GONE
