"""Scheduling: as often as the feed publishes, never against the server's will, never in step."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import DEFAULT, LONGEST, LONGEST_WAIT, LONGEST_WISH, SHORTEST, next_poll_at, poll_interval

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


def every(gap: timedelta, count: int = 10) -> list[datetime]:
    """Return the times of a feed that publishes at regular gaps, up to now."""
    return [NOW - gap * at for at in range(count)]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ([], DEFAULT),
        ([NOW], DEFAULT),
        ([NOW, NOW, NOW], DEFAULT),
        (every(10 * MINUTE), 5 * MINUTE),
        (every(HOUR), 30 * MINUTE),
        (every(timedelta(seconds=20)), SHORTEST),
        (every(timedelta(days=7)), LONGEST),
        ([time - 8 * HOUR for time in every(10 * MINUTE)], 2 * HOUR),
        ([NOW + timedelta(days=900), *every(10 * MINUTE)], 5 * MINUTE),
    ],
)
def test_follows_the_habit_of_the_feed(published: list[datetime], expected: timedelta) -> None:
    """Half the usual gap, a quarter of an unusual silence, within two minutes and six hours; order does not matter."""
    assert poll_interval(published, NOW) == poll_interval(published[::-1], NOW) == expected


def test_the_rulebook_wins() -> None:
    """`every` is taken as it is, whatever feed and server say."""
    assert poll_interval(every(HOUR), NOW, every=timedelta(seconds=30), ttl=60, max_age=3600) == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("ttl", "max_age", "expected"),
    [
        (None, None, 5 * MINUTE),
        (30, None, 30 * MINUTE),
        (None, 1200, 20 * MINUTE),
        (30, 2400, 40 * MINUTE),
        (1, 0, 5 * MINUTE),
    ],
)
def test_the_wish_of_feed_and_server_is_a_lower_bound(
    ttl: int | None, max_age: int | None, expected: timedelta
) -> None:
    """The larger of <ttl> and max-age counts when it is longer than the habit."""
    assert poll_interval(every(10 * MINUTE), NOW, ttl=ttl, max_age=max_age) == expected


def test_an_excessive_wish_is_bounded() -> None:
    """A max-age of a year does not silence a feed that publishes every ten minutes."""
    assert poll_interval(every(10 * MINUTE), NOW, max_age=31_536_000) == LONGEST_WISH


def test_failures_double_the_wait_up_to_a_day() -> None:
    """Each further failure doubles; a day is the end of it."""
    waits = [next_poll_at(NOW, 10 * MINUTE, feed_id=1, failures=at) - NOW for at in range(12)]
    assert all(abs(later / earlier - 2) < 0.01 for earlier, later in pairwise(waits[:7]))
    assert waits[-1] == waits[-2] <= LONGEST_WAIT * 1.1


def test_retry_after_is_respected_up_to_a_day() -> None:
    """The server's wish lengthens the wait, never shortens it; a week is not believed."""
    assert next_poll_at(NOW, 10 * MINUTE, feed_id=1, failures=1, retry_after=7200) == NOW + 2 * HOUR
    assert next_poll_at(NOW, HOUR, feed_id=1, failures=1, retry_after=1) > NOW + HOUR
    assert next_poll_at(NOW, HOUR, feed_id=1, failures=1, retry_after=604_800) == NOW + LONGEST_WAIT


def test_jitter_spreads_feeds_and_is_always_the_same_for_one() -> None:
    """A hundred feeds are due at a hundred times within a tenth of the interval; a rulebook's interval is exact."""
    times = {next_poll_at(NOW, HOUR, feed_id=at) for at in range(100)}
    assert len(times) == 100
    assert min(times) < NOW + HOUR < max(times)
    assert all(abs(time - NOW - HOUR) <= HOUR / 10 for time in times)
    assert next_poll_at(NOW, HOUR, feed_id=7) == next_poll_at(NOW, HOUR, feed_id=7)
    assert next_poll_at(NOW, HOUR, feed_id=7, exact=True) == NOW + HOUR


@given(
    st.lists(TIMES, max_size=40),
    st.none() | st.integers(0, 10**6),
    st.none() | st.integers(0, 10**9),
    st.integers(0, 10**6),
    st.none() | st.integers(0, 10**9),
)
def test_the_next_poll_is_always_ahead_and_never_far(
    published: list[datetime], ttl: int | None, max_age: int | None, failures: int, retry_after: int | None
) -> None:
    """Whatever a feed claims, it is polled again between now and a day and a bit."""
    interval = poll_interval(published, NOW, ttl=ttl, max_age=max_age)
    assert SHORTEST <= interval <= LONGEST
    at = next_poll_at(NOW, interval, feed_id="x", failures=failures, retry_after=retry_after)
    assert NOW + MINUTE < at <= NOW + LONGEST_WAIT * 1.1
