"""Whom a party meets who is no party of the topic: his meeting is another one."""

from dataclasses import replace

import pytest

from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.facts.readings import read_by_rules
from bot.monitor.topics import Party, Topic
from tests.monitor.facts.reading import article
from tests.monitor.facts.test_traps import shipped_topic

PARTIES = (
    Party(id="RU", name="Russia", country="Russia", aliases=("Putin", "Kremlin", "Lavrov", "Peskov")),
    Party(id="UA", name="Ukraine", country="Ukraine", demonyms=("Ukrainians",), aliases=("Zelensky",)),
)
"""The demonyms of the second one lack the adjective."""


def topic(*parties: Party) -> Topic:
    """Return the shipped topic with these parties, or those of this module."""
    return replace(shipped_topic(), parties=parties or PARTIES)


def outsiders(text: str, title: str = "") -> list[str]:
    """Return the words that the rules take for an outsider who is met, sentence by sentence."""
    found = []
    for ruled in read_by_rules(article(text, title=title), topic()):
        if ruled.outsider is not None:
            start, end = ruled.scene.sentence.span(ruled.outsider.start, ruled.outsider.end)
            found.append(ruled.scene.sentence.text[start:end])
    return found


def facts(text: str, title: str = "", *parties: Party) -> set[tuple[str, str]]:
    """Return the venues as (place, status) and the stances as (party, label)."""

    def named(fact: Fact) -> tuple[str, str]:
        is_venue = fact.kind is FactKind.VENUE
        return (str(fact.value), str(fact.status)) if is_venue else (fact.party or "", str(fact.value))

    return {named(fact) for fact in extract_facts(article(text, title=title), topic(*parties))}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Zelensky will hold talks in Vilnius on Tuesday with his Lithuanian counterpart.",
            "with his Lithuanian counterpart",
        ),
        ("Zelensky will hold talks by video link with his Lithuanian counterpart.", "with his Lithuanian counterpart"),
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
    ("text", "place"),
    [
        ("Zelensky will hold talks in Vilnius with Putin and the Lithuanian president.", "Vilnius"),
        ("Zelensky will meet his Russian counterpart in Vilnius.", "Vilnius"),
        (
            "Putin will meet the Ukrainian leader in Abu Dhabi on Thursday, the Kremlin said.",
            "Abu Dhabi",
        ),  # the party's
        ("Zelensky arrived in Vilnius for the peace talks, a Lithuanian government spokesman said.", "Vilnius"),
        (
            "The peace talks will be held in Istanbul on Friday, with the Turkish foreign minister as mediator.",
            "Istanbul",
        ),
        ("Peace talks in Geneva resume on Friday with Swiss officials in the chair, the Kremlin said.", "Geneva"),
        ("Zelensky discussed Friday's peace talks in Istanbul with his Turkish counterpart.", "Istanbul"),
        ("Zelensky will hold peace talks in Geneva with Swiss mediation, officials said.", "Geneva"),
        ("The Russian team will return to the talks in Istanbul with Turkish minister Fidan as mediator.", "Istanbul"),
        ("Zelensky will hold talks in Istanbul with the Turkish president and the enemy's envoys.", "Istanbul"),
        ("Putin will return to talks in Oslo with the Norwegian government as mediator.", "Oslo"),
    ],
)
def test_an_official_who_is_not_the_one_that_is_met_is_none(text: str, place: str) -> None:
    """The parties meet there: what is said of it holds."""
    assert outsiders(text) == []
    assert (place, "agreed") in facts(text)


@pytest.mark.parametrize(
    ("text", "place", "status"),
    [
        (
            "Putin agreed to hold the summit in Istanbul in a phone call with the Turkish president.",
            "Istanbul",
            "agreed",
        ),
        (
            "Zelensky, after meeting the Turkish president, proposed Istanbul as the venue for the summit.",
            "Istanbul",
            "proposed",
        ),
        (
            "Zelensky is ready for a summit in Rome, he said at a news conference with the Italian prime minister.",
            "Rome",
            "proposed",
        ),
        (
            "Putin named Istanbul as the venue for the summit in a phone call with the Turkish president.",
            "Istanbul",
            "proposed",
        ),
        ("Zelensky proposed Vienna for the talks in a call with the Austrian chancellor.", "Vienna", "proposed"),
        (
            "In a meeting with the Norwegian prime minister, Zelensky proposed Oslo as the venue of the summit.",
            "Oslo",
            "proposed",
        ),
        ("Zelensky rejected Minsk as the venue during a meeting with the Estonian president.", "Minsk", "denied"),
        (
            "Russian negotiators arrived in Istanbul for the peace talks and met with Turkish officials.",
            "Istanbul",
            "agreed",
        ),
        (
            "Zelensky met the Polish president in Warsaw, and will travel to Istanbul for talks next week.",
            "Istanbul",
            "agreed",
        ),
    ],
)
def test_the_place_of_another_meeting_of_the_sentence_is_not_his(text: str, place: str, status: str) -> None:
    """A venue is often named where somebody else is met."""
    assert (place, status) in facts(text)


def test_the_place_behind_an_aside_is_his() -> None:
    """What is said at a meeting with an outsider is said; where that was is no venue."""
    text = "Zelensky ruled out any talks at a meeting with the Polish president in Warsaw."
    assert outsiders(text) == ["with the Polish president"]
    assert facts(text) == {("UA", "refuses")}


def test_another_meeting_is_confirmed_beside_his() -> None:
    """Only a sentence that tells of no other one confirms nothing."""
    text = "Russia will attend the peace talks, Lavrov said after meeting the Chinese foreign minister."
    assert ("RU", "confirmed") in facts(text)


def test_where_a_party_has_no_country_nobody_is_an_outsider() -> None:
    """Its people may be called by a country that the rulebook does not name."""
    text = "Putin will meet the Ukrainian leader in Istanbul on Thursday."
    parties = (Party(id="PU", name="Putin"), Party(id="ZE", name="Zelensky"))
    assert ("Istanbul", "agreed") in facts(text, "", *parties)
    unknown = (PARTIES[0], Party(id="ZE", name="Zelensky", country="Republic of Ukraine and Crimea"))
    assert ("Istanbul", "agreed") in facts(text, "", *unknown)


def test_who_is_no_party_does_not_count_among_them() -> None:
    """The company of a sentence: parties in it and around it, and people of other countries."""
    text = "Zelensky saw the Lithuanian president. He left. Putin and Zelensky will meet. The Ukrainian team is ready."
    company = [ruled.setting.company for ruled in read_by_rules(article(text), topic())]
    assert [one.here for one in company] == [1, 0, 2, 0]
    assert [one.near for one in company] == [1, 2, 2, 2]
    assert [one.foreign for one in company] == [True, False, False, True]
    assert {one.top for one in company} == {2}
