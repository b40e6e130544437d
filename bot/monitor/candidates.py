"""Candidates: which of the articles in memory could be about the same thing?

An inverted index over the articles in memory: for each term the numbers of the articles that hold it. A lookup reads
the postings of the article's rarest terms first and stops when it has read enough, so its cost hangs on how often the
rare terms occur and hardly on how many articles there are. Stands between `likeness`, which makes the terms, and
`stories`.

Known limits. An article that shares only words with others that thousands of articles share is not found; none of the
decisions would have gone by such words.
"""

from bisect import bisect_left
from collections.abc import Iterable

MOST_PER_TERM = 10_000
"""Articles read per term: the newest."""
RAREST = 3
"""So many terms are read in any case."""
ENOUGH, ENOUGH_PER_TERM = 80, 4
"""Articles read per lookup, beyond the rarest terms: so many, and so many more for each term that is looked up. A title
is placed by a few words; a title with a lead shares many half-rare ones with its story. Copies are found with 80."""


class Postings:
    """Numbers of articles by term. Numbers are given in rising order.

    A lookup depends on the articles that are in it and on nothing else: not on those that were, nor on when they came.
    """

    def __init__(self) -> None:
        # Lists rather than arrays: a number is one object in all lists of its article, and reading them is half the
        # cost of a lookup.
        self._lists: dict[str, list[int]] = {}

    def add(self, number: int, terms: Iterable[str]) -> None:
        """Post an article under its distinct terms."""
        for term in terms:
            postings = self._lists.get(term)
            if postings is None:
                self._lists[term] = [number]
            else:
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
        shared: dict[int, float] = {}
        enough = ENOUGH + ENOUGH_PER_TERM * len(weights)
        read = terms = 0
        for term in sorted(weights, key=weights.__getitem__, reverse=True):
            postings = self._lists.get(term)
            if postings is None:
                continue
            read += len(postings)
            if terms >= RAREST and read > enough:
                break
            terms += 1
            weight = weights[term]
            numbers = postings[-MOST_PER_TERM:] if len(postings) > MOST_PER_TERM else postings
            if not shared:
                shared = dict.fromkeys(numbers, weight)
                continue
            for number in numbers:
                shared[number] = shared.get(number, 0.0) + weight
        return shared
