"""The query language of /watch and of rulebooks: text to a tree of conditions, and back.

::

    "peace talks" istanbul -football        every word must be there; the phrase as it stands; no football
    (ankara OR istanbul) title:talks*       either city, and a word that starts with "talks" in the title

A bare word matches by its stem (talk, talks, talking), a quoted one as it stands; case, accents, hyphens and curly
quotes never decide. Words bind closer than OR. The caps of length, depth and terms are checked on the flat list of
tokens, before anything recurses. `matching` holds a tree against an article; `percolator` holds thousands of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput
from rapidfuzz import fuzz, process

from bot.errors import WrongQuery
from bot.monitor.text import stem, tokenize

MAX_LENGTH = 500
"""Characters of a query; a combined one (`any:` lists of a rulebook) may be longer."""
MAX_DEPTH = 20
"""Parentheses inside parentheses."""
MAX_TERMS = 50
MIN_PREFIX = 3
"""Letters before a star; fewer would match nearly every article."""


class Field(StrEnum):
    """Where a term looks."""

    ANY = ""
    """In the title and in the text."""
    TITLE = "title"
    LEAD = "lead"
    """In the first words of the text, see `document.LEAD_WORDS`."""
    BODY = "body"
    """In the text."""
    SOURCE = "source"
    """In the outlet's name."""


class How(StrEnum):
    """How a word is compared."""

    STEM = "stem"
    EXACT = "exact"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Word:
    """One word to find: `key` is its stem, its folded form, or the folded letters it starts with."""

    key: str
    how: How


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side, in this order. `written` is the text in the query, for people."""

    words: tuple[Word, ...]
    field: Field = Field.ANY
    written: str = attribute(default="", compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must be met. Two parts or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part at least must be met. Two parts or more; none of them is met by an empty article."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be met. It is never met by an empty article."""

    part: "Node"


Node = Term | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A condition on an article, never met by an empty one.

    Attributes:
        text: As it was written, with single spaces.
        language: ISO 639-1 code; decides the stems.
        root: The tree.
    """

    text: str
    language: str
    root: Node


def parse_query(text: str, language: str = "en") -> Query:
    """Read a query.

    Args:
        text: In the language of the module's docstring.
        language: ISO 639-1 code of the words, for their stems.

    Raises:
        WrongQuery: With the position of the first mistake in the text (its white space made single).

    >>> render(parse_query('“peace talks”  (Ankara|istanb*) -football'))
    '"peace talks" (Ankara OR istanb*) -football'
    """
    if len(text) > MAX_LENGTH:
        text = " ".join(text[:MAX_LENGTH].split())
        raise WrongQuery(f"a query has at most {MAX_LENGTH} characters", query=text, position=len(text))
    return _Reader(" ".join(unicodedata.normalize("NFC", text).split()), language).read()


def phrase(text: str, language: str = "en") -> Query | None:
    """Return the query that these words stand side by side, as they are; None when the text has none.

    Nothing in it is a sign of the language: names come from rulebooks, and may hold stars and quotes.

    >>> phrase('The "Côte*" party').text
    '"The Côte party"'
    """
    words = tokenize(text).words
    if not words:
        return None
    written = f'"{" ".join(re.sub(f"[*{_QUOTES}]", " ", text).split())}"'
    root = Term(tuple(Word(word, How.EXACT) for word in words), written=written)
    return Query(text=written, language=language, root=root)


def combine(
    *, all_of: Iterable[Query] = (), any_of: Iterable[Query] = (), none_of: Iterable[Query] = (), language: str = "en"
) -> Query:
    """Join queries: each of `all_of`, one of `any_of` at least, and none of `none_of` must be met.

    Raises:
        WrongQuery: When neither `all_of` nor `any_of` names a query.
    """
    parts = [query.root for query in all_of]
    if choices := [query.root for query in any_of]:
        parts.append(_joined(AnyOf, choices))
    if not parts:
        raise WrongQuery("a query needs words that must be there, not only excluded ones", query="", position=0)
    parts += [Not(query.root) for query in none_of]
    root = _joined(AllOf, parts)
    return Query(text=rendered(root), language=language, root=root)


def render(query: Query) -> str:
    """Return the query in its canonical spelling: it parses to the same tree."""
    return rendered(query.root)


def terms(node: Node) -> Iterator[Term]:
    """Yield the terms that may be required, in written order; those under an exclusion are left out."""
    match node:
        case Term():
            yield node
        case AllOf() | AnyOf():
            for part in node.parts:
                yield from terms(part)


def rendered(node: Node) -> str:
    """Return a node in its canonical spelling."""
    match node:
        case Term():
            return f"{node.field}:{node.written}" if node.field else node.written
        case Not():
            return f"-{_grouped(node.part)}"
        case AllOf():
            return " ".join(_rendered_part(part) for part in node.parts)
        case AnyOf():
            return " OR ".join(_rendered_part(part) for part in node.parts)


def _rendered_part(node: Node) -> str:
    return _grouped(node) if isinstance(node, AllOf | AnyOf) else rendered(node)


def _grouped(node: Node) -> str:
    return rendered(node) if isinstance(node, Term) else f"({rendered(node)})"


def _joined(kind: type[AllOf] | type[AnyOf], parts: Iterable[Node]) -> Node:
    """Return the group without groups of its own kind inside; a group of one is that one."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else [part]
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _met_by_nothing(node: Node) -> bool:
    """Return whether an empty article meets the node: then it only excludes."""
    match node:
        case Term():
            return False
        case Not():
            return not _met_by_nothing(node.part)
        case AllOf():
            return all(map(_met_by_nothing, node.parts))
        case AnyOf():
            return any(map(_met_by_nothing, node.parts))


