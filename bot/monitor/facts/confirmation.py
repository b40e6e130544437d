"""What confirms a fact: how many sources report it independently, and whether an official says it himself.

Ten outlets that print one wire text are one source, the one that had it first; and an outlet that prints two texts is
one source too. So a text is one report, however many print it (`with_one`), and counted are the outlets of reports.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.monitor.topics import Confirm


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One text that reports a value.

    Attributes:
        article: The id of the article that had it first. origin: the id by which its copies are known as such: of the
            first article with this text that was read.
        source: The outlet that had it first. at: when that was published, UTC.
        official: An official of the party that it is about says so, not the outlet.
    """

    article: str
    origin: str
    source: str
    at: datetime
    official: bool = False


def with_one(reports: Sequence[Report], report: Report, *, most: int) -> tuple[Report, ...]:
    """Return the reports with one more, by time; of a text that was there before, the earlier article stays.

    Args:
        reports: Of one value.
        report: An article that reports it; for a copy, `origin` says of what.
        most: How many are kept, the latest ones.
    """
    same = [one for one in reports if one.origin == report.origin]
    first = min([*same, report], key=lambda one: one.at)
    kept = replace(first, official=report.official or any(one.official for one in same))
    others = [one for one in reports if one.origin != report.origin]
    return tuple(sorted([*others, kept], key=lambda one: (one.at, one.source))[-most:])


def independent_sources(reports: Iterable[Report]) -> int:
    """Return how many sources report it independently of each other."""
    return len({report.source for report in reports})


def confirming(reports: Sequence[Report], confirm: Confirm, *, since: datetime | None = None) -> tuple[Report, ...]:
    """Return the reports that together confirm a value under a policy, by time; () when it is not confirmed.

    Of several spans of `confirm.within` that hold enough sources, the earliest counts. One more report never takes the
    confirmation away, nor makes it begin later.

    Args:
        reports: Of one value.
        confirm: The policy.
        since: Only spans that end then or later.
    """
    ordered = sorted(reports, key=lambda report: report.at)
    for last, report in enumerate(ordered):
        if since is not None and report.at < since:
            continue
        span = [one for one in ordered[: last + 1] if report.at - one.at <= confirm.within]
        if (confirm.official and report.official) or independent_sources(span) >= confirm.sources:
            return tuple(span)
    return ()


def describe(reports: Sequence[Report], confirm: Confirm) -> str:
    """Return by whom a value is reported: "1 of 2 independent sources", "an official of the party"."""
    if confirm.official and any(report.official for report in reports):
        return "an official of the party"
    count, last = 0, max((report.at for report in reports), default=None)
    if last is not None:
        count = independent_sources(report for report in reports if last - report.at <= confirm.within)
    return f"{count} of {confirm.sources} independent sources"
