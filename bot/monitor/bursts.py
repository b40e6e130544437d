"""Bursts: many stories at once on the words of a rule, from several outlets, against what is usual for them.

Theory of operation. Each article that meets a burst rule and is no copy is a `Sighting`: when it was published, its
story, its outlet. The rule rings when the sightings of the last `within` hold enough stories from enough outlets, and
`times` as many stories as the same stretch of time usually holds. What is usual is the mean over up to seven days
before that stretch, from the first sighting on; a rule that has not been watching for twice `within` has no usual yet
and goes by the numbers alone. It rings once for a burst: again only after the stories had become too few in between.

Known limits. Nights and weekends are not told from working hours. Stories of one event that were not recognised as one
count several times.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

USUAL_OVER = timedelta(days=7)
"""How far back the usual rate is measured: a week, for weekends are different."""
LONGEST = timedelta(days=7)
"""The longest stretch of time in which stories can be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What makes a burst: so many stories from so many outlets within a time, so many times what is usual."""

    stories: int
    sources: int
    within: timedelta
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article that met a burst rule: when it was published (UTC, never in the future), its story, its outlet."""

    at: datetime
    story: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstFigures:
    """What was counted.

    Attributes:
        stories, sources: Distinct stories and outlets within the time.
        within: The time.
        usual: How many stories the same time usually holds, or None: not known yet.
    """

    stories: int
    sources: int
    within: timedelta
    usual: float | None

    @property
    def within_text(self) -> str:
        """The time in words: "2 hours"."""
        return duration_text(self.within)

    @property
    def usual_text(self) -> str:
        """The usual number in words: "1.5", "not known yet"."""
        return "not known yet" if self.usual is None else f"{self.usual:.1f}".removesuffix(".0")

    def __str__(self) -> str:
        stories = f"{self.stories} {'story' if self.stories == 1 else 'stories'}"
        sources = f"{self.sources} {'outlet' if self.sources == 1 else 'outlets'}"
        return f"{stories} from {sources} within {self.within_text}; usual: {self.usual_text}"


def duration_text(duration: timedelta) -> str:
    """Return a time in words.

    >>> duration_text(timedelta(hours=2)), duration_text(timedelta(days=1)), duration_text(timedelta(seconds=90))
    ('2 hours', '1 day', '90 seconds')
    """
    seconds = int(duration.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {name}{'' if seconds == size else 's'}"
    return "no time"


def count_burst(burst: Burst, sightings: Iterable[Sighting], now: datetime) -> BurstFigures:
    """Count the sightings of the time up to `now`, and what was usual before it."""
    known = [one for one in sightings if one.at <= now]
    start = now - burst.within
    inside = [one for one in known if one.at > start]
    before = [one for one in known if start - USUAL_OVER < one.at <= start]
    return BurstFigures(
        stories=len({one.story for one in inside}),
        sources=len({one.source for one in inside}),
        within=burst.within,
        usual=_usual(before, start, burst.within),
    )


def _usual(before: Sequence[Sighting], start: datetime, within: timedelta) -> float | None:
    if not before:
        return None
    stretches = (start - min(one.at for one in before)) / within
    return len({one.story for one in before}) / stretches if stretches >= 1 else None


def lack(burst: Burst, figures: BurstFigures) -> str | None:
    """Return what is missing for a burst, in one sentence, or None: it is one."""
    if figures.stories < burst.stories:
        return f"{figures}; the rule wants {burst.stories} stories"
    if figures.sources < burst.sources:
        return f"{figures}; the rule wants {burst.sources} outlets"
    return None


def is_usual(burst: Burst, figures: BurstFigures) -> bool:
    """Return whether so many stories are nothing unusual for the rule."""
    return figures.usual is not None and figures.stories < burst.times * figures.usual


def goes_on(burst: Burst, sightings: Iterable[Sighting], rung: datetime, now: datetime) -> bool:
    """Return whether the burst for which the rule rang has not ended since: there were always enough stories."""
    known = [*sightings]
    # The count only falls between sightings, so just before the next one it is lowest.
    later = [one.at for one in known if rung < one.at <= now]
    return all(_before(burst, known, at) >= burst.stories for at in (*later, now))


def _before(burst: Burst, known: Sequence[Sighting], at: datetime) -> int:
    return len({one.story for one in known if at - burst.within <= one.at < at})
