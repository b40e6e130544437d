"""Evidence: the sentence of an article that shows why a keyword rule rang."""

from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.document import Document
from bot.monitor.evidence import keyword_evidence
from bot.monitor.matching import match_query
from bot.monitor.query import parse_query
from tests.monitor.newsroom import ORCHARD, STRIKE, article


def evidence(query: str, text: str, title: str = "") -> str:
    """Return the evidence for a query that the article meets."""
    document = Document.of(article(1, text, title))
    match = match_query(parse_query(query), document)
    assert match is not None
    return keyword_evidence(document, match)


def test_the_sentence_with_the_word() -> None:
    """Word for word as it stands in the article."""
    assert evidence("bees", ORCHARD) == (
        "The regional office for farming promises help before midsummer, and bees that had been rented for the blossom "
        "were sent home."
    )


def test_the_sentence_with_most_of_the_words() -> None:
    """A sentence that holds two of the words is better than an earlier one with one of them."""
    text = "The mayor spoke. Ships wait at the pier. The mayor told the ships to leave."
    assert evidence("pier leave", text) == "Ships wait at the pier."
    assert evidence("told leave pier", text) == "The mayor told the ships to leave."


def test_of_two_equal_sentences_the_earlier() -> None:
    """One word each: the first of them."""
    assert evidence("ships mayor", "The mayor spoke. Ships wait.") == "The mayor spoke."


def test_words_of_the_title_show_the_first_sentence() -> None:
    """The headline stands in the alert anyway; under it comes what the article begins with."""
    assert evidence("title:zeppelin", ORCHARD, "A zeppelin over the valley") == ORCHARD.partition(" Fires")[0]


def test_words_that_are_not_there_have_no_sentence_of_their_own() -> None:
    """A rule that excludes words shows the sentence of those that it wants."""
    assert evidence("anchor -cherries", STRIKE).startswith("Forty ships lay at anchor")


def test_an_article_without_text_has_none() -> None:
    """The headline is all there is."""
    assert evidence("zeppelin", "", "A zeppelin over the valley") == ""


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["en", "de", "", "xx"]))
def test_it_is_always_a_part_of_the_text(before: str, after: str, language: str) -> None:
    """Whatever stands around the word, the evidence is cut out of the text and changes nothing."""
    document = Document.of(article(1, f"{before} zeppelin {after}", language=language))
    match = match_query(parse_query("zeppelin"), document)
    assert match is not None
    found = keyword_evidence(document, match)
    assert found in document.article.text
    assert "zeppelin" in found
