"""Trouble with a feed: when a person should hear of it. Pure: values in, a verdict out.

A feed that fails now and then, or pauses over a weekend, is nobody's business. Told is what will not pass by itself:
a feed that has failed for a day, one that is gone for good, and one that can be read but has brought nothing for far
longer than it ever did.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

FAILING_FOR = timedelta(days=1)
FAILED_POLLS = 3
"""Failed polls in a row, besides the time: after a stop of ours, the first poll may fail by chance."""
LEAST_SILENCE = timedelta(days=3)
BEYOND = 4
"""How many times longer than its longest pause a feed is silent before that is told."""
HABIT = 5
"""Articles of a feed that it takes to speak of a habit."""


class Trouble(StrEnum):
    """What is wrong with a feed."""

    FAILING = "failing"
    GONE = "gone"
    SILENT = "silent"


class Watched(Protocol):
    """What is looked at of a feed; the store's `Feed` has it."""

    @property
    def failures(self) -> int:
        """Failed polls in a row."""

    @property
    def added_at(self) -> datetime:
        """When it was added, UTC."""

    @property
    def last_ok_at(self) -> datetime | None:
        """Its last good poll, UTC."""

    @property
    def last_new_at(self) -> datetime | None:
        """When it last brought something that it had not shown before, UTC."""


def find_trouble(
    feed: Watched, published: Sequence[datetime], now: datetime, *, is_gone: bool = False
) -> Trouble | None:
    """Return what is to be told about a feed, or None.

    Args:
        feed: How reading it stands.
        published: When its latest articles were published, UTC; they make its habit.
        now: UTC.
        is_gone: Its server says that it is gone for good.
    """
    if is_gone:
        return Trouble.GONE
    if feed.failures:
        failing_since = feed.last_ok_at or feed.added_at
        is_failing = feed.failures >= FAILED_POLLS and now - failing_since >= FAILING_FOR
        return Trouble.FAILING if is_failing else None
    return Trouble.SILENT if _is_silent(feed, published, now) else None


def may_be_silent(feed: Watched, now: datetime) -> bool:
    """Return whether its articles need to be looked at: most feeds brought something lately."""
    return feed.last_new_at is not None and now - feed.last_new_at > LEAST_SILENCE


def _is_silent(feed: Watched, published: Sequence[datetime], now: datetime) -> bool:
    if feed.last_new_at is None or not may_be_silent(feed, now) or len(set(published)) < HABIT:
        return False
    if feed.last_ok_at is None or now - feed.last_ok_at > FAILING_FOR:
        return False  # it is we who have not looked
    longest = max(later - earlier for earlier, later in pairwise(sorted(set(published))))
    return now - feed.last_new_at > longest * BEYOND
