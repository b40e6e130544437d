"""Likeness: how alike two articles are, and what differs between them.

Stands between `candidates`, which proposes pairs, and `stories`, which decides about them. Measures only; no
thresholds.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from rapidfuzz import fuzz

from bot.monitor.articles import Article
from bot.monitor.spellings import AS_WRITTEN, Speller
from bot.monitor.terms import plain, terms_of
from bot.monitor.text import tokenize

LEAD = 80
"""Words at the start of a text that are compared: what a wire text keeps when it is cut or topped up."""
SHINGLE = 3
"""Words per shingle of a lead."""
MOST_TITLE = 60
"""Words of a title that are compared."""


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of an article for comparing.

    Attributes:
        title: Its folded words, sorted, with a blank between: see `sorted_title`.
        heads: The distinct terms of the title in their order.
        terms: Those of the title and of the lead.
        shingles: Checksums of the lead's runs of `SHINGLE` words outside quotations, in their order.
        lead: The folded words of the lead, quotations included.
        breaks: Where in the lead a line begins, but for the first.
    """

    title: str
    heads: tuple[str, ...]
    terms: tuple[str, ...]
    shingles: "array[int]"
    lead: tuple[str, ...]
    breaks: tuple[int, ...]


@lru_cache(maxsize=8)
def print_of(article: Article, speller: Speller = AS_WRITTEN) -> Print:
    """Return what is compared of a cleaned article; kept for a moment, since judging and remembering both ask."""
    title = tokenize(speller.unify(plain(article.title))).words[:MOST_TITLE]
    start = speller.unify(plain(article.text[: LEAD * _CHARS_PER_WORD])).translate(_STRAIGHT)
    tokens = tokenize(start)
    lead = tokens.words[:LEAD]
    unquoted = _QUOTED.sub(" ", start)
    own = lead if unquoted == start else tokenize(unquoted).words[:LEAD]
    heads = terms_of(title, article.language)
    terms = tuple(dict.fromkeys((*heads, *terms_of(lead, article.language))))
    shingles = _shingles(own if len(own) >= _OWN else lead)
    return Print(sorted_title(title), heads, terms, shingles, lead, _breaks(start, tokens.starts[:LEAD]))


def _breaks(text: str, starts: Sequence[int]) -> tuple[int, ...]:
    """Return which of the words that start at these characters are the first of a line, but for the first line."""
    found = {bisect_left(starts, line.start()) for line in _LINE.finditer(text)}
    return tuple(sorted(found - {0, len(starts)}))


def _shingles(words: Sequence[str]) -> "array[int]":
    return array("I", (crc32(" ".join(words[at : at + SHINGLE]).encode()) for at in range(len(words) - SHINGLE + 1)))


def sorted_title(words: Iterable[str]) -> str:
    """Return the words as they are compared: sorted once, so that `fuzz.ratio` of two is their token_sort_ratio."""
    return " ".join(sorted(words))


def title_likeness(one: Print, other: Print) -> float:
    """Return 0 to 100: the likeness of the titles whatever the order of their words (rapidfuzz token_sort_ratio)."""
    return fuzz.ratio(one.title, other.title) if one.title and other.title else 0.0


def lead_likeness(one: Print, other: Print) -> float:
    """Return 0 to 1: the part of the shorter lead's shingles that the other lead has; 0 when one has no lead."""
    runs, others = set(one.shingles), set(other.shingles)
    return len(runs & others) / min(len(runs), len(others)) if runs and others else 0.0


def similarity(one: Print, other: Print) -> float:
    """Return 0 to 100: the likeness of the leads or of the titles, whichever is greater."""
    return max(100 * lead_likeness(one, other), title_likeness(one, other))


def text_likeness(one: Print, other: Print) -> float:
    """Return 0 to 1: how surely one lead was made from the other; 0 when one has no lead.

    The mean of three measures that fail in different places: shared runs of three words (`lead_likeness`), longer
    shared passages (runs whose neighbours are shared too), and shared terms out of all terms, for a text that was
    rearranged.
    """
    if not one.shingles or not other.shingles:
        return 0.0
    passages = min(_inner_runs(one.shingles, other.shingles), _inner_runs(other.shingles, one.shingles))
    terms, others = set(one.terms), set(other.terms)
    shared = len(terms & others) / max(1, len(terms | others))
    return (lead_likeness(one, other) + passages / min(len(one.shingles), len(other.shingles)) + shared) / 3


def _inner_runs(runs: "array[int]", others: "array[int]") -> int:
    """Count the runs that are shared together with the one before and the one after them."""
    known = set(others)
    shared = [run in known for run in runs]
    return sum(map(all, zip(shared, shared[1:], shared[2:], strict=False)))


_CHARS_PER_WORD = 12
_LINE = re.compile(r"\n+")
_OWN = 12
"""Words outside quotations from which on they are compared alone."""
_STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’ʼ`", "'")})
_QUOTED = re.compile(r"\"[^\"]{0,600}\"|(?<!\w)'(?=\w)[^\"]{12,300}?'(?!\w)")
"""Quotations: two reporters who were there quote the same words without copying each other."""
