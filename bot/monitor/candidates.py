"""Candidates: which of the articles in memory could be about the same thing?

An inverted index over a window of articles: for each term the numbers of the articles that hold it. A lookup reads only
the postings of its rarest terms, so its cost hangs on how often those occur and hardly on how many articles there are.
Stands between `likeness` (which makes the terms) and `stories` (which decides about the pairs).
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection

MOST_POSTINGS = 4_000
"""Articles read per term: the newest. A term in more of them than that tells nothing."""


class Postings:
    """Numbers of articles by term. Numbers are given in rising order and forgotten in the same order.

    Lookups depend on the articles that are in it and on nothing else: not on those that were, nor on when it was filled.
    """

    def __init__(self) -> None:
        self._lists: dict[str, "array[int]"] = {}
        self._df: Counter[str] = Counter()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, number: int, terms: Collection[str]) -> None:
        """Post an article under its (distinct) terms."""
        self._size += 1
        for term in terms:
            self._df[term] += 1
            postings = self._lists.get(term)
            if postings is None:
                postings = self._lists[term] = array("I")
            postings.append(number)
            if len(postings) >= 2 * MOST_POSTINGS:
                del postings[:-MOST_POSTINGS]

    def forget(self, number: int, terms: Collection[str]) -> None:
        """Take out the oldest article, with the terms it was posted under."""
        self._size -= 1
        for term in terms:
            self._df[term] -= 1
            postings = self._lists[term]
            if postings and postings[0] == number:
                del postings[0]
            if not self._df[term]:
                del self._df[term], self._lists[term]

    def frequency(self, term: str) -> int:
        """Return how many articles hold the term."""
        return self._df.get(term, 0)

    def find(self, weights: dict[str, float], *, terms: int, most: int) -> list[int]:
        """Return the articles that share the rarest terms, those with the most shared weight first, newest first among equals.

        Args:
            weights: The terms of the article that is looked up, with the weight that sharing one has.
            terms: How many of its rarest known terms to read.
            most: How many articles to return.
        """
        known = sorted((self._df[term], term) for term in weights if term in self._df)
        shared: defaultdict[int, float] = defaultdict(float)
        for _, term in known[:terms]:
            weight = weights[term]
            for number in self._lists[term][-MOST_POSTINGS:]:
                shared[number] += weight
        return sorted(shared, key=lambda number: (-shared[number], -number))[:most]


def rarity(frequency: int, size: int) -> float:
    """Return the inverse document frequency: how much it tells that two articles share a term.

    Args:
        frequency: The articles that hold the term. size: all articles.
    """
    return math.log((size + 200) / (frequency + 0.5))
