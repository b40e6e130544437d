"""Word lists: what they take, what they refuse, and that they decide."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.monitor.facts.lists import ROLES, WordLists, WrongLists, merge_lists, parse_lists
from bot.rulebooks import shipped_rules_dir
from tests.monitor.facts.reading import shipped_lists, stances, topic_with, venues


def test_a_list_holds_folded_phrases() -> None:
    """Case, accents, hyphens and doubles are gone once a list is read."""
    lists = parse_lists({"language": "en", "meeting": ["Tête-à-tête", "talks", "talks"]})
    assert lists.phrases("meeting") == ("tete a tete", "talks")
    assert lists.phrases("refuses") == ()


def test_lists_can_be_keys() -> None:
    """Equal lists are equal and hash alike, so that a topic's lexicon is compiled once."""
    one, two = (parse_lists({"refuses": ["spurn"], "meeting": ["talks"]}) for _ in range(2))
    assert one == two
    assert len({one, two}) == 1


def test_a_rulebook_replaces_adds_and_removes() -> None:
    """A list replaces, `add` and `remove` change; the base stays as it was."""
    base = parse_lists({"meeting": ["talks", "summit"], "negation": ["not"]})
    changed = merge_lists(base, {"meeting": {"add": ["bout"], "remove": ["summit"]}, "negation": ["never"]})
    assert changed.phrases("meeting") == ("talks", "bout")
    assert changed.phrases("negation") == ("never",)
    assert base.phrases("meeting") == ("talks", "summit")


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ({"refusals": ["spurn"]}, "refusals: there is no such word list; did you mean refuses?"),
        ({"meeting": "talks"}, "meeting: give a list of words or phrases"),
        ({"meeting": 7}, "meeting: give a list of words or phrases"),
        ({"negation": [False]}, 'negation: False is not a phrase; put quotes around words such as "no" and "on"'),
        ({"meeting": [""]}, "meeting: '' must begin and end with a word"),
        ({"meeting": ["call .."]}, "meeting: 'call ..' must begin and end with a word"),
        (
            {"meeting": ["ta(l|k)s"]},
            "meeting: 'ta(l|k)s' is not a word; write word, =word, word*, *ed or .. between two words",
        ),
        ({"meeting": ["*"]}, "meeting: '*' is not a word; write word, =word, word*, *ed or .. between two words"),
        ({"meeting": ["a b c d e f g h i"]}, "meeting: 'a b c d e f g h i' is longer than 8 words"),
        ({"meeting": {"ad": ["x"]}}, "meeting: unknown key 'ad'; did you mean add?"),
        ({"meeting": {"remove": ["sumit"]}}, "meeting: 'sumit' is not in the list; did you mean summit?"),
        ({"language": "english"}, "language: give a two-letter code such as en"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_list(lists: dict[str, object], message: str) -> None:
    """Every mistake names the list, and the nearest valid name where there is one."""
    language = {key: value for key, value in lists.items() if key == "language"}
    base = parse_lists({"meeting": ["summit"]})
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_lists(lists) if language else merge_lists(base, lists)


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(sorted(ROLES)), st.one_of(st.none(), st.text(), st.lists(st.text()))
    )
)
def test_whatever_is_given_is_read_or_refused(mapping: dict[str, object]) -> None:
    """No input makes `parse_lists` raise anything but a ValueError."""
    with suppress(ValueError):
        assert isinstance(parse_lists(mapping), WordLists)


def test_the_shipped_lists_have_every_role() -> None:
    """The English lists fill all roles, so that none is dead."""
    lists = shipped_lists()
    assert lists.language == "en"
    assert [role for role in ROLES if not lists.phrases(role)] == []


def test_changing_a_list_changes_the_result() -> None:
    """A word that is added is found, one that is removed is not; no code changes."""
    text = "Zelensky pooh-poohed a meeting with Putin in Vienna."
    assert stances(text) == set()
    assert stances(text, topic=topic_with({"refuses": {"add": ["pooh pooh"]}})) == {("UA", "refuses")}
    text = "Fury will fight Usyk at Wembley."
    ring = topic_with({"meeting": {"add": ["fight"]}, "meet": {"add": ["fight"]}})
    assert venues(text) == set()
    assert venues(text, topic=ring) == {("Wembley", "agreed")}


def test_no_word_of_a_language_stands_in_code() -> None:
    """The extraction names roles only; a word in quotes that English lists hold would bind it to English."""
    package = shipped_rules_dir().parent / "bot" / "monitor" / "facts"
    modules = ("actors", "clauses", "lexicon", "stance", "status", "venue")
    code = "".join((package / f"{name}.py").read_text(encoding="utf-8") for name in modules)
    quoted = set(re.findall(r'"=?([a-z]+)"', re.sub(r'""".*?"""', "", code, flags=re.DOTALL)))
    words = {phrase.lstrip("=") for _, phrases in shipped_lists().lists for phrase in phrases}
    assert quoted & words - set(ROLES) <= {"place", "party"}, "the two roles that names have"


def test_places_get_further_spellings() -> None:
    """They are added to those of the base; one that stands for itself is a place that the gazetteer lacks."""
    base = parse_lists({"language": "es", "places": {"Ginebra": "Geneva"}})
    lists = merge_lists(base, {"places": {"Villa Clara": "Villa Clara", "Vila Clara": "Villa Clara"}})
    assert lists.places == (("Ginebra", "Geneva"), ("Vila Clara", "Villa Clara"), ("Villa Clara", "Villa Clara"))


@pytest.mark.parametrize(
    ("value", "message", "path"),
    [
        (["Ginebra"], "places: write a block of spellings and main names, as in Ginebra: Geneva", ("places",)),
        ({"Ginebra": None}, "places: 'Ginebra' must stand for the main name", ("places", "Ginebra")),
        ({"--": "Geneva"}, "places: '--' must stand for the main name", ("places", "--")),
        (
            {"Ginebra": "Genefa"},
            "places: 'Genefa' is no place that is known; did you mean Geneva?",
            ("places", "Ginebra"),
        ),
    ],
)
def test_wrong_places_are_told(value: object, message: str, path: tuple[str, ...]) -> None:
    """With the way to the spelling that is wrong."""
    with pytest.raises(WrongLists) as caught:
        merge_lists(parse_lists({"language": "en"}), {"places": value})
    assert str(caught.value).startswith(message)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("lists", "path"),
    [
        ({"negation": ["not", "a+b"]}, ("negation", 1)),
        ({"negation": {"add": ["hardly", ".."]}}, ("negation", "add", 1)),
        ({"negation": {"remove": ["hardly"]}}, ("negation", "remove", 0)),
        ({"negation": {"ad": ["hardly"]}}, ("negation", "ad")),
        ({"negatoin": ["no"]}, ("negatoin",)),
    ],
)
def test_a_mistake_leads_to_its_phrase(lists: dict[str, object], path: tuple[str | int, ...]) -> None:
    """So that a rulebook can name line and column of the phrase itself."""
    with pytest.raises(WrongLists) as caught:
        merge_lists(parse_lists({"language": "en", "negation": ["not"]}), lists)
    assert caught.value.path == path
