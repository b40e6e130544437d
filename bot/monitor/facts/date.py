"""The day for which the meeting is set: "on Thursday", "14 March", "tomorrow", "in three days", as a date.

Theory of operation: an expression is resolved against the day on which the article was published (UTC). A weekday is
the coming one, today included; "next Thursday" lies in the next week, Monday first; a day of a month lies within half a
year before or after, and "the 20th" is the coming one. It counts when it belongs to the meeting: a sentence near by
names one, and its clause a meeting, a journey, an appointment or a plan of somebody. The nearest verb of the clause,
first to the left, tells whether it is to come or done; a weekday of what is done is over, and so is one that parts a
verb from what it governs ("offered on Monday to go"), the day of saying. The article's own weekday needs a word of what
is to come. What lies before the article, is negated or called off, or only limits something ("by Friday", "since
Monday", the day from which the meeting was moved) is no date of the meeting.

Known limits: weeks and months without a day ("next week", "in May") are no dates; of a span the first day counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.monitor.facts.lexicon import DEMONYM, PARTY, PLACE, Mark
from bot.monitor.facts.marked import Detailed, Finding

_ABOUT = ("meeting", "meet", "virtual")
_HAPPENS = (*_ABOUT, "host", "travel", "venue")
"""Roles that a date can belong to, so that it is one of the meeting."""
_PLANNED = (
    "future", "modal", "confirmed", "proposes", "open", "possible", "not_excluded", "accepts", "postponed",
    "no_comment", "premature",
)  # fmt: skip
"""Roles of what is yet to come."""
_TOLD = ("speech", "past_verb", "held", "elsewhere")
"""Roles of what is told as done or of what is no meeting."""
_ENDS = (
    "location", "accompany", "clause", "be", "future", "skip", "relative", "speech", "conjunction", "direction",
    "belongs", "third_person", "first_person", "have", "modal", "elsewhere", "blocker",
)  # fmt: skip
_OFF = ("refuses", "cancelled")
_WHO = ("third_person", "first_person", PARTY, DEMONYM, PLACE)
"""Roles of whom or what a plan can be about, when the meeting is named beside it."""
_ISO = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_HALF = timedelta(days=183)
_REACH = 14
"""Tokens between a date and what it belongs to."""


class _Tense(Enum):
    """What the verb beside a day tells: what is to come, what is done, or there is none."""

    PLANNED = "planned"
    TOLD = "told"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A day that an expression at the tokens [start, end) names; `relative`: its day depends on the tense."""

    day: date
    start: int
    end: int
    relative: bool
    is_of_the_news: bool = False
    """It is the weekday on which the article was published, so more often than not that of what it tells."""


def find_dates(one: Detailed, published: datetime) -> Iterator[Finding]:
    """Yield the days of the meeting that a sentence names, none before the article.

    Args:
        one: The sentence.
        published: When the article was published, UTC.
    """
    sentence = one.sentence
    if not (
        one.in_context or sentence.of(*_ABOUT, "host", "postponed") or one.of("appointed", "moves")
    ) or sentence.text.rstrip().endswith("?"):
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
    day = today + timedelta(days=ahead - (7 if after else 0))
    return _Day(day=day, start=at, end=end, relative=True, is_of_the_news=not ahead)


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
        return not _is_moved_to(one, found)
    return deadline and not _is_moved_to(one, found)


