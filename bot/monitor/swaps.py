"""Swaps: which words of one text stand in the place of others, and whether that makes it tell something else.

Theory of operation. Two texts are laid side by side word by word (Levenshtein). What lies between two shared passages
is a span: a few words of one for a few words of the other. A span is a swap when it puts

- a quantity for another one, in whatever form: "12" for "at least 15", "dozens" for "hundreds", "$12m" for "$90m";
- a place of the gazetteer for another one that does not lie in it;
- a word for its opposite: arrested and released, rise and fall, boy and girl; or a weekday for another one;
- in a headline, a word after "in", "near" or "off" for another one;
- in a headline that is the same but for single words, any word for one that is no form of it and does not mean the
  same ("Motorcyclist killed near Thirsk", "... Yeovil"); two of its parts for each other ("Rovers beat United"); or,
  where nothing else was done to it, an added word that tells of another event ("Second quake", "wife of");
- in a running text, a word, or a name of two, for another one each time, or as in the headline.

A word that the other text has elsewhere was moved, not replaced. Case plays no part, so a headline in capitals is
judged like any other. Asked by `changes`. Texts are cut to `MOST` words, so that no pair costs more than a bounded
time.

Known limits. The lists of words are English and short (`english`). In a headline that was reworked besides, an unknown
name is seen after a preposition of place only.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from bot.monitor.english import (
    ADDED,
    ALIKE,
    COUNTS,
    DAYS,
    FUNCTION_WORDS,
    HEDGES,
    NEAR,
    OPPOSITES,
    ORDINALS,
    SCALE,
    SELDOM_PLACES,
    STAMPS,
    VAGUE,
)
from bot.monitor.facts import places
from bot.monitor.text import stem

MOST = 80
"""Words of a text that are laid side by side."""
_LONGEST = 3
"""Words of a span of running text, hedges apart; longer ones are passages written anew."""
_NAME = 2
"""Words of a name that stands for another one: Anna Reed, Brenner AG."""
_TEMPLATE = 3
"""Words that a headline has at least which is the same as another one but for what was added."""
SPELLING = 75
"""rapidfuzz ratio from which two words are spellings of one name: Zelensky, Zelenskyy."""
SAME_NUMBER = 0.975
"""The quotient from which two numbers count as one rounded: 27.5 and 27 million, 430 and 430.3."""

_SIDES: dict[str, tuple[tuple[int, int], ...]] = {}
for _axis, _line in enumerate(OPPOSITES):
    for _side, _words in enumerate(_line.split("/")):
        for _word in _words.split():
            _SIDES[_word] = (*_SIDES.get(_word, ()), (_axis, _side))
_ALIKE = {word: group for group, words in enumerate(ALIKE) for word in words.split()}
_LIGHT = FUNCTION_WORDS | ADDED
_NO_PLACE = FUNCTION_WORDS | SELDOM_PLACES
_NTH = ("st", "nd", "rd", "th")
_DIGITS = re.compile(r"([0-9]{1,15})(st|nd|rd|th|k|m|mn|mln|b|bn|bln|tn)?")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words for others, with the words before them in both texts.

    Attributes:
        one: The words, folded.
        other: What stands in their place.
        before: The shared word before both; "" at the start.
        after: The shared word after both; "" at the end.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    before: str
    after: str

    @property
    def pair(self) -> tuple[str, str] | None:
        """The one word for the one other word; None when there are more."""
        return (self.one[0], self.other[0]) if len(self.one) == len(self.other) == 1 else None

    @property
    def ends(self) -> set[tuple[str, str]]:
        """The first word for the first and the last for the last: a name is said in full once, then shortened."""
        return {(self.one[0], self.other[0]), (self.one[-1], self.other[-1])}


def find_swap(words: Sequence[str], others: Sequence[str], *, same_text: bool) -> str | None:
    """Return what one headline has in the place of something else, "Bath for Leeds"; None when nothing matters.

    Args:
        words: A headline, folded.
        others: Another one.
        same_text: Whether both stand over one text. Then an unknown word for another may be a rewording.
    """
    one, other = _in_order(words, others)
    spans = tuple(_spans(one, other))
    for span in spans:
        if found := _known_swap(span, one, other):
            return found
        if span.pair and span.before in NEAR and _is_swapped(span.pair, one, other):
            return _say(span.one, span.other)
    if same_text:
        return None
    one, other = _without_articles(one), _without_articles(other)
    return _find_single(one, other) or _find_added(one, other)


def find_swap_in_text(
    words: Sequence[str], others: Sequence[str], titles: tuple[Sequence[str], Sequence[str]] = ((), ())
) -> str | None:
    """Return what one running text has in the place of something else; None when nothing matters.

    Args:
        words: A text, folded.
        others: Another one.
        titles: Their headlines, folded: unknown words that both replace by the same ones count.
    """
    one, other = _in_order(words, others)
    swapped: Counter[tuple[str, str]] = Counter()
    for span in _spans(one, other):
        if not _is_short(span.one) or not _is_short(span.other):
            continue
        if not span.after and not _days_differ(span):  # an end may be cut anywhere; a day there is a day all the same
            continue
        if span.before and (found := _known_swap(span, one, other)):
            return found
        # One word at the start may be a dateline; two are a name, if the headline or the rest has them as well.
        if (span.before or not span.pair) and _is_name_swapped(span, one, other):
            swapped.update(span.ends)
    heads = {frozenset(pair) for span in _spans(*_in_order(*titles)) if _is_name(span) for pair in span.ends}
    return next(
        (f"{new} for {old}" for (old, new), n in swapped.items() if n > 1 or frozenset((old, new)) in heads), None
    )


def _is_name(span: Span) -> bool:
    return len(span.one) <= _NAME and len(span.other) <= _NAME


def _is_name_swapped(span: Span, one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether a span puts a word for another, or a name of up to two words for another one."""
    if not _is_name(span) or not STAMPS.isdisjoint((*span.one, *span.other)):
        return False
    return all(_is_swapped((old, new), one, other) for old in span.one for new in span.other)


