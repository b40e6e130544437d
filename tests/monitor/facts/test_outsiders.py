"""Whom a party meets who is no party of the topic: his meeting is another one."""

import pytest

from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.facts.readings import read_by_rules
from tests.monitor.facts.reading import article
from tests.monitor.facts.test_traps import shipped_topic


def outsiders(text: str) -> list[str]:
    """Return the words that the rules take for an outsider who is met, sentence by sentence of the text."""
    found = []
    for ruled in read_by_rules(article(text), shipped_topic()):
        if ruled.outsider is not None and not ruled.scene.sentence.is_headline:
            start, end = ruled.scene.sentence.span(ruled.outsider.start, ruled.outsider.end)
            found.append(ruled.scene.sentence.text[start:end])
    return found


def facts(text: str) -> set[tuple[str, str]]:
    """Return the venues as (place, status) and the stances as (party, label)."""

    def named(fact: Fact) -> tuple[str, str]:
        is_venue = fact.kind is FactKind.VENUE
        return (str(fact.value), str(fact.status)) if is_venue else (fact.party or "", str(fact.value))

    return {named(fact) for fact in extract_facts(article(text), shipped_topic())}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zelensky will hold talks in Vilnius with his Lithuanian counterpart.", "with his Lithuanian counterpart"),
        ("Putin landed in Tashkent for talks with the Uzbek leader.", "with the Uzbek leader"),
        ("Zelensky met Lithuania's president in Vilnius.", "met Lithuania's president"),
        ("Zelensky will meet the president of Lithuania in Vilnius.", "meet the president of Lithuania"),
        ("Putin was received by the Eritrean president in Asmara.", "received by the Eritrean president"),
    ],
)
def test_an_official_of_a_country_of_no_party_is_an_outsider(text: str, words: str) -> None:
    """However his country is named; the place where he is met is none of the topic's meeting, and nothing is agreed."""
    assert outsiders(text) == [words]
    assert facts(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Zelensky will hold talks in Vilnius with Putin and the Lithuanian president.",  # a host
        "Zelensky will meet his Russian counterpart in Vilnius.",  # a party's
        "Zelensky arrived in Vilnius, a Lithuanian government spokesman said.",  # says so
        "Zelensky will travel to Vilnius for talks. The Lithuanian president is glad.",
    ],
)
def test_an_official_who_is_not_the_one_that_is_met_is_none(text: str) -> None:
    """The two parties meet there: what is said of it holds."""
    assert outsiders(text) == []
    assert ("Vilnius", "agreed") in facts(text)


def test_the_meeting_behind_the_outsider_is_not_his() -> None:
    """A journey that is named behind him is one's own."""
    text = "Zelensky met the Polish president in Warsaw, and will travel to Istanbul for talks next week."
    assert outsiders(text) == ["met the Polish president"]
    found = facts(text)
    assert ("Istanbul", "agreed") in found
    assert not any(place == "Warsaw" for place, _ in found)


def test_what_is_said_beside_the_outsider_is_still_said() -> None:
    """Only that the meeting is on is not told by his."""
    text = "Zelensky ruled out any talks at a meeting with the Polish president in Warsaw."
    assert outsiders(text) == ["with the Polish president"]
    assert ("UA", "refuses") in facts(text)
