"""Standing: what an article shows of a place outside the sentence."""

from bot.monitor.facts.readings import Reading, find_readings, read_by_rules
from tests.monitor.facts.reading import article, topic_with

TEXT = """VIENNA - Putin and Zelensky will meet in Istanbul in May, the Kremlin said on Monday.
Turkey made a palace ready for them.
In Moscow the papers wrote of nothing else.
Istanbul is used to guests."""


def _places(text: str, title: str = "") -> dict[str, list[Reading]]:
    topic = topic_with()
    found: dict[str, list[Reading]] = {}
    for sentence in find_readings(read_by_rules(article(text, title=title), topic), topic.parties):
        for reading in sentence.places:
            found.setdefault(reading.of, []).append(reading)
    return found


def _article_features(readings: list[Reading]) -> list[set[str]]:
    return [{name.removeprefix("art=") for name in one.features.names() if name.startswith("art=")} for one in readings]


def test_every_reading_of_a_place_knows_what_the_others_show() -> None:
    """Named in the headline and in two sentences, of which the rules read one as a meeting, and within a country."""
    istanbul = _article_features(_places(TEXT, title="Istanbul it is")["Istanbul"])
    assert len(istanbul) == 3
    assert all(one == istanbul[0] for one in istanbul)
    assert istanbul[0] >= {"named3/8", "titleTrue/8", "first0/8", "ownFalse&city", "ruled:agreed/8", "aroundTrue&city"}


def test_a_place_elsewhere_knows_that_the_headline_has_another() -> None:
    """Its own features differ from those of the place that the rules read as a venue."""
    found = _places(TEXT, title="Putin and Zelensky to meet in Istanbul")
    [moscow] = _article_features(found["Moscow"])
    assert moscow >= {"named1/8", "titleFalse/8", "ownTrue&capital", "titledTrue&False/8"}
    assert "inruled&country" in _article_features(found["Turkey"])[0]
