"""A document: one article, prepared once to be held against many queries.

Everything here is computed on first use and then kept, so an article that no rule looks at costs nothing. A document is
of use only while its article is decided on; it is never stored.
"""

from bisect import bisect_left
from functools import cached_property

from bot.monitor.articles import Article
from bot.monitor.query import Field
from bot.monitor.text import Tokens, stem, tokenize

LEAD_WORDS = 80
"""Words at the start of a text that are its lead: what agencies put into the first two or three paragraphs."""


class Area:
    """One stretch of an article: its words, what they fold and stem to, and where they stand."""

    def __init__(self, text: str, tokens: Tokens | None = None) -> None:
        self.text = text
        if tokens is not None:
            self.tokens = tokens
        self._stems: dict[str, tuple[str, ...]] = {}
        self._stem_sets: dict[str, frozenset[str]] = {}

    @cached_property
    def tokens(self) -> Tokens:
        """The words with their places in `text`."""
        return tokenize(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words."""
        return frozenset(self.tokens.words)

    @cached_property
    def sorted_words(self) -> list[str]:
        """The folded words in order, for `has_prefix`."""
        return sorted(self.words)

    def stems(self, language: str) -> tuple[str, ...]:
        """Return the stems of the words, in the order of the text."""
        if language not in self._stems:
            self._stems[language] = tuple(stem(word, language) for word in self.tokens.words)
        return self._stems[language]

    def stem_set(self, language: str) -> frozenset[str]:
        """Return the stems that occur."""
        if language not in self._stem_sets:
            self._stem_sets[language] = frozenset([stem(word, language) for word in self.words])
        return self._stem_sets[language]

    def has_prefix(self, prefix: str) -> bool:
        """Return whether a word starts with the (folded) prefix."""
        at = bisect_left(self.sorted_words, prefix)
        return at < len(self.sorted_words) and self.sorted_words[at].startswith(prefix)


class Document:
    """An article as queries see it.

    Attributes:
        article: The article. title, body, source: its areas; their places are offsets into `article.title`,
            `article.text` and `article.source`.
        label: What the desk had written before or after the title, "Opinion"; only terms on the title see it.
    """

    def __init__(self, article: Article, label: str = "") -> None:
        self.article = article
        self.title = Area(article.title)
        self.body = Area(article.text)
        self.source = Area(article.source)
        self.label = Area(label)
        title, body = (Field.TITLE, self.title), (Field.BODY, self.body)
        self._areas = {
            Field.ANY: (title, body),
            Field.TITLE: (title, (Field.TITLE, self.label)) if label else (title,),
            Field.BODY: (body,),
            Field.SOURCE: ((Field.SOURCE, self.source),),
        }

    @classmethod
    def of(cls, article: Article, label: str = "") -> "Document":
        """Return the article, ready for `matching` and `percolator`; for `label` see `boilerplate.title_label`."""
        return cls(article, label)

    @cached_property
    def lead(self) -> Area:
        """The first `LEAD_WORDS` words of the text."""
        tokens = self.body.tokens
        return Area(
            self.body.text,
            Tokens(tokens.words[:LEAD_WORDS], tokens.starts[:LEAD_WORDS], tokens.ends[:LEAD_WORDS]),
        )

    @cached_property
    def whole(self) -> Area:
        """Title, label and text as one; only its sets of words and stems are of use, it has no places."""
        return _Union(self.title, self.body, *([self.label] if self.label.text else []))

    def areas(self, field: Field) -> tuple[tuple[Field, Area], ...]:
        """Return the areas in which a term with this field looks; title before text."""
        return self._lead if field is Field.LEAD else self._areas[field]

    @cached_property
    def _lead(self) -> tuple[tuple[Field, Area], ...]:
        return ((Field.LEAD, self.lead),)


class _Union(Area):
    """The words of several areas, without their order."""

    def __init__(self, *areas: Area) -> None:
        super().__init__("", Tokens((), (), ()))
        self._parts = areas

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(part.words for part in self._parts))

    def stem_set(self, language: str) -> frozenset[str]:
        if language not in self._stem_sets:
            self._stem_sets[language] = frozenset().union(*(part.stem_set(language) for part in self._parts))
        return self._stem_sets[language]
