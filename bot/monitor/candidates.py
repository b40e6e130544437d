"""Candidates: which of the articles in memory could be about the same thing?

An inverted index over the articles in memory: for each term the numbers of the articles that hold it. A lookup reads
the postings of the article's rarest terms first and stops when it has read enough, so its cost hangs on how often the
rare terms occur and hardly on how many articles there are. Stands between `likeness`, which makes the terms, and
`stories`.

Known limits. An article that shares only words with others that thousands of articles share is not found; none of the
decisions would have gone by such words.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

MOST_PER_TERM = 2_000
"""Articles read per term: the newest."""
RAREST = 3
"""So many terms are read in any case."""
ENOUGH = 250
"""Articles read per lookup, beyond the rarest terms."""


class Postings:
    """Numbers of articles by term. Numbers are given in rising order.

    A lookup depends on the articles that are in it and on nothing else: not on those that were, nor on when they came.
    """

    def __init__(self) -> None:
        self._lists: dict[str, array[int]] = {}

    def add(self, number: int, terms: Iterable[str]) -> None:
        """Post an article under its distinct terms."""
        for term in terms:
            postings = self._lists.get(term)
            if postings is None:
                postings = self._lists[term] = array("I")
            postings.append(number)

    def forget(self, number: int, terms: Iterable[str]) -> None:
        """Take out an article, with the terms it was posted under."""
        for term in terms:
            postings = self._lists[term]
            del postings[bisect_left(postings, number)]
            if not postings:
                del self._lists[term]

    def find(self, weights: dict[str, float]) -> dict[int, float]:
        """Return the articles that share terms, with the sum of what sharing those terms weighs.

        Args:
            weights: The terms of the article that is looked up; the heaviest, which are the rarest, are read first.
        """
        shared: defaultdict[int, float] = defaultdict(float)
        read = terms = 0
        for term in sorted(weights, key=lambda term: (-weights[term], term)):
            postings = self._lists.get(term)
            if postings is None:
                continue
            read += len(postings)
            if terms >= RAREST and read > ENOUGH:
                break
            terms += 1
            weight = weights[term]
            for number in postings[-MOST_PER_TERM:] if len(postings) > MOST_PER_TERM else postings:
                shared[number] += weight
        return shared
