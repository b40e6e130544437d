"""Terms: what the words of an article are indexed and weighed under.

A term is the start of a word's stem, so that Canada and Canadian, meteor and meteorite, resign and resigned are one.
Function words are no terms.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.monitor.english import FUNCTION_WORDS, HEADLINE_WORDS
from bot.monitor.text import WORDS, stem

_LENGTH = 6
"""Letters of a stem that count. Measured from 5 to whole stems: 6 gave the best stories on all three labelled
streams."""
HEADLINE_TERMS = frozenset(stem(word, "en")[:_LENGTH] for word in HEADLINE_WORDS)
"""The terms that headlines of any story are full of."""

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_SHORT = {"united states": "US", "united kingdom": "UK", "united nations": "UN", "european union": "EU"}
_LONG_FORM = re.compile(r"\b(?:United (?:States|Kingdom|Nations)|European Union)\b", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the text with abbreviations in one spelling.

    >>> plain("U.S. and U.K. join the United Nations")
    'US and UK join the UN'
    """
    joined = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    return _LONG_FORM.sub(lambda found: _SHORT[found.group().lower()], joined)


def terms_of(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the distinct terms of folded words in their order.

    Args:
        words: As from `text.tokenize`.
        language: ISO 639-1 code; "" when unknown: then the script decides which stemmer is used.
    """
    return tuple(dict.fromkeys([term(word, language) for word in words if word not in FUNCTION_WORDS]))


@lru_cache(maxsize=WORDS)
def term(word: str, language: str) -> str:
    """Return the term of one folded word."""
    if not language:
        language = "en" if word.isascii() else "ru" if "а" <= word[0] <= "я" else ""
    return stem(word, language)[:_LENGTH]
