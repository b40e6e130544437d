"""Thousands of queries against one article, without trying each: the article's words look the queries up.

Theory of operation. A query that is met has certain words in the article: of a conjunction any one part can be counted
on, of an alternative all branches must be (see `_cover`). Each query is filed under the words of its cheapest such
cover, the ones that news is least likely to hold; a phrase under its least likely word. For an article, its words,
stems and the first letters of its words are intersected with the files, which yields the few queries that could be met.
Of these, the ones of which another part has nothing in the article are dropped at the price of a set comparison; the
rest are held against it in earnest, so the result is exactly that of trying all of them. (Lucene and Elasticsearch call
this a percolator.)

Known limits. How likely a word is can only be guessed without a corpus: the longer, and the fewer queries use it, the
rarer. A query all of whose words are common is tried often; that costs time, never a match.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bot.monitor.document import Area, Document
from bot.monitor.matching import Match, match_query
from bot.monitor.query import MIN_PREFIX, AllOf, AnyOf, Field, How, Node, Not, Query, Term, Word

Key = tuple[bool, How, str, str]
"""Where a query is filed: whether its word is the outlet's, how it is compared, the language of a stem, the word."""


class Percolator:
    """An index over queries. Immutable; a query is known by its number in the sequence."""

    def __init__(self, queries: Sequence[Query]) -> None:
        self._queries = tuple(queries)
        uses = Counter(key for query in self._queries for key in _keys(query.root, query.language))
        self._conditions = [_conditions(query, uses) for query in self._queries]
        self._text, self._source = _Files(), _Files()
        for number, query in enumerate(self._queries):
            for key in _cover(query.root, query.language, uses):
                (self._source if key[0] else self._text).add(key, number)

    def matches(self, document: Document) -> Iterator[tuple[int, Match]]:
        """Yield the numbers of the queries that the article meets, in order, each with its match."""
        for number in sorted(self.candidates(document)):
            if match := match_query(self._queries[number], document):
                yield number, match

    def candidates(self, document: Document) -> set[int]:
        """Return the numbers of the queries that could be met; no other is."""
        found: set[int] = set()
        whole = document.whole
        self._text.look_up(whole, found)
        self._source.look_up(document.source, found)
        return {number for number in found if _are_possible(self._conditions[number], whole)}


class _Files:
    """Query numbers by word: whole words, stems by language, and prefixes by their first letters."""

    def __init__(self) -> None:
        self.exact: dict[str, list[int]] = defaultdict(list)
        self.stems: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.prefixes: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))

    def add(self, key: Key, number: int) -> None:
        _, how, language, word = key
        if how is How.EXACT:
            self.exact[word].append(number)
        elif how is How.STEM:
            self.stems[language][word].append(number)
        else:
            self.prefixes[word[:MIN_PREFIX]][word].append(number)

    def look_up(self, area: Area, found: set[int]) -> None:
        """Add the numbers that the area's words call for."""
        if self.exact:
            for word in area.words & self.exact.keys():
                found.update(self.exact[word])
        for language, by_stem in self.stems.items():
            for word in area.stem_set(language) & by_stem.keys():
                found.update(by_stem[word])
        if self.prefixes:
            for start in {word[:MIN_PREFIX] for word in area.words} & self.prefixes.keys():
                for prefix, numbers in self.prefixes[start].items():
                    if area.has_prefix(prefix):
                        found.update(numbers)


def _conditions(query: Query, uses: Counter[Key]) -> tuple[tuple[str | None, frozenset[str]], ...]:
    """Return sets of which each must share a member with title and text: stems, with their language, or words."""
    parts = query.root.parts if isinstance(query.root, AllOf) else (query.root,)
    covers = [_cover(part, query.language, uses) for part in parts]
    return tuple(
        (query.language if how is How.STEM else None, frozenset(word for *_, word in cover))
        for cover in covers
        for how in (How.STEM, How.EXACT)
        if {(of_source, other) for of_source, other, *_ in cover} == {(False, how)}
    )


def _are_possible(conditions: tuple[tuple[str | None, frozenset[str]], ...], whole: Area) -> bool:
    for language, words in conditions:
        if words.isdisjoint(whole.words if language is None else whole.stem_set(language)):
            return False
    return True


def _key(word: Word, field: Field, language: str) -> Key:
    return field is Field.SOURCE, word.how, language if word.how is How.STEM else "", word.key


def _keys(node: Node, language: str) -> Iterator[Key]:
    """Yield the keys of all terms that are not excluded."""
    match node:
        case Term():
            yield from (_key(word, node.field, language) for word in node.words)
        case AllOf() | AnyOf():
            for part in node.parts:
                yield from _keys(part, language)


def _cover(node: Node, language: str, uses: Counter[Key]) -> set[Key]:
    """Return keys of which an article that meets the node holds at least one; the empty set when there are none.

    Only an exclusion, or a conjunction of nothing else, has none: `query` sees to it that neither is a whole query nor
    the branch of an alternative.
    """
    match node:
        case Term():
            return {min((_key(word, node.field, language) for word in node.words), key=lambda key: _likely(key, uses))}
        case AnyOf():
            return {key for part in node.parts for key in _cover(part, language, uses)}
        case AllOf():
            covers = [cover for part in node.parts if (cover := _cover(part, language, uses))]
            return min(covers, key=lambda cover: sum(_likely(key, uses) for key in cover), default=set())
        case Not():
            return set()


def _likely(key: Key, uses: Counter[Key]) -> float:
    """Guess how likely an article holds the word (Zipf: short words are frequent); the scale has no meaning."""
    _, how, _, word = key
    return uses[key] * (3.0 if how is How.PREFIX else 1.0) / len(word) ** 2
