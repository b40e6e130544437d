"""Text as the monitor sees it: folded words with their places, sentences, stems.

Everything that compares words goes through `fold`, so that case, accents, quotes and dashes never decide anything.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

import Stemmer
from sentencex import segment

MAX_SENTENCE = 600
"""Characters. Text without punctuation is cut there, so that no sentence costs more than a bounded time."""

_WORD = re.compile(r"(\w+(?:['’ʼ]\w+)*)")
_STEMMERS = {
    code: Stemmer.Stemmer(name)
    for code, name in {
        "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
        "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
        "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
    }.items()
}  # fmt: skip


WORDS = 65_536
"""Words of which each cache keeps what was found: a language's news use fewer, and a cache of many words is memory."""


@lru_cache(maxsize=WORDS)
def fold(word: str) -> str:
    """Return the word or phrase without case, accents and typographic variants.

    >>> fold("ISTANBUL"), fold("Erdoğan’s"), fold("Straße")
    ('istanbul', "erdogan's", 'strasse')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return plain.translate(_VARIANTS)


_VARIANTS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-",
     "‑": "-", "ø": "o", "ł": "l", "đ": "d"}
)  # fmt: skip


@lru_cache(maxsize=WORDS)
def stem(folded: str, language: str) -> str:
    """Return the stem of a folded word; the word itself in a language without a stemmer (Snowball, PyStemmer)."""
    stemmer = _STEMMERS.get(language)
    return intern(stemmer.stemWord(folded) if stemmer else folded)


@lru_cache(maxsize=WORDS)
def _plain(word: str) -> str:
    """Return the word folded, without a possessive 's."""
    return fold(word).removesuffix("'s")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text: folded, with the 0-based [start, end) of each in the text. The three run in parallel."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)


@lru_cache(maxsize=64)
def tokenize(text: str) -> Tokens:
    """Return the words of a text; a word may hold apostrophes ("didn't"), a possessive 's is taken off.

    The last results are kept: every step of a decision asks for the words of the same article.

    >>> tokenize("Kyiv's talks").words
    ('kyiv', 'talks')
    """
    places = [found.span() for found in _WORD.finditer(text)]
    words = [_plain(text[start:end]) for start, end in places]
    return Tokens(tuple(words), tuple([start for start, _ in places]), tuple([end for _, end in places]))


def split_words(text: str, most: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]:
    """Return the words of a text, at most so many, folded and as written, what stands before each, and what follows.

    >>> split_words("“Kyiv's talks”, he said.", 3)
    (('kyiv', 'talks', 'he'), ("Kyiv's", 'talks', 'he'), ('“', ' ', '”, '), ' said.')
    """
    parts = _WORD.split(text, most)  # in turn: what stands between the words, and the words
    raw = tuple(parts[1::2])
    return tuple(map(_plain, raw)), raw, tuple(parts[:-1:2]), parts[-1]


def sentences(text: str, language: str = "en") -> Iterator[tuple[int, int]]:
    """Yield the [start, end) of each sentence, without surrounding space and never longer than `MAX_SENTENCE`.

    A line break ends a sentence: feeds and scraped pages put headings and list items on lines of their own.
    """
    place = 0
    for line in text.splitlines(keepends=True):
        at = place
        for piece in segment(language or "en", line):
            start = text.find(piece, at) if piece else -1
            if start < 0:
                continue
            at = start + len(piece)
            yield from _cut(text, start, at)
        place += len(line)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + 1, start + MAX_SENTENCE)
        cut = space if space > 0 else start + MAX_SENTENCE
        yield start, cut
        start = cut + (space > 0)
    if start < end:
        yield start, end
