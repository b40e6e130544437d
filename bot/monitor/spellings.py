"""Spellings: one name, written in many ways ("Zelensky", "Zelenskyy", "Selenskyj"; "Kyiv", "Kiev"), is one word.

Theory of operation. A rulebook lists the aliases of its parties, and with them the spellings that outlets use. Two
single words among the names of one party are taken for spellings of one name when the same skeleton is left of them:
what sounds alike is one letter (s and z, k and c, w, v and f), vowels and doubled letters go. Within one party that is
safe ("Kalin" and "Fidan" differ); in a dictionary it would not be. All spellings are read as the one that the rulebook
names first, before articles are compared; what is shown stays as it was written.

Known limits. Only what a rulebook lists is known, whole words only, and only in Latin script.
"""

import re
from collections.abc import Iterable, Sequence

from bot.monitor.text import fold

_WORD = re.compile(r"\w+")
_SOUNDS = str.maketrans({"z": "s", "c": "k", "q": "k", "w": "v", "f": "v", "x": "k", "j": "", "y": "", "h": ""})
_VOWELS = str.maketrans("", "", "aeiou")
_LEAST = 2
"""Letters of a skeleton below which it says nothing."""

Spellings = tuple[tuple[str, str], ...]
"""Pairs of a folded word and the folded word that it is read as; a value, so that settings can be compared."""


def spellings_of(names: Iterable[Sequence[str]]) -> Spellings:
    """Return how the names of parties are to be read.

    Args:
        names: For each party its names and aliases. Those of several words have no spellings.

    >>> spellings_of([["Ukraine", "Kyiv", "Zelensky", "Kiev", "Selenskyj"], ["Russia", "Peskov", "Peskow"]])
    (('kiev', 'kyiv'), ('peskow', 'peskov'), ('selenskyj', 'zelensky'))
    """
    read: dict[str, str] = {}
    for party in names:
        first: dict[str, str] = {}
        for name in party:
            word = fold(name.strip())
            if _WORD.fullmatch(word) and len(skeleton := _skeleton(word)) >= _LEAST:
                main = first.setdefault(skeleton, word)
                if main != word:
                    read.setdefault(word, main)
    return tuple(sorted(read.items()))


def _skeleton(word: str) -> str:
    heard = word.replace("ph", "f").translate(_SOUNDS).translate(_VOWELS)
    return re.sub(r"(.)\1+", r"\1", heard)


class Speller:
    """Reads texts with one spelling for each name."""

    def __init__(self, spellings: Spellings) -> None:
        self._read = dict(spellings)

    def unify(self, text: str) -> str:
        """Return the text with every known spelling of a name as the first one, in small letters.

        >>> Speller((("kiev", "kyiv"),)).unify("Talks in KIEV end")
        'Talks in kyiv end'
        """
        return _WORD.sub(self._one, text) if self._read else text

    def _one(self, found: re.Match[str]) -> str:
        return self._read.get(fold(found.group()), found.group())


AS_WRITTEN = Speller(())
"""Reads every name as it stands."""
