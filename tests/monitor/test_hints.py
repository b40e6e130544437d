"""Hints: which teasers are worth the fetch of their page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.monitor.document import Document
from bot.monitor.facts.fact import FactKind
from bot.monitor.hints import Hints
from bot.monitor.matching import match_query
from bot.monitor.query import parse_query
from bot.monitor.rules import Rule, RuleSet
from bot.monitor.topics import Party, Topic, TrackedFact
from tests.monitor.facts.reading import shipped_lists
from tests.monitor.newsroom import article, read_book, watch


def of(*rules: Rule, topics: tuple[Topic, ...] = ()) -> Hints:
    """Return the hints for some rules and topics."""
    return Hints(RuleSet.build(rules, topics))


def found(hints: Hints, text: str, title: str = "", language: str = "en") -> bool:
    """Return whether a teaser is worth a look."""
    return hints.found_in(Document.of(article(1, text, title, language=language)))


def talks(*parties: Party, about: str | None = None, facts: bool = True) -> Topic:
    """Return a topic that tracks a venue, or nothing."""
    return Topic(
        id="talks", title="Talks", lists=shipped_lists(), parties=parties, about=parse_query(about) if about else None,
        facts=(TrackedFact(name="venue", kind=FactKind.VENUE),) if facts else (),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["Dockers meet tonight.", "A strike, somewhere.", "The docker slept.", "DOCKERS!"])
def test_one_word_of_a_rule_is_enough(text: str) -> None:
    """The rule needs both words, the page may have the other one."""
    assert found(of(watch(5, "dockers strike")), text)


@pytest.mark.parametrize("text", ["", "Cherries froze in the valley.", "Striking views"])
def test_none_of_the_words_is_no_hint(text: str) -> None:
    """Nothing of the rule stands there; nothing is fetched."""
    assert not found(of(watch(5, "dockers harbour")), text)


def test_every_form_of_a_query_gives_hints() -> None:
    """Prefixes, phrases, a field and an alternative are looked for as they are written."""
    hints = of(watch(5, 'istanb* OR "peace talks" OR title:ferry'))
    assert found(hints, "An evening in Istanbul.")
    assert found(hints, "New peace talks.")
    assert not found(hints, "Talks about peace.")
    assert found(hints, "", "The ferry")


def test_the_rules_of_all_chats_and_books_count() -> None:
    """One percolator for everybody."""
    book = read_book()
    hints = of(*book.rules, watch(5, "zeppelin"), topics=book.topics)
    assert [found(hints, text) for text in ("A court sat.", "A zeppelin flew.", "A cherry fell.")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("name", ["Arvania", "Arvanian", "President Odel", "president odel’s", "Torvin-born Arvanians"])
def test_a_party_by_any_of_its_names_is_a_hint(name: str) -> None:
    """Name, country, people and aliases of a topic's parties."""
    book = read_book()
    assert found(of(topics=book.topics), f"Yesterday {name} spoke.")


def test_the_words_a_topic_is_about_are_hints() -> None:
    """Also those of a topic without parties."""
    hints = of(topics=(talks(about="zeppelin (race OR show)"),))
    assert found(hints, "At the show.")
    assert not found(hints, "At the races of old horses... no: at the fair.".replace("races", "barn"))


def test_a_topic_of_which_nothing_is_known_wants_every_page() -> None:
    """It tracks facts, names no party and no words: any teaser may be about it."""
    assert found(of(topics=(talks(),)), "Cherries froze.")
    assert not found(of(topics=(talks(facts=False),)), "Cherries froze.")


def test_no_rules_want_no_pages() -> None:
    """Nobody asks, nothing is fetched."""
    assert not found(of(), "Dockers strike in the port.")


@pytest.mark.parametrize("name", ['The "Guild"', "…", '"', "O'Neil (chair)", "a OR b", "-x", "title:", "C++", "*"])
def test_any_name_can_be_looked_for(name: str) -> None:
    """Names are words, not queries: quotes and operators in them do no harm; names without letters are left out."""
    hints = of(topics=(talks(Party(id="X", name=name)),))
    assert not found(hints, "Cherries froze in the valley.")
    if any(char.isalnum() for char in name):
        assert found(hints, f"Here is {name} again.")


QUERIES = st.sampled_from(
    ["dockers strike", "port -court", '"free weekends" OR istanb*', "(frost OR bees) cherries", "title:strike port"]
)
WORDS = st.lists(
    st.sampled_from(
        [
            "dockers",
            "strike",
            "port",
            "court",
            "free",
            "weekends",
            "Istanbul",
            "frost",
            "bees",
            "cherries",
            "the",
            "of",
            "a",
        ]
    ),
    max_size=8,
)


@settings(max_examples=200)
@given(QUERIES, WORDS, WORDS)
def test_whatever_meets_a_rule_is_a_hint(query: str, title: list[str], text: list[str]) -> None:
    """A teaser that already meets a rule is never passed over."""
    rule = watch(5, query)
    document = Document.of(article(1, " ".join(text), " ".join(title)))
    assert rule.query is not None
    if match_query(rule.query, document) is not None:
        assert of(rule).found_in(document)