def _is_moved_to(one: Detailed, found: _Day) -> bool:
    """Return whether something is moved to the day: "put off until Friday", "moved the session to 20 March"."""
    at = _before_phrase(one, found.start)
    if at < 0 or not (one.at(at, "deadline") or one.sentence.at(at, "direction")):
        return False
    return any(mark.start < found.start for mark in (*one.sentence.of("postponed"), *one.of("moves")))


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
    return follows is not None and _is_moved_to(one, follows) and not _is_moved_to(one, found)


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
    if _is_moved_to(one, found):
        return "day to which the meeting was put off"
    tense = _tense(one, found)
    is_appointed = any(_is_near(m, found) and sentence.same_clause(m.start, found.start) for m in one.of("appointed"))
    if tense is _Tense.TOLD and (found.relative or not (sentence.of(*_ABOUT) or is_appointed)):
        return ""
    if any(mark.end <= found.start and sentence.same_clause(mark.start, found.start) for mark in one.of("last")):
        return ""
    if found.is_of_the_news and not any(mark.role == "future" and mark.end <= found.start for mark in clause):
        return ""
    if _is_attribute(one, found):
        return "day before a meeting word"
    if is_appointed:
        return "day of an appointment"
    if any(mark.role in _HAPPENS and _is_near(mark, found) for mark in clause):
        return "day of a meeting word"
    if tense is _Tense.PLANNED and any(mark.role in _WHO for mark in clause):
        return "day of what is planned"
    return ""


def _is_near(mark: Mark, found: _Day) -> bool:
    return found.start - mark.end <= _REACH and mark.start - found.end <= _REACH


def _tense(one: Detailed, found: _Day) -> _Tense:
    """Return what the verb of a day tells: the nearest before it in the clause, else the first one after it."""
    sentence = one.sentence
    if _is_day_of_saying(one, found):
        return _Tense.TOLD
    before = range(found.start - 1, max(-1, found.start - 1 - _REACH), -1)
    after = range(found.end, min(len(sentence.words), found.end + _REACH))
    for side in (before, after):
        for at in side:
            if not sentence.same_clause(at, found.start):
                break
            if (tense := _tense_at(one, at)) is not None:
                return tense
    return _Tense.NONE


def _tense_at(one: Detailed, at: int) -> _Tense | None:
    """Return what a token tells, None when it is no verb; "will be held", "to be led" are planned as a whole."""
    sentence = one.sentence
    if _is_plan(one, at):
        return _Tense.PLANNED
    if not sentence.at(at, *_TOLD) and (not one.at(at, "done") or sentence.is_capital(at)):
        return None
    before = at - 1
    while before >= 0 and sentence.at(before, "be", "have", "negation"):
        before -= 1
    return _Tense.PLANNED if before >= 0 and _is_plan(one, before) else _Tense.TOLD


def _is_plan(one: Detailed, at: int) -> bool:
    """Return whether a token is of what is to come; "to" only before a verb, not before a place or a day."""
    sentence = one.sentence
    if sentence.at(at, *_PLANNED):
        return True
    if not sentence.at(at, "infinitive") or at + 1 >= len(sentence.words) or sentence.is_capital(at + 1):
        return False
    return not sentence.at(at + 1, "skip", "possessive", PARTY, PLACE)


def _is_day_of_saying(one: Detailed, found: _Day) -> bool:
    """Return whether a weekday stands within what is told: "offered on Thursday to go", "China on Monday asked"."""
    sentence = one.sentence
    if not found.relative:
        return False
    after, before = found.end, found.start - 1
    if after < len(sentence.words) and sentence.is_joined(after) and _is_deed(one, after):
        return True
    if before >= 0 and sentence.at(before, "speech"):
        return True
    if before < 1 or sentence.at(before, "direction") or not _is_deed(one, before - 1):
        return False
    return sentence.at(before - 1, "speech") is not None or not sentence.at(before - 1, "future", "confirmed", *_ABOUT)


def _is_deed(one: Detailed, at: int) -> bool:
    return one.sentence.at(at, "speech", "past_verb") is not None or (
        one.at(at, "done") is not None and not one.sentence.is_capital(at)
    )


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
    """Return whether the verb of the day is negated; it may follow: "Thursday's talks will not be held"."""
    sentence = one.sentence
    has_verb = any(
        mark.start < found.start and sentence.same_clause(mark.start, found.start)
        for mark in sentence.of("future", "modal", "be", "have", "speech")
    )
    return any(
        sentence.same_clause(mark.start, found.start) and (mark.start < found.start or not has_verb)
        for mark in sentence.of("negation")
        if not any(mark.overlaps(other) for other in sentence.of("pseudo_negation"))
    )
