"""Whereabouts: does a headline tell of the same kind of event in another place than a story does?

"Storm kills five in Vietnam" and "Storm kills nine in Mexico" share their words and no event. Without a text nothing
else in them tells the two apart, and a rule that has rung for one story would stay silent for the other.

Theory of operation. A headline is of another place when it names a place of the gazetteer, the story's most alike
headline names none but others, and no headline of the story names a place of this one's, or one that lies in it or
around it, nor a name that is in this one. A name is what every headline writes with a capital, words that begin
headlines of any kind apart (`english.KINDS`); so a headline that writes all words with capitals has many, and stays in
its story. Asked by `stories` of a story that attracts an article without text.

Known limits. A place outside the gazetteer, or told by its people ("Chilean"), is none. One event told under two places
("Quake hits Turkey", "Quake hits Syria") is two stories while no headline has both and no name is shared.
"""

from collections.abc import Iterable
from functools import lru_cache

from bot.monitor.english import DAYS, FUNCTION_WORDS, HEADLINE_WORDS, KINDS, MONTHS
from bot.monitor.facts import places
from bot.monitor.swaps import places_in
from bot.monitor.terms import plain
from bot.monitor.text import tokenize

_COMMON = FUNCTION_WORDS | HEADLINE_WORDS | KINDS | DAYS | MONTHS


def find_other_place(headline: str, nearest: str, others: Iterable[str]) -> str | None:
    """Return what places make a headline another event than those of a story: "Paris, not Lyon"; None when none do.

    Args:
        headline: As it was published.
        nearest: The story's headline that is most like it.
        others: All headlines of the story.

    >>> find_other_place("Fire in Lyon kills two", "Fire in Paris kills two", ["Fire in Paris kills two"])
    'Paris, not Lyon'
    """
    here, there = _read(headline).places, _read(nearest).places
    if not here or not there or any(_shares(headline, other) for other in {nearest, *others}):
        return None
    return f"{min(there)}, not {min(here)}"


class _Read:
    """What a headline names: the main names of places, names, and what it writes without a capital; folded."""

    __slots__ = ("names", "places", "plain")

    def __init__(self, headline: str) -> None:
        tokens = tokenize(headline)
        self.places = frozenset(places_in(tokens.words))
        capitals = [headline[start].isupper() for start in tokens.starts]
        written = list(zip(tokens.words, capitals, strict=True))
        self.plain = frozenset(word for word, has_capital in written if not has_capital)
        self.names = frozenset(word for word, has_capital in written if has_capital and word not in _COMMON)


@lru_cache(maxsize=4_096)
def _read(headline: str) -> _Read:
    return _Read(plain(headline))


def _shares(headline: str, other: str) -> bool:
    one, two = _read(headline), _read(other)
    names = (one.names & two.names) - one.plain - two.plain
    return bool(names) or any(_touch(here, there) for here in one.places for there in two.places)


def _touch(here: str, there: str) -> bool:
    return here == there or places.is_within(here, there) or places.is_within(there, here)
