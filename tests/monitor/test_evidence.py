"""Evidence: the sentence of an article that shows why a keyword rule rang."""

from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.alerts import shorten, summary
from bot.monitor.boilerplate import is_boilerplate
from bot.monitor.document import Document
from bot.monitor.evidence import keyword_evidence, second_sentence
from bot.monitor.matching import match_query
from bot.monitor.query import parse_query
from bot.monitor.text import sentences
from tests.monitor.newsroom import ORCHARD, ORCHARD_TITLE, STRIKE, article


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
    text = document.article.text
    holders = [text[start:end] for start, end in sentences(text, language or "en") if "zeppelin" in text[start:end]]
    assert "zeppelin" in found or all(map(is_boilerplate, holders))


# The second sentence, and the summary of both.

LEAD = "Growers in the Lind valley expect to lose most of their cherries after three nights of frost in late April."
FURNITURE = [
    "Sign up for our newsletter to get the best of the valley every morning.",
    "Reporting by Ada Lind; editing by Bo Marlow.",
    "Follow us on every network for more news of the valley.",
    "With inputs from agencies and our own people there.",
    "This story has been updated with more details of the frost.",
    "Photo: the orchards of the Lind valley in the first light.",
    "All rights reserved, also those of translation and of film.",
    "Read more: what frost does to a blossom in three nights.",
]
NEWS = [
    LEAD,
    "Fires lit between the rows saved a few slopes above the river.",
    "The regional office for farming promises help before midsummer.",
    "Bees that had been rented for the blossom were sent home on Friday.",
    "“We have never seen ice on the ladders in May,” said a grower from Upper Lind.",
]


def test_the_second_sentence_is_the_lead() -> None:
    """What the article begins with says what it is about; when that is the evidence, the next one follows."""
    one = article(1, " ".join(NEWS), ORCHARD_TITLE)
    assert second_sentence(one, NEWS[3]) == LEAD
    assert second_sentence(one, LEAD) == NEWS[1]
    assert second_sentence(one, "") == LEAD


def test_a_second_sentence_says_something_else() -> None:
    """Not the headline again, not the evidence in other words, nothing of four words, nothing without an end."""
    title = "Growers in the Lind valley expect to lose most of their cherries after nights of frost"
    assert second_sentence(article(1, f"{LEAD} {NEWS[1]}", title), "") == NEWS[1]
    again = "Growers expect to lose most of their cherries in the Lind valley after three nights of frost."
    assert second_sentence(article(1, f"{again}\n\n{NEWS[2]}", ""), LEAD) == NEWS[2]
    poor = ["Frost again.", "A row of trees without an end", "A long one " * 30 + "."]
    assert second_sentence(article(1, "\n\n".join(poor)), "") == ""


MARKS = str.maketrans("", "", "“”‘’")


@given(
    st.lists(st.sampled_from(NEWS + FURNITURE), min_size=1, max_size=8),
    st.sampled_from(["frost", "bees", "slopes", "valley", "title:zeppelin"]),
    st.sampled_from([" ", "\n\n"]),
)
def test_a_summary_is_two_sentences_of_the_article(texts: list[str], query: str, gap: str) -> None:
    """At most two, the evidence first, each whole and as it stands there; never furniture, never the headline."""
    one = article(1, gap.join(texts), "A zeppelin over the orchards")
    document = Document.of(one)
    match = match_query(parse_query(query), document)
    if match is None:
        return
    evidence = keyword_evidence(document, match)
    context = second_sentence(one, evidence)
    shown = summary(evidence, context)
    parts = [part for part in (evidence, context) if part]
    assert shown.translate(MARKS) == " ".join(parts).translate(MARKS)
    assert len(parts) <= 2
    assert not context or context in NEWS
    news_with_words = [text for text in texts if text in NEWS and query.removeprefix("title:") in text.lower()]
    if news_with_words or not any(query in text.lower() for text in texts):
        assert evidence in ("", *NEWS)
    assert one.title not in shown


@given(st.text(alphabet="ab ", max_size=900), st.integers(20, 400), st.sampled_from(["a", "bb", "abab"]))
def test_no_word_is_cut(text: str, limit: int, focus: str) -> None:
    """What is left of a long sentence are whole words, unless one word alone is longer than the room."""
    words = set(text.split())
    if any(len(word) > 8 for word in words):
        return
    shown = shorten(text, [focus], limit)
    assert len(shown) <= limit
    assert {word for word in shown.split() if word != "…"} <= words
