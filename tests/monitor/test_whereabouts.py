"""Whereabouts: headlines of one kind of event in two places are two stories."""

import pytest

from bot.monitor.stories import Relation
from tests.monitor.test_stories import article, relations


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Storm kills five in Vietnam", "Storm kills nine in Mexico"),
        ("Fire in Paris kills two", "Fire in Lyon kills two"),
        ("Gunman kills three at mall in Texas", "Gunman kills four at school in Serbia"),
        ("STORM KILLS FIVE IN VIETNAM", "STORM KILLS NINE IN MEXICO"),
        ("Gunman Kills Three at Mall in Texas", "Gunman Kills Four at School in Serbia"),
        ("Volcano erupts in Iceland", "Volcano erupts in Indonesia"),
        ("Court jails journalist for six years in Belarus", "Court jails journalist for two years in Egypt"),
        ("Germany's minister to visit Ankara for talks", "Poland's minister to visit Beijing for talks"),
    ],
)
def test_the_same_kind_of_event_elsewhere_is_a_story_of_its_own(one: str, other: str) -> None:
    """A rule that has rung for the one must be able to ring for the other."""
    for first, second in ((one, other), (other, one)):
        assert relations(article(1, first), article(2, second))[1] is Relation.NEW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Storm kills five in Vietnam", "Hanoi storm kills nine"),
        ("Storm Vera kills five in Vietnam", "Storm Vera kills nine in Mexico"),
        ("Hale arrives in Beijing for talks", "Hale arrives in Delhi for talks"),
        ("Quake hits Turkey, dozens dead", "Quake hits Syria and Turkey, dozens dead"),
    ],
)
def test_a_shared_place_or_name_keeps_a_report_in_its_story(one: str, other: str) -> None:
    """A place in the other one, a storm's name or a traveller's: one story, or an event that moves."""
    for first, second in ((one, other), (other, one)):
        assert relations(article(1, first), article(2, second))[1] is not Relation.NEW


def test_any_headline_of_the_story_may_share_the_place() -> None:
    """An event in two places: once one headline has named both, the other place belongs to the story."""
    first, second, third = "Quake hits Turkey, nine dead", "Quake hits Turkey and Syria", "Quake hits Syria, nine dead"
    assert relations(article(1, first), article(2, third))[1] is Relation.NEW
    assert relations(article(1, first), article(2, second), article(3, third))[2] is not Relation.NEW
