"""Changes: what keeps two texts that look alike from being copies, for "to resign" and "resigns" are 94 % alike.

Theory of operation. Two headlines may share nearly all their letters and tell different things. Compared are the few
kinds of words that carry the difference, and one difference is enough:

- numbers: each side has one that the other lacks ("230K", "300,000"); 27.5 and 27 count as the same. A day beside a
  month that the other names without a day is a change too ("late December", "December 22").
- intention: what one announces ("to resign", "will resign"), the other reports as done ("resigns", "resigned").
- decision: one says no, stops, agrees, confirms, apologises, doubts, convicts, and the other does not.
- actor: they begin with different actors of whom one does not occur in the other at all.
- country: each names a country that the other does not ("Canada's first case", "first US case").
- swap: something stands in the place of something else, a name, an opposite, a day, a quantity (`swaps`).

In running text only swaps are looked for: the rest varies too freely. Stands beside `likeness`; `stories` asks both.

Known limits. The words are English (`english`); in other languages only numbers, actors and swaps guard. The guards
are strict on purpose: a copy that is taken for a report costs a reader one glance at most, a report that is taken for
a copy is an alert lost.
"""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from bot.monitor.english import (
    AHEAD,
    COUNTRIES,
    DECISIONS,
    MONTHS,
    NEGATED,
    NOUN_ENDS,
    NUMBERS,
    SCALE,
    SMALL,
)
from bot.monitor.swaps import SAME_NUMBER, SPELLING, find_swap
from bot.monitor.text import tokenize

_MARKED = {word: kind for kind, words in DECISIONS.items() for word in words.split() if word[-1] != "*"}
_STARTS = tuple((word[:-1], kind) for kind, words in DECISIONS.items() for word in words.split() if word[-1] == "*")
_COUNTS = {word: float(at) for at, word in enumerate(NUMBERS) if 2 <= at <= 12}
_NUMBER = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?:[\s-]?(k|m|mn|mln|million|b|bn|bln|billion|tn|trillion|thousand)\b)?", re.IGNORECASE
)
_LEADING = 5
"""Words at the start of a headline in which its actor stands."""


def _read_countries() -> tuple[dict[str, str], dict[str, tuple[tuple[str, str], ...]]]:
    whole: dict[str, str] = {}
    starts: dict[str, tuple[tuple[str, str], ...]] = {}
    for names in COUNTRIES:
        first, *_ = names.replace("*", "").split("/")
        for name in names.split("/"):
            if name.endswith("*"):
                starts[name[:3]] = (*starts.get(name[:3], ()), (name[:-1], first))
            else:
                whole[name] = first
    return whole, starts


_COUNTRIES, _COUNTRY_STARTS = _read_countries()


def find_change(one: str, other: str, *, same_text: bool = False) -> str | None:
    """Return what two similar headlines say differently, in a few words; None when they say the same.

    Args:
        one: A headline.
        other: Another one.
        same_text: Whether they stand over one text; see `swaps.find_swap`.

    >>> find_change("Premier to resign over harbour deal", "Premier resigns over harbour deal")
    'one tells as intended what the other tells as done: resign'
    >>> find_change("Talks move to Geneva", "Talks move to Geneva, envoy says")
    """
    words, others = (tuple(word.replace("n't", "nt") for word in tokenize(text).words) for text in (one, other))
    return (
        _numbers_changed(one, other, words, others)
        or _intention_changed(words, others)
        or _decision_changed(words, others)
        or _actor_changed(words, others)
        or _places_changed(words, others)
        or find_swap(words, others, same_text=same_text)
    )


def _same(one: float, other: float) -> bool:
    if _is_year(one) or _is_year(other):
        return one == other
    return min(one, other) >= SAME_NUMBER * max(one, other)


def _is_year(value: float) -> bool:
    return 1900 <= value < 2100 and value == int(value)


def _numbers(title: str, words: Sequence[str]) -> list[float]:
    found = [
        float(digits.replace(",", "")) * SCALE.get(scale.lower(), 1.0)
        for digits, scale in _NUMBER.findall(title.replace("\u00a0", " "))
    ]
    return found + [_COUNTS[word] for word in words if word in _COUNTS]


