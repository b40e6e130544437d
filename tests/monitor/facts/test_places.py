"""The gazetteer: spellings, containment, and what is left out of it."""

import pytest

from bot.monitor.facts.places import border, find_country, is_within, main_name, nationalities, spellings
from tests.monitor.facts.reading import venues


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Kiev", "Kyiv"),
        ("Riyad", "Riyadh"),
        ("Sana'a", "Sanaa"),
        ("Tiflis", "Tbilisi"),
        ("Türkiye", "Turkey"),
        ("UAE", "United Arab Emirates"),
        ("U.S.", "United States"),
        ("Geneva", "Geneva"),
    ],
)
def test_spellings_have_one_main_name(spelling: str, name: str) -> None:
    """A spelling change is no new place."""
    assert main_name(spelling) == name


@pytest.mark.parametrize("word", ["Since", "March", "Union", "Vladimir", "One", "Of", "Nice", "Putin"])
def test_words_and_first_names_are_no_places(word: str) -> None:
    """A city that is called like a word of the news is left out."""
    assert (word.lower(),) not in spellings()


@pytest.mark.parametrize(
    "place", ["Panmunjom", "Gomel", "Crans-Montana", "Camp David", "Sharm el-Sheikh", "Istanbul", "Jeddah"]
)
def test_summit_places_are_known(place: str) -> None:
    """Places of talks are there even when they are small."""
    assert venues(f"The next round of talks will be held in {place}.") == {(place, "agreed")}


def test_containment() -> None:
    """A city lies in its country, a resort in its state, never the other way round."""
    assert is_within("Istanbul", "Turkey")
    assert is_within("Anchorage", "Alaska")
    assert is_within("Anchorage", "United States")
    assert not is_within("Turkey", "Istanbul")
    assert not is_within("Istanbul", "Istanbul")
    assert not is_within("virtual", "Turkey")


def test_countries_know_their_capital_and_people() -> None:
    """A party that is a country needs no list of demonyms."""
    hungary = find_country("Hungary")
    assert hungary is not None
    assert (hungary.capital, hungary.demonyms[0]) == ("Budapest", "Hungarian")
    assert nationalities()["Swiss"] == "Switzerland"


def test_a_border_has_one_name() -> None:
    """The order in which the two countries are named says nothing."""
    assert border("Poland", "Belarus") == border("Belarus", "Poland") == "border:Belarus-Poland"
