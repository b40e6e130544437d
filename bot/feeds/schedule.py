"""Scheduling: when a feed is polled next. Pure: the times come in, a time goes out.

A feed is read about as often as it publishes, so that nothing is late and no server is asked in vain; what the server
says (`<ttl>`, max-age, Retry-After) counts, and what the rulebook says (`every`) wins. Failures double the wait.
A little jitter, always the same for one feed, keeps thousands of feeds from falling into step.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from statistics import median

SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(hours=6)
DEFAULT = timedelta(minutes=15)
LONGEST_WISH = timedelta(hours=1)
"""Feeds that change every minute claim a <ttl> of a day; news is not left lying for longer than this on such a word."""
LONGEST_WAIT = timedelta(hours=24)
_RECENT = 20
_JITTER = 0.1


def poll_interval(
    published: Sequence[datetime],
    now: datetime,
    *,
    every: timedelta | None = None,
    ttl: int | None = None,
    max_age: int | None = None,
) -> timedelta:
    """Return how long to wait between two polls of a feed that can be read.

    Half the usual gap between its latest items, or, when it has been silent for longer than usual, a quarter of the
    silence.

    Args:
        published: When its recent items were published, UTC, in any order; the future and more than 20 are ignored.
        now: UTC.
        every: What the rulebook says; it wins.
        ttl: Minutes, as the feed says.
        max_age: Seconds, as the server says.
    """
    if every is not None:
        return every
    wish = max(timedelta(minutes=ttl or 0), timedelta(seconds=max_age or 0))
    return min(max(_habit(published, now), min(wish, LONGEST_WISH), SHORTEST), LONGEST)


def _habit(published: Sequence[datetime], now: datetime) -> timedelta:
    latest = sorted({time for time in published if time <= now}, reverse=True)[:_RECENT]
    if len(latest) < 2:
        return DEFAULT
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(latest)]
    return max(timedelta(seconds=median(gaps)) / 2, (now - latest[0]) / 4)


def next_poll_at(
    now: datetime,
    interval: timedelta,
    *,
    feed_id: str | int,
    failures: int = 0,
    retry_after: int | None = None,
    exact: bool = False,
) -> datetime:
    """Return when a feed is polled next.

    A feed that is gone (`FailureKind.GONE`) is not polled at all; the caller stops it.

    Args:
        now: UTC, when it was polled.
        interval: As `poll_interval` returned it.
        feed_id: Decides the jitter.
        failures: How many polls in a row failed, this one included.
        retry_after: Seconds, as the server asks for; respected up to a day.
        exact: No jitter: the rulebook names the interval.
    """
    wait = interval
    if failures > 0:
        wait = min(max(interval, SHORTEST) * 2 ** min(failures, 12), max(interval, LONGEST_WAIT))
    if not exact or failures:
        wait *= 1 + _JITTER * _spread(feed_id)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST_WAIT))
    return now + wait


def _spread(feed_id: str | int) -> float:
    """Return a number in [-1, 1] that looks random and is always the same for a feed."""
    return int.from_bytes(sha256(str(feed_id).encode()).digest()[:4]) / 0xFFFFFFFF * 2 - 1
