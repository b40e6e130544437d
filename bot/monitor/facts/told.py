"""Of which day a sentence tells: "last week X offered to meet", "a visit delayed since February".

An outlet tells again what was known: how it came to this, what a meeting was before it is on again. Such a position is
dated by words of its own, and `steps` does not let it turn what came into force after that day.

Theory of operation: an expression of the past is resolved against the day of the article; a week or a month that is
named as a whole counts as its middle. It belongs to a cue that it follows at once ("paused in May", "offered last week
to"), and when it opens the sentence, to the clause that it opens ("Last week, the studios offered").

Known limits: days of the last week ("on Monday") are those of the news and date nothing; so does "earlier".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.monitor.facts.clauses import Sentence, past_date
from bot.monitor.facts.lexicon import Lexicon, Mark

_COMING = ("future", "modal", "infinitive")
"""Roles before a cue that make it one of what is to come: "to be postponed"."""
_PAST = frozenset(("bygone", "ago"))
"""Roles of which an expression of the past holds one, unless it names a month."""
_LENGTHS = {"day": 1, "week": 7, "months": 30, "years": 365}
"""Days of what is counted."""
_MOST_COUNTED = 100
_GAP = 1
"""Tokens between a cue and its day: "put off again in May"."""


@dataclass(frozen=True, slots=True)
class _Past:
    """An expression at the tokens [start, end) and the day that it names."""

    start: int
    end: int
    day: date


@dataclass(frozen=True, slots=True)
class Dating:
    """What dates the positions of an article: the lexicon of the detail lists (`lists.DETAILS`), and its day, UTC."""

    details: Lexicon
    today: date

    def day_of(self, sentence: Sentence, cue: tuple[int, int] | None) -> datetime | None:
        """Return the day before the article of which a sentence tells a position, UTC; None when it names none.

        Args:
            sentence: The sentence.
            cue: The tokens [start, end) that say the position; None when they are not known.
        """
        if not (sentence.of("month") or self.details.can_start(_PAST, sentence.words)):
            return None  # most sentences
        marks = self.details.marks(sentence.words, sentence.stems, sentence.raw)
        day = _told_of(sentence, marks, self.today, cue)
        return datetime.combine(day, time(), UTC) if day else None

    def is_of_earlier_years(self, sentence: Sentence) -> bool:
        """Return whether a sentence names a year before the article's: "in 2018", "three years ago", "last year's"."""
        if past_date(sentence):
            return True
        marks = self.details.marks(sentence.words, sentence.stems, sentence.raw)
        years = [mark for mark in marks if mark.role == "years"]
        return any(
            (mark.role == "bygone" and mark.end == year.start) or (mark.role == "ago" and year.end == mark.start)
            for year in years
            for mark in marks
        )


def _told_of(sentence: Sentence, marks: Sequence[Mark], today: date, cue: tuple[int, int] | None) -> date | None:
    for past in _pasts(sentence, marks, today):
        if cue is None:
            if past.start == 0:
                return past.day
            continue
        start, end = cue
        if 0 <= past.start - end <= _GAP and not _is_coming(sentence, start):
            return past.day
        if past.start == 0 and past.end <= start and sentence.same_clause(past.end - 1, start):
            return past.day
    return None


def _is_coming(sentence: Sentence, cue: int) -> bool:
    return any(sentence.at(at, *_COMING) for at in range(max(0, cue - 2), cue + 1))


def _pasts(sentence: Sentence, marks: Sequence[Mark], today: date) -> Iterator[_Past]:
    roles = {mark.role for mark in marks} | ({"month"} if sentence.of("month") else set())
    readers = [read for role, read in (("bygone", _last), ("ago", _ago), ("month", _month)) if role in roles]
    for start in range(len(sentence.words)) if readers else ():
        for read in readers:
            past = read(sentence, marks, start, today)
            if past is not None:
                yield past
                break


def _mark(marks: Sequence[Mark], at: int, *roles: str) -> Mark | None:
    for mark in marks:
        if mark.start == at and mark.role in roles:
            return mark
    return None


def _after_preposition(marks: Sequence[Mark], start: int) -> int:
    """Return where the words after "in" or "since" begin, if one of them stands here."""
    mark = _mark(marks, start, "ahead", "since")
    return mark.end if mark else start


def _last(sentence: Sentence, marks: Sequence[Mark], start: int, today: date) -> _Past | None:
    """Read "last week", "since last month", "last May"; not "last week's"."""
    last = _mark(marks, _after_preposition(marks, start), "bygone")
    if last is None or last.end >= len(sentence.words) or _is_owner(sentence, last.end):
        return None
    if month := sentence.at(last.end, "month"):
        return _Past(start, last.end + 1, _middle(sentence.month_of(month), today))
    unit = _mark(marks, last.end, *_LENGTHS)
    if unit is None or unit.role == "day":
        return None
    return _Past(start, unit.end, today - timedelta(days=_LENGTHS[unit.role]))


def _ago(sentence: Sentence, marks: Sequence[Mark], start: int, today: date) -> _Past | None:
    """Read "three weeks ago", "a year ago", "two days ago"."""
    word = sentence.words[start]
    number = _mark(marks, start, "numeral")
    count = int(number.value) if number else int(word) if word.isdecimal() and len(word) < 3 else 0
    if not count and sentence.at(start, "skip"):
        count = 1
    unit = _mark(marks, start + 1, *_LENGTHS)
    if unit is None or not 0 < count <= _MOST_COUNTED or not _mark(marks, unit.end, "ago"):
        return None
    return _Past(start, unit.end + 1, today - timedelta(days=count * _LENGTHS[unit.role]))


def _month(sentence: Sentence, marks: Sequence[Mark], start: int, today: date) -> _Past | None:
    """Read "in May", "since May" of a month that is over; of "in May 2026" the year tells."""
    at = _after_preposition(marks, start)
    month = sentence.at(at, "month") if at > start and at < len(sentence.words) else None
    if month is None or not sentence.is_capital(at) or _is_owner(sentence, at):
        return None
    number, end = sentence.month_of(month), at + 1
    year = sentence.words[end] if end < len(sentence.words) else ""
    if year.isdecimal() and len(year) == 4:
        day = date(int(year), number, 15)
        return _Past(start, end + 1, day) if (day.year, day.month) < (today.year, today.month) else None
    day = _middle(number, today)
    return _Past(start, end, day) if today - day < timedelta(days=_RECENT) else None


_RECENT = 245
"""Days back to which a month without a year is one that is over; before that it is the one to come."""


def _middle(month: int, today: date) -> date:
    """Return the middle of the last month of this number that is over."""
    return date(today.year - (month >= today.month), month, 15)


def _is_owner(sentence: Sentence, at: int) -> bool:
    """Return whether the token owns what follows: "last week's invitation"."""
    return sentence.raw[at].endswith(("'s", "’s")) or (
        at + 1 < len(sentence.before) and sentence.before[at + 1].startswith(("'", "’"))
    )