_QUOTES = '"“”„«»'
_LANGUAGE = Lark(
    rf"""
    ?any_of: all_of (_OR all_of)*
    ?all_of: _part (_AND? _part)*
    _part: exclude | _plain
    exclude: (_MINUS | _NOT) _plain
    _plain: WORD | PHRASE | scoped | _LPAR any_of _RPAR
    scoped: FIELD (WORD | PHRASE | _LPAR any_of _RPAR)

    _LPAR: "("
    _RPAR: ")"
    _OR.3: /OR(?![^\s()|{_QUOTES}])|\|\|?/
    _AND.3: /AND(?![^\s()|{_QUOTES}])|&&?(?![^\s()|{_QUOTES}])/
    _NOT.3: /NOT(?![^\s()|{_QUOTES}])/
    _MINUS.3: /[-−–—]/
    FIELD.3: /[^\W\d_]+:/
    PHRASE.2: /[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]/
    WORD: /[^\s()|{_QUOTES}][^\s()|{_QUOTES}]*/
    %ignore /\s+/
    """,
    parser="lalr",
    lexer="basic",
    start="any_of",
    propagate_positions=True,
    maybe_placeholders=False,
)
_INFIX = {"_OR", "_AND"}
_EXCLUSION = {"_NOT", "_MINUS"}
_END = "$END"


