"""Features: however they are grouped to be weighed quickly, each counts once, under the text that it was learnt by."""

import pytest

from bot.monitor.facts.readings import SentenceReadings, find_readings, read_by_rules
from bot.monitor.facts.weights import Features, Weights, by_head, pack, unpack
from bot.rulebooks import load_learnt
from tests.monitor.facts.reading import article, topic_with

TEXT = """Putin and Zelensky will not meet in Istanbul in May, the Kremlin said on Monday, but Turkey could host them.
“We do not rule out talks with Trump,” he added, “after the 9 May parade.”
US envoy Witkoff, who had earlier flown to Moscow, called the Geneva talks of 2021 useful; Ukrainian diplomats agreed.
It was too early to say whether the summit on the Polish-Belarusian border would be held by video link."""


@pytest.fixture(scope="module")
def readings() -> list[SentenceReadings]:
    """What the sentences of a text full of parties, places, quotations and dates may say."""
    topic = topic_with()
    return list(find_readings(read_by_rules(article(TEXT, title="Kremlin: no talks with Kyiv"), topic), topic.parties))


def _all(readings: list[SentenceReadings]) -> list[Features]:
    return [
        features
        for sentence in readings
        for features in (sentence.shared, *(one.features for one in (*sentence.parties, *sentence.places)))
    ]


def test_groups_weigh_as_much_as_their_features_one_by_one(readings: list[SentenceReadings]) -> None:
    """With a weight for every feature, the sum over heads and tails is the sum over the texts."""
    features = _all(readings)
    every = sorted({name for one in features for name in one.names()})
    weight_of = {name: pack([(0, 0.01 * at), (1, -0.02)]) for at, name in enumerate(every, 1)}
    weights = Weights(labels=("none", "open"), table=by_head(weight_of.items()), threshold=0.5, agreement=1.0)
    assert len(every) > 500
    assert dict(weights.rows()) == weight_of
    for one in features:
        assert weights.weigh(one, {}) == sum(weight_of[name] for name in one.names())


def test_what_is_seen_from_two_mentions_is_told_from_the_nearer_one() -> None:
    """A word between two mentions lies to the right of the first when it is as near to it as to the second."""
    topic = topic_with()
    [sentence] = find_readings(
        read_by_rules(article("Putin was two three four with Putin, four five six."), topic), topic.parties
    )
    names = sentence.parties[0].features.names()
    seen = {
        "R2": "was two four five", "R5": "three six", "L2": "four with",
        "cR": "was two three four five six", "cL": "four with",
    }  # fmt: skip
    beside = [name for name in names if name.partition("=")[0] in seen]
    assert sorted(beside) == sorted(f"{head}={word}" for head, words in seen.items() for word in words.split())


def test_a_pronoun_is_read_for_its_party_where_a_cue_stands() -> None:
    """Without a cue it shows no position; the weights are learnt from such sentences all the same."""
    topic = topic_with()
    text = article("Putin spoke on Monday. He had lunch in the garden. He would not rule out talks.")
    cued = find_readings(read_by_rules(text, topic), topic.parties)
    every = find_readings(read_by_rules(text, topic), topic.parties, without_cue=True)
    assert [one.scene.sentence.text[:12] for one in cued] == ["Putin spoke ", "He would not"]
    assert [one.scene.sentence.text[:12] for one in every] == ["Putin spoke ", "He had lunch", "He would not"]


def test_the_heaviest_features_are_those_with_most_weight_for_the_label(readings: list[SentenceReadings]) -> None:
    """By falling weight, then by text, none that speaks against it; of the kinds that are asked for."""
    learnt = load_learnt("en")
    assert learnt is not None
    reading = readings[1].parties[0]
    features = [readings[1].shared, reading.features]
    heads = ("w=", "b=", "subj=")
    names = {name for one in features for name in one.names() if name.startswith(heads)}
    rated = {name: unpack(learnt.stance.packed(name), 2)[1] for name in names}
    wanted = sorted((name for name in rated if rated[name] > 0), key=lambda name: (-rated[name], name))
    assert len(wanted) > 10
    assert learnt.stance.heaviest(features, learnt.stance.labels[1], heads, 10) == wanted[:10]
