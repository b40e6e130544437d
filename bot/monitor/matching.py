"""One query against one article: does it match, with which words, and if not, why not?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.monitor.document import Area, Document
from bot.monitor.query import AllOf, AnyOf, Field, How, Node, Not, Query, Term, Word, rendered, terms
from bot.monitor.text import fold

_STEM, _EXACT, _PREFIX = How.STEM, How.EXACT, How.PREFIX  # looked up a million times; an enum's attribute is slow
_PLACES = {
    Field.ANY: "the article",
    Field.TITLE: "the title",
    Field.LEAD: "the lead",
    Field.BODY: "the text",
    Field.SOURCE: "the source",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a term stands.

    Attributes:
        area: TITLE, LEAD, BODY or SOURCE. A lead's places are offsets into the article's text, like a body's.
        start, end: 0-based [start, end) in the article's title, text or source.
        text: The words as they stand there.
    """

    area: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A query that is met, with the first place of each of its terms in the title and in the text, in query order."""

    hits: tuple[Hit, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that met the query, as they stand in the article; each once."""
        return tuple({fold(hit.text): hit.text for hit in reversed(self.hits)}.values())[::-1]


def match_query(query: Query, document: Document) -> Match | None:
    """Hold a query against an article; None when it is not met."""
    if not _met(query.root, document, query.language):
        return None
    found = (hit for term in terms(query.root) for hit in _hits(term, document, query.language))
    return Match(tuple(dict.fromkeys(found)))


def explain(query: Query, document: Document) -> str:
    """Return why the query is met or not, in one sentence that names the first condition that failed."""
    met = match_query(query, document)
    if met is None:
        return _failure(query.root, document, query.language)
    return ", ".join(f"'{hit.text}' stands in {_PLACES[hit.area]}" for hit in met.hits[:5])


def _met(node: Node, document: Document, language: str) -> bool:
    """Hold a node against an article. The most used function of the program: loops, because generators cost double."""
    match node:
        case Term():
            for _, area in document.areas(node.field):  # noqa: SIM110
                if _stands(node.words, area, language):
                    return True
            return False
        case AllOf():
            for part in node.parts:  # noqa: SIM110
                if not _met(part, document, language):
                    return False
            return True
        case AnyOf():
            for part in node.parts:  # noqa: SIM110
                if _met(part, document, language):
                    return True
            return False
        case Not():
            return not _met(node.part, document, language)


def _stands(words: Sequence[Word], area: Area, language: str) -> bool:
    if len(words) == 1:
        return _occurs(words[0], area, language)
    return _find(words, area, language) >= 0


def _hits(term: Term, document: Document, language: str) -> Iterator[Hit]:
    for place, area in document.areas(term.field):
        at = _find(term.words, area, language)
        if at >= 0:
            start, end = area.tokens.starts[at], area.tokens.ends[at + len(term.words) - 1]
            yield Hit(place, start, end, area.text[start:end])


def _find(words: Sequence[Word], area: Area, language: str) -> int:
    """Return the index of the first token at which the words stand in order; -1 when they do not."""
    for word in words:
        if not _occurs(word, area, language):
            return -1
    first, rest = words[0], words[1:]
    for at in _places(first, area, language):
        if all(_stands_at(word, at + step, area, language) for step, word in enumerate(rest, start=1)):
            return at
    return -1


def _occurs(word: Word, area: Area, language: str) -> bool:
    if word.how is _EXACT:
        return word.key in area.words
    if word.how is _STEM:
        return word.key in area.stem_set(language)
    return area.has_prefix(word.key)


def _places(word: Word, area: Area, language: str) -> Iterator[int]:
    if word.how is _PREFIX:
        yield from (at for at, other in enumerate(area.tokens.words) if other.startswith(word.key))
        return
    keys = area.stems(language) if word.how is _STEM else area.tokens.words
    at = -1
    for _ in range(keys.count(word.key)):
        at = keys.index(word.key, at + 1)
        yield at


def _stands_at(word: Word, at: int, area: Area, language: str) -> bool:
    if at >= len(area.tokens):
        return False
    if word.how is _STEM:
        return area.stems(language)[at] == word.key
    other = area.tokens.words[at]
    return other == word.key if word.how is _EXACT else other.startswith(word.key)


def _failure(node: Node, document: Document, language: str) -> str:
    match node:
        case Term(field=Field.SOURCE):
            return f"the source is not {node.written} but {document.article.source or 'unknown'}"
        case Term():
            return f"{_quoted(node.written)} is not in {_PLACES[node.field]}"
        case AllOf():
            part = next(part for part in node.parts if not _met(part, document, language))
            return _failure(part, document, language)
        case AnyOf():
            listed = ", ".join(_quoted(rendered(part)) for part in islice(node.parts, 8))
            return f"none of {listed}{' ...' if len(node.parts) > 8 else ''} is in the article"
        case Not():
            return _exclusion(node.part, document, language)


def _exclusion(node: Node, document: Document, language: str) -> str:
    """Say which word of an excluded part, which is met, stands where."""
    for term in terms(node):
        for hit in _hits(term, document, language):
            return f"excluded word '{hit.text}' stands in {_PLACES[hit.area]}"
    return f"excluded: {rendered(node)}"


def _quoted(text: str) -> str:
    return text if text.startswith('"') and text.endswith('"') else f"'{text}'"