class _Reader:
    """Reads one query; the text is at hand for every mistake."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, language

    def read(self) -> Query:
        quotes = [place for place, char in enumerate(self.text) if char in _QUOTES]
        if len(quotes) % 2:
            raise self.wrong("this quote is not closed", quotes[-1])
        tokens = list(_LANGUAGE.lex(self.text))
        self.check_groups(tokens)
        self.check_neighbours(tokens)
        try:
            tree = _LANGUAGE.parse(self.text)
        except UnexpectedInput as error:
            raise self.wrong("this does not fit here", error.pos_in_stream or 0) from None
        root = self.build(tree, Field.ANY)
        if _met_by_nothing(root):
            raise self.wrong("a query needs words that must be there, not only excluded ones", 0)
        return Query(text=self.text, language=self.language, root=root)

    def wrong(self, message: str, place: int | Token) -> WrongQuery:
        position = place if isinstance(place, int) else place.start_pos or 0
        return WrongQuery(message, query=self.text, position=position)

    def check_groups(self, tokens: list[Token]) -> None:
        """Refuse what is too large, too deep or not closed."""
        words, groups = 0, list[Token]()
        for token in tokens:
            if token.type in ("WORD", "PHRASE"):
                words += 1
            elif token.type == "_LPAR":
                groups.append(token)
            elif token.type == "_RPAR":
                if not groups:
                    raise self.wrong("this parenthesis closes nothing", token)
                groups.pop()
            if words > MAX_TERMS:
                raise self.wrong(f"a query has at most {MAX_TERMS} words and phrases", token)
            if len(groups) > MAX_DEPTH:
                raise self.wrong(f"parentheses are at most {MAX_DEPTH} deep", token)
        if groups:
            raise self.wrong("this parenthesis is not closed", groups[-1])

    def check_neighbours(self, tokens: list[Token]) -> None:
        """Refuse operators that have nothing to work on."""
        if not tokens:
            raise self.wrong("a query needs at least one word", 0)
        for before, token in zip([None, *tokens], [*tokens, None], strict=True):
            after = token.type if token else _END
            if before is None or before.type == "_LPAR":
                self.check_start(before, token)
            elif after in {*_INFIX, "_RPAR", _END} and before.type in {*_INFIX, *_EXCLUSION, "FIELD"}:
                raise self.wrong(f"{_named(before)} needs a word after it", before)
            elif before.type == "FIELD" and after in _EXCLUSION:
                raise self.wrong(f"the exclusion stands before the field: -{before}word", before)
            elif before.type == "FIELD" and after == "FIELD":
                raise self.wrong("one field is enough", token or before)
            elif before.type in _EXCLUSION and after in _EXCLUSION:
                raise self.wrong("one exclusion is enough", token or before)
            elif before.type == "_MINUS" and token and before.end_pos != token.start_pos:
                raise self.wrong("the minus stands directly before the word that it excludes; leave out a dash", before)
            if token and token.type == "FIELD":
                self.scope(token)

    def check_start(self, opening: Token | None, token: Token | None) -> None:
        if token and token.type in _INFIX:
            raise self.wrong(f"{_named(token)} needs a word before it", token)
        if opening and token and token.type == "_RPAR":
            raise self.wrong("these parentheses are empty", opening)

    def build(self, node: Tree[Token] | Token, scope: Field) -> Node:
        if isinstance(node, Token):
            return self.term(node, scope)
        if node.data == "scoped":
            if scope:
                raise self.wrong(f"a field inside {scope}:(...) is one too many", node.meta.start_pos)
            name, inner = node.children
            assert isinstance(name, Token)  # noqa: S101 (for mypy: the grammar says so)
            return self.build(inner, self.scope(name))
        parts = [self.build(child, scope) for child in node.children]
        if node.data == "all_of":
            return _joined(AllOf, parts)
        if node.data == "exclude":
            if _met_by_nothing(parts[0]):
                raise self.wrong("only exclusions inside an exclusion: write the words without it", node.meta.start_pos)
            return Not(parts[0])
        for part, child in zip(parts, node.children, strict=True):
            if _met_by_nothing(part):
                place = child if isinstance(child, Token) else child.meta.start_pos
                raise self.wrong("one side of OR only excludes, so nearly every article would match", place)
        return _joined(AnyOf, parts)

    def scope(self, token: Token) -> Field:
        name = str(token)[:-1]
        fields = [known.value for known in Field if known]
        if name.lower() in fields:
            return Field(name.lower())
        near = process.extractOne(name.lower(), fields, scorer=fuzz.ratio, score_cutoff=60)
        hint = f"did you mean {near[0]}:?" if near else f"the fields are {': '.join(fields)}:; quote words with a colon"
        raise self.wrong(f"there is no field {token} {hint}", token)

    def term(self, token: Token, scope: Field) -> Term:
        quoted = token.type == "PHRASE"
        inner = str(token)[1:-1].strip() if quoted else str(token)
        exact = quoted or scope is Field.SOURCE
        words, stars = [], 0
        found = tokenize(inner)
        for word, end in zip(found.words, found.ends, strict=True):
            starred = inner.startswith("*", end) and not re.match(r"\*+\w", inner[end:])
            stars += len(inner[end:]) - len(inner[end:].lstrip("*")) if starred else 0
            if starred and len(word) < MIN_PREFIX:
                raise self.wrong(f"at least {MIN_PREFIX} letters must stand before a star", token)
            words.append(self.word(word, How.PREFIX if starred else How.EXACT if exact else How.STEM))
        if not words:
            message = "a star needs the start of a word before it" if "*" in inner else "here is no letter or digit"
            raise self.wrong(f"{message}: {token}", token)
        if inner.count("*") > stars:
            raise self.wrong("a star can only end a word", token)
        return Term(tuple(words), scope, f'"{inner}"' if quoted else inner)

    def word(self, folded: str, how: How) -> Word:
        return Word(stem(folded, self.language) if how is How.STEM else folded, how)


def _named(token: Token) -> str:
    return {"_MINUS": "the minus", "_NOT": "NOT"}.get(token.type, str(token))
