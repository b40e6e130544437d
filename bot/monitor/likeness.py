"""Likeness: how alike two articles are, and what differs between them.

Stands between `candidates`, which proposes pairs, and `stories`, which decides about them. Measures only; no thresholds.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from bot.monitor.articles import Article
from bot.monitor.text import stem, tokenize

LEAD = 80
"""Words at the start of a text that are compared: what a wire text keeps when it is cut or topped up."""
SHINGLE = 3
"""Words per shingle of a lead."""
STEM = 6
"""Letters of a stem that count: meteor and meteorite, Canada and Canadian, jet and jetliner meet."""
MOST_TITLE = 60
"""Words of a title that are compared."""


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of an article for comparing.

    Attributes:
        title: Its folded words with a blank between.
        heads: The terms of the title. body: those of the lead that are not in the title.
        shingles: Checksums of the lead's distinct runs of `SHINGLE` words outside quotations, rising.
        lead: The folded words of the lead, quotations included.
    """

    title: str
    heads: tuple[str, ...]
    body: tuple[str, ...]
    shingles: "array[int]"
    lead: tuple[str, ...]


def print_of(article: Article) -> Print:
    """Return what is compared of a cleaned article."""
    title = tokenize(plain(article.title)).words[:MOST_TITLE]
    start = plain(article.text[: LEAD * _CHARS_PER_WORD])
    lead = tokenize(start).words[:LEAD]
    own = tokenize(_QUOTED.sub(" ", start)).words[:LEAD]
    heads = tuple(_terms(title, article.language))
    known = set(heads)
    body = tuple(found for found in _terms(lead, article.language) if found not in known)
    return Print(" ".join(title), heads, body, _shingles(own if len(own) > len(lead) // 3 else lead), lead)


def plain(text: str) -> str:
    """Return the text with abbreviations in one spelling: U.S. and United States become US.

    >>> plain("U.S. and U.K. join the United Nations")
    'US and UK join the UN'
    """
    joined = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    return _LONG_FORM.sub(lambda found: _SHORT[found.group().lower()], joined)


def _terms(words: Sequence[str], language: str) -> dict[str, None]:
    return dict.fromkeys(term(word, language) for word in words if word not in _COMMON)


def _shingles(words: Sequence[str]) -> "array[int]":
    runs = {crc32(" ".join(words[at : at + SHINGLE]).encode()) for at in range(len(words) - SHINGLE + 1)}
    return array("I", sorted(runs))


@lru_cache(maxsize=200_000)
def term(word: str, language: str) -> str:
    """Return what a folded word is indexed under: the start of its stem; by its script when the language is not known."""
    if not language:
        language = "en" if word.isascii() else "ru" if "а" <= word[0] <= "я" else ""
    return stem(word, language)[:STEM]


def title_likeness(one: Print, other: Print) -> float:
    """Return 0 to 100: the likeness of the titles whatever the order of their words (rapidfuzz token_sort_ratio)."""
    return fuzz.token_sort_ratio(one.title, other.title) if one.title and other.title else 0.0


def lead_likeness(one: Print, other: Print) -> float:
    """Return 0 to 1: the part of the shorter lead's shingles that the other lead has; 0 when one has no lead."""
    fewer = min(len(one.shingles), len(other.shingles))
    return len(set(one.shingles).intersection(other.shingles)) / fewer if fewer else 0.0


_CHARS_PER_WORD = 12
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_SHORT = {"united states": "US", "united kingdom": "UK", "united nations": "UN", "european union": "EU"}
_LONG_FORM = re.compile(r"\b(?:United (?:States|Kingdom|Nations)|European Union)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^“”]{0,600}”|\"[^\"]{0,600}\"|«[^«»]{0,600}»|„[^„“”]{0,600}[“”]|(?<!\w)‘[^‘]{12,300}?’(?!\w)")
"""Quotations: two reporters who were there quote the same words without copying each other."""
_COMMON = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been being it its this that these those he she "
    "his her they their them we our us you your i my not no than then there here who whom which what when where why how will "
    "would can could may might shall should must do does did done has have had having after before over under into out up down "
    "off about against between during through again more most some such only own same so too very just says said say".split()
)
