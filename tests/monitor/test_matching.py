"""One query against one article: what matches, with which words, and why not."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.monitor.articles import Article
from bot.monitor.document import LEAD_WORDS, Document
from bot.monitor.matching import explain, match_query
from bot.monitor.query import parse_query, phrase
from bot.monitor.text import tokenize

ARTICLE = Article(
    id="1",
    title="Kyiv’s envoys arrive in İstanbul for peace talks",
    text="Erdoğan greeted both sides. The talking began at noon, officials said.\n\n"
    "A football match was moved to Ankara. " + "Nothing else happened. " * 30 + "Observers left for Geneva.",
    source="news.example.org",
    published=datetime(2026, 1, 1, tzinfo=UTC),
    language="en",
)
DOCUMENT = Document.of(ARTICLE)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("istanbul talk", ("İstanbul", "talks", "talking")),
        ('"peace talks"', ("peace talks",)),
        ('"in istanbul for peace talk*"', ("in İstanbul for peace talks",)),
        ("peace-talk", ("peace talks",)),
        ("ERDOGAN", ("Erdoğan",)),
        ("kyiv", ("Kyiv’s",)),
        ("istanb* envoy*", ("İstanbul", "envoys")),
        ('"both side*"', ("both sides",)),
        ("ankara OR paris", ("Ankara",)),
        ("istanbul -genevax OR ankara", ("İstanbul", "Ankara")),
        ("title:talks", ("talks",)),
        ("lead:ankara", ("Ankara",)),
        ("body:geneva", ("Geneva",)),
        ("source:example talks", ("example", "talks", "talking")),
        ("source:example.org", ("example.org",)),
        ("ankara -(football chess)", ("Ankara",)),
    ],
)
def test_a_query_matches_with_the_words_of_the_article(query: str, words: tuple[str, ...]) -> None:
    """Case, accents, stems, possessives and hyphens do not decide; the words come back as they stand."""
    match = match_query(parse_query(query), DOCUMENT)
    assert match is not None
    assert match.words == words


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("talks moscow paris", "'moscow' is not in the article"),
        ('"talks peace"', '"talks peace" is not in the article'),
        ('"talk"', '"talk" is not in the article'),
        ("title:ankara", "'ankara' is not in the title"),
        ("lead:geneva", "'geneva' is not in the lead"),
        ("body:istanbul", "'istanbul' is not in the text"),
        ("talks source:example.com", "the source is not example.com but news.example.org"),
        ("talks (moscow OR paris OR -x y)", "none of 'moscow', 'paris', '-x y' is in the article"),
        ("talks -football", "excluded word 'football' stands in the text"),
        ("ankara -peace", "excluded word 'peace' stands in the title"),
        ("talks -(football ankara)", "excluded word 'football' stands in the text"),
        ('"istanbul erdogan"', '"istanbul erdogan" is not in the article'),
        ('"talks erdogan"', '"talks erdogan" is not in the article'),
    ],
)
def test_a_query_that_fails_names_the_first_condition_that_failed(query: str, reason: str) -> None:
    """The reason names the word and the place; words do not join across title and text."""
    assert match_query(parse_query(query), DOCUMENT) is None
    assert explain(parse_query(query), DOCUMENT) == reason


def test_a_match_is_explained_by_its_places() -> None:
    """A match says which word stands where."""
    assert explain(parse_query("ankara kyiv"), DOCUMENT) == (
        "'Ankara' stands in the text, 'Kyiv’s' stands in the title"
    )


def test_hits_are_places_in_the_article() -> None:
    """A hit's offsets cut its words out of the title or the text."""
    match = match_query(parse_query("talks erdogan source:news"), DOCUMENT)
    assert match is not None
    texts = {"title": ARTICLE.title, "body": ARTICLE.text, "source": ARTICLE.source}
    assert [texts[hit.area][hit.start : hit.end] for hit in match.hits] == ["talks", "talking", "Erdoğan", "news"]


def test_the_lead_is_the_start_of_the_text() -> None:
    """The lead ends after its number of words."""
    assert len(DOCUMENT.lead.tokens) == LEAD_WORDS
    assert DOCUMENT.lead.tokens.words == DOCUMENT.body.tokens.words[:LEAD_WORDS]


def test_an_empty_article_meets_no_query() -> None:
    """An article without words meets nothing and breaks nothing."""
    empty = Document.of(Article(id="2", title="", text="", published=ARTICLE.published))
    assert match_query(parse_query("talks OR (anka* -football)"), empty) is None
    assert explain(parse_query("source:x"), empty) == "the source is not x but unknown"


@given(st.text(max_size=40))
@example("United State*as")
@example('“b” "c" OR (d')
def test_a_name_is_found_where_it_stands_whatever_signs_it_holds(name: str) -> None:
    """A name of a rulebook is its words and nothing else: no sign in it is one of the query language."""
    named = Article(
        id="1", title=f"Talks: {name}", text="", source="a.example", published=datetime(2026, 1, 1, tzinfo=UTC)
    )
    query = phrase(name)
    assert (query is None) == (not tokenize(name).words)
    assert query is None or match_query(query, Document.of(named)) is not None
