"""Gathering: how strongly a story attracts an article.

Theory of operation. A story is a growing heap of articles in many voices. What holds it together shows in three ways,
each weak alone:

- centre: the cosine of the article and the story's average article (terms weighed by `rarity`). Steady once a story
  has a few articles; too demanding for a story of many angles.
- neighbours: the mean cosine of the article and the story's nearest articles, at most `_NEAREST`. Follows a story
  that moves; too eager when a story is one article.
- burst: one word that hardly occurs outside this story ("Titanfall") speaks for it alone. It needs experience: a word
  that three articles hold proves little, one that fifty articles of one story hold and nobody else proves a lot.

The three are added with fixed weights, found by random search on three labelled streams together (docs/stories.md).
Stands between `rarity` and `stories`.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from math import fsum, sqrt

from bot.monitor.rarity import Rarity

_CENTRE, _NEIGHBOURS, _BURST = 0.95, 0.53, 0.73
_NEAREST = 8
_DOUBT = 5
"""Articles outside a story that are imagined to hold each of its words: what a burst has to outgrow."""
_ONCE = 0.8
"""Weight of the terms that only one of a story's articles holds, as a part of the highest: some are common
elsewhere."""
_BURST_SCALE = 6.0
"""About the weight of a word that is new in a stream of some thousand articles; brings a burst to 0 to 1."""


class Gathering:
    """The terms of a story's articles: how many articles hold each."""

    def __init__(self) -> None:
        self.numbers: deque[int] = deque()
        self._terms: Counter[str] = Counter()
        self._shared: set[str] = set()

    def add(self, number: int, terms: Sequence[str]) -> None:
        """Put an article in, known by its number."""
        self.numbers.append(number)
        for term in terms:
            self._terms[term] += 1
            if self._terms[term] == 2:
                self._shared.add(term)

    def forget(self, number: int, terms: Sequence[str]) -> None:
        """Take an article out, with the terms it was put in with."""
        self.numbers.remove(number)
        for term in terms:
            self._terms[term] -= 1
            if self._terms[term] == 1:
                self._shared.remove(term)
            elif not self._terms[term]:
                del self._terms[term]

    def attraction(
        self, weights: Mapping[str, float], parts: Mapping[str, float], neighbours: Sequence[float], rarity: Rarity
    ) -> float:
        """Return how strongly the story attracts an article: 0 for nothing in common; most reports lie from 0.4 to 1.2.

        Args:
            weights: The article's terms and their weights.
            parts: The part of its weight that remains of a term which mostly follows its neighbour (`Rarity.parts`).
            neighbours: The cosines of the article and the story's articles, highest first.
            rarity: What the terms weigh.
        """
        size = len(self.numbers)
        inner = own = burst = 0.0
        for term, weight in weights.items():
            part = parts.get(term, 1.0)
            own += (weight * part) ** 2
            held = self._terms.get(term, 0)
            if held:
                inner += (weight * part) ** 2 * held / size
                purity = held / (rarity.frequency(term) + _DOUBT)
                burst = max(burst, weight * purity * min(1.0, 2 * held / size))
        centre = inner / (sqrt(own) * self._length(rarity)) if inner else 0.0
        near = sum(neighbours[:_NEAREST]) / min(_NEAREST, size)
        return _CENTRE * centre + _NEIGHBOURS * near + _BURST * burst / _BURST_SCALE

    def _length(self, rarity: Rarity) -> float:
        """Return the length of the average article's vector; terms of one article only are taken at one weight."""
        size = len(self.numbers)
        once = len(self._terms) - len(self._shared)
        # fsum: the order of the terms, which hangs on the past, must not show in the result.
        shared = fsum((self._terms[term] * rarity.weight(term)) ** 2 for term in self._shared)
        return sqrt(once * (_ONCE * rarity.highest()) ** 2 + shared) / size