def _numbers_changed(one: str, other: str, words: Sequence[str], others: Sequence[str]) -> str | None:
    numbers, counter = _numbers(one, words), _numbers(other, others)
    only = [value for value in numbers if not any(_same(value, x) for x in counter)]
    only_other = [value for value in counter if not any(_same(value, x) for x in numbers)]
    for years in (True, False):
        mine = [value for value in only if _is_year(value) == years]
        theirs = [value for value in only_other if _is_year(value) == years]
        if mine and theirs:
            return f"{mine[0]:g} and {theirs[0]:g}"
    months = MONTHS.intersection(words, others)
    if months and set(_days(words, months)) != set(_days(others, months)):
        return f"another day in {min(months)}"
    return None


def _days(words: Sequence[str], months: frozenset[str]) -> Iterable[str]:
    for at, word in enumerate(words):
        if word in months:
            yield from (
                near
                for near in (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
                if near.isdecimal() and len(near) < 3
            )


def _intention_changed(words: Sequence[str], others: Sequence[str]) -> str | None:
    for one, other in ((words, others), (others, words)):
        told = _plain(other)
        for verb in _ahead(one) - _ahead(other):
            if any(_is_form(form, verb) for form in told):
                return f"one tells as intended what the other tells as done: {verb}"
    return None


def _ahead(words: Sequence[str]) -> set[str]:
    """Return the words that follow "to", "will" and the like, an adverb between them or not."""
    found = set()
    for at, word in enumerate(words):
        if word in AHEAD:
            rest = [
                later for later in words[at + 1 : at + 4] if later not in ("be", "not") and not later.endswith("ly")
            ]
            if words[at + 1 : at + 2] != ("be",) or (rest and rest[0].endswith(("ed", "en"))):
                found.update(rest[:1])
    return found


def _plain(words: Sequence[str]) -> set[str]:
    return set(words) - _ahead(words)


def _is_form(form: str, verb: str) -> bool:
    """Tell whether `form` is the verb as an event: resigns, resigned, or unchanged (ministers resign)."""
    if form == verb:
        return not verb.endswith(NOUN_ENDS) and len(verb) > 2 and verb.isalpha()
    base = verb.removesuffix("e").removesuffix("y")
    return (
        len(base) > 1
        and form.startswith(base)
        and form[len(base) :] in ("s", "es", "ed", "d", "ies", "ied", verb[-1] + "ed")
    )


def _decision_changed(words: Sequence[str], others: Sequence[str]) -> str | None:
    mine, theirs = _decisions(words), _decisions(others)
    for kind in sorted(mine.keys() ^ theirs.keys()):
        return f"only one says “{(mine | theirs)[kind]}”"
    return None


def _decisions(words: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        kind = _MARKED.get(word) or ("no" if word in NEGATED else None)
        kind = kind or next((kind for start, kind in _STARTS if word.startswith(start)), None)
        if kind:
            found.setdefault(kind, word)
    return found


def _actor_changed(words: Sequence[str], others: Sequence[str]) -> str | None:
    one = [word for word in words if word not in SMALL]
    other = [word for word in others if word not in SMALL]
    if not one or not other or _occurs(one[0], other[:_LEADING]) or _occurs(other[0], one[:_LEADING]):
        return None
    if _occurs(one[0], other) and _occurs(other[0], one):
        return None
    return f"one begins with “{one[0]}”, the other with “{other[0]}”"


def _places_changed(words: Sequence[str], others: Sequence[str]) -> str | None:
    mine, theirs = _places(words), _places(others)
    only, only_other = sorted(mine - theirs), sorted(theirs - mine)
    return f"only one is about “{only[0]}”, only the other about “{only_other[0]}”" if only and only_other else None


def _places(words: Sequence[str]) -> set[str]:
    """Return the countries that are named, each by the first of its names in the list."""
    found = {_COUNTRIES[word] for word in words if word in _COUNTRIES}
    long = (word for word in words if len(word) > 4)
    return found | {
        country for word in long for start, country in _COUNTRY_STARTS.get(word[:3], ()) if word.startswith(start)
    }


def _occurs(word: str, words: Iterable[str]) -> bool:
    """Tell whether a word, a form of it (Turkey, Turkish), its start (Jan) or initial (S. Africa) is there."""
    return any(_is_variant(word, other) for other in words)


def _is_variant(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) in (1, 3, 4):
        return long.startswith(short)
    return short == long or (len(short) > 4 and (short[:4] == long[:4] or fuzz.ratio(short, long) >= SPELLING))
