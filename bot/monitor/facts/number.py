"""How many: a number beside one of the nouns that a rulebook names, "46 prisoners", "four hundred and six captives".

Theory of operation: a number is digits ("3,400,000", "9.2", "120K") or words ("twenty-six", "a dozen", "3 million"). It
counts what follows within a few words that only describe ("46 Ukrainian soldiers", "150 of the 200 prisoners" is 150),
or what stands before it ("prisoners: 46", "the number of prisoners rose to 46"). A dated past, a year and an ordinal
are no news or no number.

Known limits: a range gives its upper end; "none" is no number; what is counted has to be named beside the number.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.monitor.facts.clauses import past_date
from bot.monitor.facts.marked import Detailed, Finding
from bot.monitor.text import stem, tokenize

_REACH = 4
"""Words between a number and what it counts."""
_SCALES = (100.0, 1e3, 1e6, 1e9, 1e12, 12.0, 20.0)
"""What the words of the list `scale` multiply by, in its order."""
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9}


def find_numbers(one: Detailed, nouns: Sequence[str], language: str) -> Iterator[Finding]:
    """Yield the numbers that a sentence gives for what the nouns name.

    Args:
        one: The sentence.
        nouns: Words or phrases for what is counted, in any form.
        language: Of the nouns, for their stems.
    """
    numbers = list(_numbers(one))
    for start, end in _nouns(one, _stems(tuple(nouns), language)):
        found = _counting(one, numbers, start, end)
        if found is None:
            continue
        at, stop, value = found
        old = past_date(one.sentence) is not None or _is_over(one, at)
        text = " ".join(one.sentence.raw[start:end])
        yield Finding(
            value=f"{value:.10g}",
            start=min(at, start),
            end=max(stop, end),
            reason=f"number of “{text}”",
            background=old,
        )


def _counting(
    one: Detailed, numbers: list[tuple[int, int, float]], start: int, end: int
) -> tuple[int, int, float] | None:
    """Return the number that counts the noun at [start, end), or None."""
    sentence = one.sentence
    before = [found for found in numbers if 0 <= start - found[1] <= _REACH and _describes(one, found[1], start)]
    if before:
        nearest = before[-1]
        # "150 of the 200 prisoners": the part counts, not the whole
        part = [found for found in before[:-1] if sentence.at(found[1], "belongs") and found[1] < nearest[0]]
        return part[-1] if part else None if _is_pronoun(one, nearest) else nearest
    after = [
        found for found in numbers if 0 <= found[0] - end <= 2 * _REACH and sentence.same_clause(end - 1, found[0])
    ]
    is_count = start >= 2 and sentence.at(start - 1, "belongs") and one.at(start - 2, "tally")
    colon = end < len(sentence.words) and sentence.before[end].strip().startswith(":")
    if colon:
        return next((found for found in numbers if found[0] == end), None)
    return after[-1] if after and is_count else None


def _is_pronoun(one: Detailed, number: tuple[int, int, float]) -> bool:
    """Return whether the number only points at one of several: "one of the prisoners"."""
    return number[2] == 1 and one.sentence.at(number[1], "belongs") is not None


def _describes(one: Detailed, start: int, end: int) -> bool:
    """Return whether the words between a number and a noun only describe: no verb, no comma, no other number."""
    sentence = one.sentence
    return all(
        sentence.is_joined(at)
        and not sentence.at(
            at, "speech", "be", "have", "future", "modal", "location", "direction", "accompany", "clause"
        )
        and not sentence.at(at, "relative", "meeting", "agent", "negation")
        for at in range(start, end)
    ) and (end >= len(sentence.before) or sentence.before[end].strip() in ("", "-", "“", '"'))


def _is_over(one: Detailed, at: int) -> bool:
    clause = [mark for mark in one.of("last") if one.sentence.same_clause(mark.start, at)]
    return bool(clause) and not one.sentence.of("future")


@lru_cache(maxsize=256)
def _stems(nouns: tuple[str, ...], language: str) -> tuple[tuple[str, ...], ...]:
    found = (tuple(stem(word, language) for word in tokenize(noun).words) for noun in nouns)
    return tuple(words for words in found if words)


def _nouns(one: Detailed, nouns: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, int]]:
    stems = one.sentence.stems
    for at in range(len(stems)):
        for words in nouns:
            if stems[at : at + len(words)] == words:
                yield at, at + len(words)
                break


def _numbers(one: Detailed) -> Iterator[tuple[int, int, float]]:
    """Yield [start, end) and value of each number of a sentence."""
    at, count = 0, len(one.sentence.words)
    while at < count:
        found = _digits(one, at) or _words(one, at)
        if found is None or found[0] <= at:
            at += 1
            continue
        end, value = found
        if not _is_date(one, at, end, value):
            yield at, end, value
        at = end


def _digits(one: Detailed, at: int) -> tuple[int, float] | None:
    """Return the end and the value of digits that start here, over "3,400,000" and "9.2 million"."""
    sentence = one.sentence
    word = sentence.words[at]
    number, suffix = word.rstrip("kmbn"), word[len(word.rstrip("kmbn")) :]
    if not number.isdecimal() or not number.isascii() or (suffix and suffix not in _SUFFIXES) or len(number) > 15:
        return None
    text, end = number, at + 1
    while not suffix and end < len(sentence.words) and _goes_on(sentence.before[end], sentence.words[end]):
        text, end = text + sentence.words[end], end + 1
    if not suffix and end < len(sentence.words) and sentence.before[end] == "." and sentence.words[end].isdecimal():
        text, end = f"{text}.{sentence.words[end]}", end + 1
    if len(text) > 15:
        return None
    value = float(text) * _SUFFIXES.get(suffix, 1.0)
    return _scaled(one, end, value)


def _goes_on(gap: str, word: str) -> bool:
    return gap in (",", "\u202f", "\u00a0", "'") and len(word) == 3 and word.isdecimal()


def _scaled(one: Detailed, end: int, value: float) -> tuple[int, float]:
    """Return the end and the value with "million" behind it."""
    scale = one.starting(end, "scale") if end < len(one.sentence.words) else None
    if scale is None or not scale.value:
        return end, value
    return scale.end, value * _SCALES[int(scale.value) - 1]


def _words(one: Detailed, at: int) -> tuple[int, float] | None:
    """Return the end and the value of number words that start here: "four hundred and six", "a dozen"."""
    total, part, end, last = 0.0, 0.0, at, -1
    while end < len(one.sentence.words) and (end == at or one.sentence.before[end].strip() in ("", "-")):
        small = one.starting(end, "numeral")
        ten = one.starting(end, "tens")
        scale = one.starting(end, "scale")
        if ten is not None and ten.value != "1":
            part += 10 * int(ten.value)
        elif small is not None:
            part += int(small.value)
        elif scale is not None and int(scale.value) <= len(_SCALES):
            factor = _SCALES[int(scale.value) - 1]
            part = (part or 1.0) * factor
            if factor >= 1000:
                total, part = total + part, 0.0
        elif end > at and one.sentence.at(end, "conjunction") and _is_number_word(one, end + 1):
            end += 1
            continue
        else:
            break
        last = end = end + 1
    return (last, total + part) if last > at else None


def _is_number_word(one: Detailed, at: int) -> bool:
    sentence = one.sentence
    joined = at < len(sentence.words) and sentence.is_joined(at)
    return joined and one.at(at, "numeral", "tens", "scale") is not None and one.at(at - 2, "scale") is not None


def _is_month(one: Detailed, at: int) -> bool:
    return 0 <= at < len(one.sentence.words) and one.sentence.at(at, "month") is not None


def _is_date(one: Detailed, start: int, end: int, value: float) -> bool:
    """Return whether it is part of a date: a day beside a month, or a year after "in"."""
    if end - start == 1 and (_is_month(one, end) or _is_month(one, start - 1)):
        return True
    if end - start != 1 or not 1900 <= value < 2100 or len(one.sentence.words[start]) != 4:
        return False
    before = start > 0 and one.sentence.at(start - 1, "location", "month")
    return bool(before) or (start > 1 and one.sentence.at(start - 2, "month") is not None)
