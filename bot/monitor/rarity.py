"""Rarity: how much it tells that two articles share a word.

Learnt from the articles in memory (inverse document frequency) and from nothing older, so that a restart which adds
them again learns the same. Until enough has come, two things stand in for experience: a floor of imagined articles
that share nothing, and a list of words that headlines are full of (`english`).

Words that come as a pair ("Apple Watch", "Kim Jong Un") are one piece of evidence, not two: the more surely a word
follows the one before it, the less it adds.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from bot.monitor.terms import HEADLINE_TERMS

_Key = TypeVar("_Key")
_IMAGINED = 780
"""Articles that are imagined beside those in memory. With few articles every word is rare; this keeps weights apart."""
_HEADLINE = 3
"""In so many articles more than were seen is each headline word taken to occur."""
_PAIRED = 0.69
"""How much of a word's weight its being one half of a fixed pair takes away."""


class Rarity:
    """How often each term and each pair of neighbouring title terms occurs in the articles in memory."""

    def __init__(self) -> None:
        self._size = 0
        self._ceiling = math.log(_IMAGINED)
        self._terms: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()

    def add(self, terms: Collection[str], title: Sequence[str]) -> None:
        """Count one article: its distinct terms, and those of its title in their order."""
        self._count(1)
        self._terms.update(terms)
        self._pairs.update(set(pairwise(title)))

    def forget(self, terms: Collection[str], title: Sequence[str]) -> None:
        """Take one article out again."""
        self._count(-1)
        for term in terms:
            _discount(self._terms, term)
        for pair in set(pairwise(title)):
            _discount(self._pairs, pair)

    def _count(self, more: int) -> None:
        self._size += more
        self._ceiling = math.log(self._size + _IMAGINED)

    def frequency(self, term: str) -> int:
        """Return how many articles hold the term."""
        return self._terms.get(term, 0)

    def weight(self, term: str) -> float:
        """Return the inverse document frequency of the term, 0 or more."""
        frequency = self._terms.get(term, 0) + (_HEADLINE if term in HEADLINE_TERMS else 0)
        return self._ceiling - _log_of(frequency)

    def weights(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the weight of each term, in the order given."""
        # As `weight`, written out: a lookup asks for a dozen.
        ceiling, frequency = self._ceiling, self._terms.get
        return {
            term: ceiling - _log_of(frequency(term, 0) + (_HEADLINE if term in HEADLINE_TERMS else 0)) for term in terms
        }

    def highest(self) -> float:
        """Return the weight of a term that one article holds."""
        return self._ceiling - _log_of(1)

    def parts(self, title: Sequence[str]) -> dict[str, float]:
        """Return the part of its weight, 0 to 1, that remains of each term that mostly follows its neighbour."""
        remaining: dict[str, float] = {}
        for one, other in pairwise(title):
            together = self._pairs.get((one, other), 0)
            if together and one != other:
                share = together / (max(self._terms[one], self._terms[other]) + 1)
                remaining[other] = remaining.get(other, 1.0) * (1 - _PAIRED * share)
        return remaining


@lru_cache(maxsize=10_000)
def _log_of(frequency: int) -> float:
    return math.log(frequency + 0.5)


def _discount(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]