def _is_short(words: Sequence[str]) -> bool:
    return sum(word not in HEDGES for word in words) <= _LONGEST


def _in_order(words: Sequence[str], others: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the two cut, always in the same order: an alignment may depend on it, an answer must not."""
    one, other = sorted((tuple(words[:MOST]), tuple(others[:MOST])))
    return one, other


def _spans(one: tuple[str, ...], other: tuple[str, ...]) -> Iterator[Span]:
    """Yield what lies between two shared passages, where both texts have words."""
    start = there = 0
    shared = [op for op in Levenshtein.opcodes(one, other) if op.tag == "equal"]
    ends = [(op.src_start, op.dest_start, op.src_end, op.dest_end) for op in shared]
    for left, right, next_start, next_there in (*ends, (len(one), len(other), 0, 0)):
        if left > start and right > there:
            before = one[start - 1] if start and there else ""
            after = one[left] if left < len(one) and right < len(other) else ""
            yield Span(one[start:left], other[there:right], before, after)
        start, there = next_start, next_there


def _known_swap(span: Span, one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Return the swap of a span that the lists know: quantity, place, opposite, day."""
    if (
        _quantities_differ(span)
        or _places_differ(span, one, other)
        or _are_opposite(span, one, other)
        or _days_differ(span)
    ):
        return _say(span.one, span.other)
    return None


def _say(one: Iterable[str], other: Iterable[str]) -> str:
    return f"{' '.join(other)} for {' '.join(one)}"


def _quantities_differ(span: Span) -> bool:
    # A shared number beside the span belongs to the quantity: "27 million" and "27.5m".
    bare = span.pair and all(word.isdecimal() or word in COUNTS for word in span.pair)
    if not bare and not STAMPS.isdisjoint((*span.one, *span.other, span.before, span.after)):
        return False
    before = (span.before,) if _is_digits(span.before) else ()
    after = (span.after,) if span.after in SCALE or _is_digits(span.after) else ()
    mine, theirs = (tuple(_quantities((*before, *words, *after))) for words in (span.one, span.other))
    return not all(_occurs(value, theirs) for value in mine) and not all(_occurs(value, mine) for value in theirs)


_Range = tuple[float, float]


def _occurs(value: _Range, values: Iterable[_Range]) -> bool:
    return any(_is_same(value, other) for other in values)


def _is_same(one: _Range, other: _Range) -> bool:
    if one[0] == one[1] and other[0] == other[1]:
        low, high = sorted((one[0], other[0]))
        years = low >= 1900 and high < 2100
        decimals = low != int(low) and high != int(high)
        return low == high or (low >= SAME_NUMBER * high and not years and not decimals)
    return one[0] <= other[1] and other[0] <= one[1]


def _is_digits(word: str) -> bool:
    return bool(_DIGITS.fullmatch(word))


def _quantities(words: Sequence[str]) -> Iterator[_Range]:
    """Yield the quantities of some words, lowest and highest of each: 5 4 is 5.4, 12 000 is 12,000, 12m 12 million."""
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word in VAGUE:
            yield VAGUE[word]
            continue
        digits = _DIGITS.fullmatch(word)
        if digits:
            text, scale = digits.group(1), digits.group(2)
            if scale in _NTH and len(words) > 1:
                continue  # a street or a floor as often as a rank
            while not scale and at < len(words) and (more := _DIGITS.fullmatch(words[at])) and "." not in text:
                text += more.group(1) if len(more.group(1)) == 3 else "." + more.group(1)
                scale = more.group(2)
                at += 1
            value = float(text) * SCALE.get(scale or "", 1.0)
        elif word in COUNTS and (len(words) == 1 or word not in ORDINALS):
            value = COUNTS[word]
            if value >= 20 and at < len(words) and 0 < COUNTS.get(words[at], 0) < 10:
                value += COUNTS[words[at]]
                at += 1
        elif word in SCALE and len(word) > 1:
            value = SCALE[word]
        else:
            continue
        while at < len(words) and words[at] in SCALE:
            value *= SCALE[words[at]]
            at += 1
        yield value, value


def _places_differ(span: Span, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    mine, theirs = places_in(span.one), places_in(span.other)
    if not mine or not theirs:
        return False
    mine, theirs = mine - places_in(other), theirs - places_in(one)
    return any(
        not places.is_within(here, there) and not places.is_within(there, here) for here in mine for there in theirs
    )


def places_in(words: Sequence[str]) -> set[str]:
    """Return the main names of the places that the words name, at most three words each."""
    names = places.spellings()
    found = set()
    for at in range(len(words)):
        for length in (3, 2, 1):
            run = tuple(words[at : at + length])
            if (name := names.get(run)) and run[0] not in _NO_PLACE:
                found.add(name[1])
                break
    return found


def _are_opposite(span: Span, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    mine = {side for word in span.one if word not in other for side in _SIDES.get(word, ())}
    theirs = {side for word in span.other if word not in one for side in _SIDES.get(word, ())}
    return any((axis, 1 - side) in theirs and (axis, 1 - side) not in mine for axis, side in mine - theirs)


def _days_differ(span: Span) -> bool:
    mine, theirs = DAYS.intersection(span.one), DAYS.intersection(span.other)
    return bool(mine and theirs and mine.isdisjoint(theirs))


def _without_articles(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in ("a", "an", "the"))


def _find_single(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Return the first word for another in headlines that are the same but for single words, or what changed places."""
    if found := _find_exchange(one, other):
        return found
    if len(one) != len(other):
        return None
    pairs = [(here, there) for here, there in zip(one, other, strict=True) if here != there]
    reworded = [pair for pair in pairs if not _means_same(pair) and not FUNCTION_WORDS.issuperset(pair)]
    if 2 * len(pairs) > len(one) or not all(_is_swapped(pair, one, other) for pair in reworded):
        return None
    return next((f"{new} for {old}" for old, new in reworded), None)


def _find_added(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Return the word that makes another event of a headline to which nothing was done but adding."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    mine, theirs = ([word for word in words if word not in _LIGHT] for words in (one, other))
    if len(mine) < _TEMPLATE or (mine != theirs and not all(word in rest for word in short)):
        return None
    for here, there in ((one, other), (other, one)):
        known = ADDED.intersection(there)
        for word in here:
            if word in ADDED and not any(_means_same((word, same)) for same in known):
                return f"{word} added"
    return None


def _find_exchange(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """Return which two parts of at most three words stand in each other's place around something that stays."""
    if len(one) != len(other) or sorted(one) != sorted(other):
        return None
    differ = [at for at, (here, there) in enumerate(zip(one, other, strict=True)) if here != there]
    if not differ:
        return None
    one, other = one[differ[0] : differ[-1] + 1], other[differ[0] : differ[-1] + 1]
    for first in (1, 2, 3):
        for last in (1, 2, 3):
            if (
                len(one) > first + last
                and one[:first] == other[-first:]
                and one[-last:] == other[:last]
                and one[first:-last] == other[last:-first]
            ):
                return f"{' '.join(one[:first])} and {' '.join(one[-last:])} changed places"
    return None


def _is_swapped(pair: tuple[str, str], one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether a word stands for another one that is not elsewhere, no form of it and does not mean the same."""
    old, new = pair
    if old in FUNCTION_WORDS or new in FUNCTION_WORDS or _means_same(pair):
        return False
    return stem(old, "en") not in _stems(other) and stem(new, "en") not in _stems(one)


def _stems(words: Iterable[str]) -> set[str]:
    return {stem(word, "en") for word in words}


def _means_same(pair: tuple[str, str]) -> bool:
    one, other = pair
    mine, theirs = places_in((one,)), places_in((other,))
    if mine and theirs:
        here, there = mine.pop(), theirs.pop()
        return here == there or places.is_within(here, there) or places.is_within(there, here)
    if any(_quantities((one,))) and any(_quantities((other,))):
        return True  # `_quantities_differ` has judged them with the words beside them
    short, long = sorted(pair, key=len)
    return (
        long.startswith(short)
        or stem(one, "en") == stem(other, "en")
        or (one in _ALIKE and _ALIKE[one] == _ALIKE.get(other))
        or fuzz.ratio(one, other) >= SPELLING
    )
