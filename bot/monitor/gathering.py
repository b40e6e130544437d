"""Gathering: how strongly a story attracts an article.

Theory of operation. A story is a growing heap of articles in many voices. What holds it together shows in several ways,
each weak alone:

- centre: the cosine of the article and the story's average article (terms weighed by `rarity`). Steady once a story
  has a few articles; too demanding for a story of many angles.
- neighbours: the mean cosine of the article and the story's nearest articles, at most `_NEAREST`. Follows a story
  that moves; too eager when a story is one article.
- burst: one word that hardly occurs outside this story ("Titanfall") speaks for it alone. It needs experience: a word
  that three articles hold proves little, one that fifty articles of one story hold and nobody else proves a lot.
- title: the likeness of the article's title and the most alike of the story's titles, which sees letters where
  the others see terms (compounds, misspelt names).
- cover: how much of what the article says the story has said before.
- heads: how many words of the title the story has, a fixed pair counted as one: a name alone ("Kim Jong Un") joins
  all that is told of its bearer, and is one piece of evidence.
- growth: a big story attracts a little more, as it is what most articles are about.

They are added with fixed weights, found by random search over three labelled streams, each in two orders and in two
random halves of its stories (docs/stories.md). Stands between `rarity` and `stories`.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt

from bot.monitor.rarity import Rarity

_CENTRE, _NEIGHBOURS, _BURST, _TITLE, _COVER, _HEADS, _GROWTH = 0.863, 0.717, 1.214, 0.172, 0.065, 0.065, 0.019
_NEAREST = 17
_DOUBT = 32
"""Articles outside a story that are imagined to hold each of its words: what a burst has to outgrow."""
_ONCE = 0.93
"""Weight of the terms that only one of a story's articles holds, as a part of the highest: some are common
elsewhere."""
_BURST_SCALE = 6.0
"""About the weight of a word that is new in a stream of some thousand articles; brings a burst to 0 to 1."""
_MOST_HEADS = 4
"""Words of a title in common beyond which more prove nothing more."""


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

    def attraction(self, article: "Asking", neighbours: Sequence[float], title: float, rarity: Rarity) -> float:
        """Return how strongly the story attracts an article: 0 for nothing in common; most reports lie from 0.4 to 1.5.

        Args:
            article: What asks to be taken in.
            neighbours: The cosines of the article and the story's articles, highest first.
            title: 0 to 1: the likeness of its title and the most alike of the story's.
            rarity: What the terms weigh.
        """
        size = len(self.numbers)
        inner = cover = burst = heads = 0.0
        for term, weight in article.weights.items():
            held = self._terms.get(term, 0)
            if held:
                part = article.parts.get(term, 1.0)
                common = min(1.0, 2 * held / size)
                square = (weight * part) ** 2
                inner += square * held / size
                cover += square
                burst = max(burst, weight * held / (rarity.frequency(term) + _DOUBT) * common)
                heads += part * common if term in article.heads else 0.0
        if not inner:
            return 0.0
        centre = inner / (sqrt(article.square) * self._length(rarity))
        near = sum(neighbours[:_NEAREST]) / min(_NEAREST, size)
        return (
            _CENTRE * centre
            + _NEIGHBOURS * near
            + _BURST * burst / _BURST_SCALE
            + _TITLE * title
            + _COVER * cover / article.square
            + _HEADS * min(1.0, heads / _MOST_HEADS)
            + _GROWTH * log(size)
        )

    def _length(self, rarity: Rarity) -> float:
        """Return the length of the average article's vector; terms of one article only are taken at one weight."""
        size = len(self.numbers)
        once = len(self._terms) - len(self._shared)
        # fsum: the order of the terms, which hangs on the past, must not show in the result.
        shared = fsum((self._terms[term] * rarity.weight(term)) ** 2 for term in self._shared)
        return sqrt(once * (_ONCE * rarity.highest()) ** 2 + shared) / size


@dataclass(frozen=True, slots=True)
class Asking:
    """An article that looks for its story.

    Attributes:
        weights: Its terms and their weights.
        parts: The part of its weight that remains of a term which mostly follows its neighbour (`Rarity.parts`).
        heads: The terms of its title.
        square: The square of its length: the sum of the squares of all weights, each times its part.
    """

    weights: Mapping[str, float]
    parts: Mapping[str, float]
    heads: frozenset[str]
    square: float
