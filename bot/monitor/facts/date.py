"""The day for which the meeting is set: "on Thursday", "14 March", "tomorrow", "in three days", as a date.

Theory of operation: an expression is resolved against the day on which the article was published (UTC). A weekday is
the coming one, today included; "next Thursday" lies in the next week, Monday first; a day of a month lies within half a
year before or after, and "the 20th" is the coming one. It counts when it belongs to the meeting: the sentence or the
one beside it names one, and of the words to the left within the clause the nearest is one of meeting, travelling,
planning or hosting, not one of saying ("said on Monday"). A weekday beside what is told as done is over. What lies
before the article, is negated or called off, or only limits something ("by Friday", "since Monday", the first day of
"from Thursday to Friday" when it was put off) is no date of the meeting.

Known limits: weeks and months without a day ("next week", "in May") are no dates; of a span the first day counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.monitor.facts.marked import Detailed, Finding

_ABOUT = ("meeting", "meet", "virtual")
_OWNERS = (
    "meeting", "meet", "travel", "host", "venue", "held", "future", "confirmed", "accepts", "proposes", "open",
    "under_way", "postponed", "virtual", "possible", "not_excluded", "modal", "infinitive", "no_comment", "premature",
)  # fmt: skip
"""Roles that a date can belong to, so that it is one of the meeting."""
_PLANNED = (
    "future", "infinitive", "modal", "confirmed", "proposes", "open", "possible", "postponed",
)  # fmt: skip
_TOLD = ("speech", "past_verb", "held", "past", "elsewhere", "participle", "have", "under_way")
"""Roles of what is told as done; with a weekday and nothing planned behind them, the day is over."""
_ENDS = (
    "location", "accompany", "clause", "be", "future", "skip", "relative", "speech", "conjunction", "direction",
    "belongs", "third_person", "first_person", "have", "modal", "elsewhere", "blocker",
)  # fmt: skip
_OFF = ("refuses", "cancelled")
_ISO = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_HALF = timedelta(days=183)
_REACH = 14
"""Tokens between a date and what it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A day that an expression at the tokens [start, end) names; `relative`: its day depends on the tense."""

    day: date
    start: int
    end: int
    relative: bool


def find_dates(one: Detailed, published: datetime) -> Iterator[Finding]:
    """Yield the days of the meeting that a sentence names, none before the article.

    Args:
        one: The sentence.
        published: When the article was published, UTC.
    """
    sentence = one.sentence
    if not (one.in_context or sentence.of(*_ABOUT, "host")) or sentence.text.rstrip().endswith("?"):
        return
    today = published.date()
    days = list(_days(one, today))
    for number, found in enumerate(days):
        follows = days[number + 1] if number + 1 < len(days) else None
        if found.day < today or _is_limit(one, found) or _is_left_behind(one, found, follows):
            continue
        moved = number > 0 and _is_left_behind(one, days[number - 1], found)
        if (number and not moved and _is_span(one, days[number - 1], found)) or _is_named_again(one, found, follows):
            continue
        reason = _reason(one, found)
        if reason:
            yield Finding(value=found.day.isoformat(), start=found.start, end=found.end, reason=reason)


# Reading


def _days(one: Detailed, today: date) -> Iterator[_Day]:
    at, count = 0, len(one.sentence.words)
    while at < count:
        found = _named(one, at, today) or _weekday(one, at, today) or _near(one, at, today)
        if found is None:
            at += 1
            continue
        yield found
        at = max(found.end, at + 1)


def _named(one: Detailed, at: int, today: date) -> _Day | None:
    """Read "14 March 2026", "March 14", "Oct. 6", "2026-03-14", "14.03.2026", "the 20th"."""
    sentence = one.sentence
    words, size = sentence.words, len(sentence.words)
    if _ISO.fullmatch(words[at]) and at + 2 < size and sentence.before[at + 1] == sentence.before[at + 2] == "-":
        return _day(at, at + 3, words[at], words[at + 1], words[at + 2])
    if at + 2 < size and sentence.before[at + 1] == sentence.before[at + 2] == "." and _ISO.fullmatch(words[at + 2]):
        return _day(at, at + 3, words[at + 2], words[at + 1], words[at])
    day = _day_number(words[at])
    if day is not None and at + 1 < size:
        after = at + 1 + (at + 2 < size and sentence.at(at + 1, "belongs") is not None)
        if month := _month(one, after):
            return _with_year(one, at, after + 1, month, day, today)
    if (month := _month(one, at)) and at + 1 < size and sentence.before[at + 1].strip() in ("", "."):
        day = _day_number(words[at + 1])
        if day is not None:
            return _with_year(one, at, at + 2, month, day, today)
    return _ordinal(one, at, today)


def _day(start: int, end: int, year: str, month: str, day: str) -> _Day | None:
    try:
        return _Day(day=date(int(year), int(month), int(day)), start=start, end=end, relative=False)
    except ValueError:
        return None


def _day_number(word: str) -> int | None:
    found = _ORDINAL.fullmatch(word)
    number = int(found.group(1)) if found else 0
    return number if 1 <= number <= 31 else None


def _month(one: Detailed, at: int) -> int:
    """Return the number of the month that stands here, in full or shortened to three letters or more; else 0."""
    sentence = one.sentence
    if at >= len(sentence.words) or not sentence.is_capital(at):
        return 0
    if mark := sentence.at(at, "month"):
        return sentence.month_of(mark)
    word = sentence.words[at]
    if not 3 <= len(word) <= 4:
        return 0
    return next((number for number, name in enumerate(one.months, 1) if name.startswith(word)), 0)


def _with_year(one: Detailed, start: int, end: int, month: int, day: int, today: date) -> _Day | None:
    sentence = one.sentence
    years = [today.year, today.year - 1, today.year + 1]
    if end < len(sentence.words) and _ISO.fullmatch(sentence.words[end]) and sentence.before[end].strip() in ("", ","):
        years, end = [int(sentence.words[end])], end + 1
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if len(years) == 1 or abs(found - today) <= _HALF:
            return _Day(day=found, start=start, end=end, relative=False)
    return None


def _ordinal(one: Detailed, at: int, today: date) -> _Day | None:
    """Read "on the 20th": the coming one."""
    word = one.sentence.words[at]
    if word.isdecimal() or at == 0 or not one.sentence.at(at - 1, "skip"):
        return None
    if at + 1 < len(one.sentence.words) and one.sentence.is_joined(at + 1) and not _ends_phrase(one, at + 1):
        return None  # "the 20th round"
    number = _day_number(word)
    if number is None:
        return None
    year, month = today.year, today.month
    for _ in range(3):
        try:
            found = date(year, month, number)
        except ValueError:
            found = date.min
        if found >= today:
            return _Day(day=found, start=at, end=at + 1, relative=False)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _ends_phrase(one: Detailed, at: int) -> bool:
    roles = (
        "location",
        "direction",
        "accompany",
        "belongs",
        "clause",
        "conjunction",
        "agent",
        "future",
        "be",
        "relative",
    )
    return one.sentence.at(at, *roles) is not None


def _weekday(one: Detailed, at: int, today: date) -> _Day | None:
    """Read "Thursday", "next Thursday", "Tuesday week"; "last Thursday" lies in the past."""
    mark = one.starting(at, "weekday")
    if mark is None or not one.sentence.is_capital(at):
        return None
    ahead = (int(mark.value) - 1 - today.weekday()) % 7
    end = mark.end
    if at and one.at(at - 1, "last"):
        ahead -= 7
    elif at and one.at(at - 1, "next"):
        ahead += 7 if int(mark.value) - 1 > today.weekday() or not ahead else 0
    elif end < len(one.sentence.words) and one.sentence.is_joined(end) and one.starting(end, "week"):
        ahead, end = ahead + 7, end + 1
    elif _is_of_next_week(one, end):
        ahead, end = int(mark.value) - 1 - today.weekday() + 7, end + 3
    after = one.at(end, "last") if end < len(one.sentence.words) else None
    return _Day(day=today + timedelta(days=ahead - (7 if after else 0)), start=at, end=end, relative=True)


def _is_of_next_week(one: Detailed, at: int) -> bool:
    words = len(one.sentence.words)
    return (
        at + 2 < words
        and one.sentence.at(at, "belongs") is not None
        and one.at(at + 1, "next") is not None
        and one.starting(at + 2, "week") is not None
    )


def _near(one: Detailed, at: int, today: date) -> _Day | None:
    """Read "today", "tomorrow", "the day after tomorrow", "in three days"."""
    for role, ahead in (("overmorrow", 2), ("today", 0), ("tomorrow", 1)):
        if mark := one.starting(at, role):
            return _Day(day=today + timedelta(days=ahead), start=at, end=mark.end, relative=False)
    if not one.starting(at, "ahead") or at + 2 >= len(one.sentence.words):
        return None
    number = one.starting(at + 1, "numeral")
    word = one.sentence.words[at + 1]
    count = int(number.value) if number else int(word) if word.isdecimal() and len(word) < 3 else 0
    if count and (one.starting(at + 2, "day") or one.starting(at + 2, "week")):
        days = count * (7 if one.starting(at + 2, "week") else 1)
        return _Day(day=today + timedelta(days=days), start=at, end=at + 3, relative=False)
    return None


# Judging


def _is_limit(one: Detailed, found: _Day) -> bool:
    """Return whether the day only limits something: "by Friday", "since Monday", "instead of Thursday"."""
    at = _before_phrase(one, found.start)
    deadline = at >= 0 and one.at(at, "deadline") is not None and one.sentence.is_joined(found.start)
    if one.sentence.of("postponed"):  # "put off until Friday"; "due on Friday, was put off"
        return not (deadline or (at >= 0 and one.sentence.at(at, "direction")))
    return deadline


def _before_phrase(one: Detailed, start: int) -> int:
    """Return the token before a date's own article and weekday: "by Thursday, 14 March", "on the 20th"."""
    at = start - 1
    while at >= 0 and start - at <= 3 and (one.sentence.at(at, "skip") or one.at(at, "next", "weekday")):
        at -= 1
    return at


def _is_named_again(one: Detailed, found: _Day, follows: _Day | None) -> bool:
    """Return whether the same day follows in full: "Monday, February 27"."""
    return follows is not None and found.relative and follows.start == found.end and not follows.relative


def _is_left_behind(one: Detailed, found: _Day, follows: _Day | None) -> bool:
    """Return whether the meeting was moved from this day to the next one named: "from Thursday to 20 March"."""
    if follows is None or not one.sentence.of("postponed"):
        return False
    between = range(found.end, follows.start)
    moved = len(between) <= 4 and any(one.sentence.at(at, "direction") for at in between)
    return moved and found.start > 0 and one.sentence.at(found.start - 1, "belongs") is not None


def _is_span(one: Detailed, first: _Day, second: _Day) -> bool:
    """Return whether the two are the ends of one span: "5 to 7 May", "Saturday and Sunday"."""
    between = range(first.end, second.start)
    return len(between) == 1 and one.sentence.at(between[0], "direction", "conjunction") is not None


def _reason(one: Detailed, found: _Day) -> str:
    """Return the name of the evidence that the day is the meeting's, or ""."""
    sentence = one.sentence
    clause = [mark for mark in sentence.marks if sentence.same_clause(mark.start, found.start)]
    if any(mark.role in _OFF for mark in clause) or _is_negated(one, found):
        return ""
    if sentence.of("postponed"):  # `_is_limit` has let through only the day to which
        return "day to which the meeting was put off"
    if _is_attribute(one, found):
        return "day before a meeting word"
    left = [mark for mark in clause if mark.end <= found.start and found.start - mark.end <= _REACH]
    said = max((mark.end for mark in left if mark.role == "speech"), default=0)
    planned = any(mark.start >= said and mark.role in _PLANNED for mark in left)
    told = any(mark.role in _TOLD for mark in left) or _is_done(one, found)
    if told and not planned and (found.relative or not sentence.of(*_ABOUT)):
        return ""
    owners = [mark for mark in left if mark.role in (*_OWNERS, *_TOLD)]
    if not owners:
        right = [
            m for m in clause if 0 <= m.start - found.end <= _REACH and m.role in (*_ABOUT, "future", "host", "travel")
        ]
        return "day before what happens" if right and not sentence.of("past", "held", "past_verb") else ""
    end = max(mark.end for mark in owners)
    nearest = {mark.role for mark in owners if mark.end == end}
    if nearest & {"speech", "elsewhere"} and not nearest & {"meeting", "meet"}:
        return ""
    if nearest & {"past_verb", "held"} and not planned:
        return ""
    if not planned and not sentence.of(*_ABOUT, "host", "travel"):
        return ""
    return "day of a meeting word"


def _is_done(one: Detailed, found: _Day) -> bool:
    """Return whether a verb that tells what is over stands before the day: "flew home on Friday"."""
    return any(0 <= found.start - m.end <= 8 and one.sentence.same_clause(m.start, found.start) for m in one.of("done"))


def _is_attribute(one: Detailed, found: _Day) -> bool:
    """Return whether a meeting word follows the day: "Thursday's talks", "the 14 March summit"."""
    sentence = one.sentence
    for at in range(found.end, min(found.end + 3, len(sentence.words))):
        if not sentence.is_joined(at) or sentence.at(at, *_ENDS):
            return False
        if sentence.at(at, "meeting"):
            return True
    return False


def _is_negated(one: Detailed, found: _Day) -> bool:
    sentence = one.sentence
    return any(
        sentence.same_clause(mark.start, found.start) and mark.start < found.start
        for mark in sentence.of("negation")
        if not any(mark.overlaps(other) for other in sentence.of("pseudo_negation"))
    )
