"""An article and a topic -> its facts.

Sentence by sentence: marks, actors, speaker, background or news; then the venues and positions of each; at last what
the article as a whole says. Where weights were learnt for the language, they decide (`_weigh`): each sentence gives
each of its parties and places a probability for every label, the article has a label with the probability that one of
its sentences is right about it (noisy-or), and the likeliest sentence is the evidence. What the rules of clauses and
roles say is one of the things that the weights look at. In a language without weights the rules alone decide
(`_by_rules`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.monitor.articles import Article
from bot.monitor.facts.actors import Scene
from bot.monitor.facts.clauses import LEAD_WEIGHT, TITLE_WEIGHT, is_background, past_date
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.readings import Reading, SentenceReadings, find_readings, read_scenes
from bot.monitor.facts.stance import find_positions
from bot.monitor.facts.venue import find_venues
from bot.monitor.facts.weights import NONE, Learnt, Weights, probabilities
from bot.monitor.topics import Topic

_SURE = 0.6
"""Probability from which an article says a second thing of one party or place: "not excluded", and on a condition."""


def extract_facts(article: Article, topic: Topic) -> tuple[Fact, ...]:
    """Return what an article says about a topic's facts.

    Args:
        article: The article, its boilerplate removed.
        topic: The topic; its facts, parties and word lists decide what is looked for.

    Returns:
        Venues in the order of their first mention, then at most two stances per holder, the likeliest first.
    """
    learnt = topic.lists.learnt
    found = _by_rules(article, topic) if learnt is None else _weigh(article, topic, learnt)
    return tuple(replace(fact, name=tracked.name) for tracked in topic.facts for fact in found[tracked.kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A reading with the probability of each label (as in the weights), the sentence, and its features' order."""

    reading: Reading
    sentence: SentenceReadings
    probabilities: list[float]


def _weigh(article: Article, topic: Topic, learnt: Learnt) -> dict[FactKind, list[Fact]]:
    parties: dict[str, list[_Weighed]] = {}
    places: dict[str, list[_Weighed]] = {}
    for sentence in find_readings(article, topic):
        for weights, readings, by_name in (
            (learnt.stance, sentence.parties, parties),
            (learnt.venue, sentence.places, places),
        ):
            shared = weights.sums(sentence.shared) if readings else []
            for reading in readings:
                found = probabilities(shared, weights.sums(reading.features))
                by_name.setdefault(reading.of, []).append(
                    _Weighed(reading=reading, sentence=sentence, probabilities=found)
                )
    stances = [fact for party in parties.values() for fact in _stances_of(party, topic, learnt.stance)]
    venues = [fact for place in places.values() for fact in _venues_at(place, topic, learnt.venue)]
    return {FactKind.STANCE: stances, FactKind.VENUE: venues}


def article_probabilities(readings: Iterable[Sequence[float]], count: int) -> list[float]:
    """Return how likely an article gives a candidate each label: that one of its sentences is right (noisy-or)."""
    silent = [1.0] * count
    for found in readings:
        silent = [one * (1 - probability) for one, probability in zip(silent, found, strict=True)]
    return [1 - one for one in silent]


def choose_stances(found: Sequence[float], weights: Weights) -> list[str]:
    """Return the labels that an article gives a party, the likeliest first, from its probabilities."""
    ranked = _ranked(found, weights)
    return [label for at, (label, one) in enumerate(ranked[:2]) if one >= (_SURE if at else weights.threshold)]


def choose_statuses(found: Sequence[float], weights: Weights) -> list[str]:
    """Return the statuses that an article gives a place: the likeliest one when it is likely a venue at all."""
    silent = 1.0
    for one in found[1:]:
        silent *= 1 - one
    if 1 - silent < weights.threshold:
        return []
    return [label for at, (label, one) in enumerate(_ranked(found, weights)[:2]) if not at or one >= _SURE]


def _ranked(found: Sequence[float], weights: Weights) -> list[tuple[str, float]]:
    rated = [(label, one) for label, one in zip(weights.labels, found, strict=True) if label != NONE]
    return sorted(rated, key=lambda pair: -pair[1])


def _stances_of(party: list[_Weighed], topic: Topic, weights: Weights) -> Iterator[Fact]:
    found = article_probabilities((one.probabilities for one in party), len(weights.labels))
    for label in choose_stances(found, weights):
        best = _evidence(party, weights.labels.index(label))
        fact = _fact(best.sentence.scene, topic, FactKind.STANCE, label, _reason(best, label, weights), best.reading.at)
        yield replace(fact, party=best.reading.of)


def _venues_at(place: list[_Weighed], topic: Topic, weights: Weights) -> Iterator[Fact]:
    found = article_probabilities((one.probabilities for one in place), len(weights.labels))
    for label in choose_statuses(found, weights):
        best = _evidence(place, weights.labels.index(label))
        scene = best.sentence.scene
        when = past_date(scene.sentence) if label == Status.PAST else None
        fact = _fact(scene, topic, FactKind.VENUE, best.reading.of, _reason(best, label, weights), best.reading.at)
        yield replace(fact, status=Status(label), when=when)


def _evidence(readings: list[_Weighed], label: int) -> _Weighed:
    """Return the likeliest reading: of one's own words rather than a claim, of the text rather than the title.

    The reader of an alert sees the headline anyway, and wants to be quoted the sentence.
    """
    top = max(one.probabilities[label] for one in readings)
    likely = [one for one in readings if one.probabilities[label] >= top / 2]

    def rank(one: _Weighed) -> tuple[bool, bool, float]:
        scene = one.sentence.scene
        is_claim = scene.speaker not in ("", one.reading.of)
        return not is_claim, scene.sentence.weight < TITLE_WEIGHT, one.probabilities[label]

    return max(likely, key=rank)


def _reason(best: _Weighed, label: str, weights: Weights) -> str:
    """Return what the rules say when they say the same, else the words that weigh most."""
    rule = best.reading.rule
    if rule is not None and label in (getattr(rule, "label", None), getattr(rule, "status", None)):
        return rule.reason
    heaviest = weights.heaviest([*best.sentence.shared, *best.reading.features], label, 12)
    words = [text for one in heaviest if (text := _in_words(one))]
    return f"learnt from: {', '.join(dict.fromkeys(words[:3]))}" if words else "learnt from the sentence as a whole"


def _in_words(feature: str) -> str:
    """Return a sequence of words as a person would write it, or "": "b=H_will" -> "... will"."""
    kind, _, text = feature.partition("=")
    if kind not in ("w", "b", "t", "k", "cL", "cR", "L2", "R2", "L5", "R5", "subj", "spk", "own"):
        return ""
    parts = [{"H": "…", "O": "…", "P": "…"}.get(part, part) for part in text.split("_") if part not in "<>"]
    return f"“{' '.join(parts)}”" if any(part.isalpha() for part in parts) else ""


def _by_rules(article: Article, topic: Topic) -> dict[FactKind, list[Fact]]:
    mentions = list(_mentions(article, topic))
    return {
        FactKind.VENUE: _merge_venues(_news([fact for fact in mentions if fact.kind is FactKind.VENUE])),
        FactKind.STANCE: _merge_stances(_news([fact for fact in mentions if fact.kind is FactKind.STANCE])),
    }


def _mentions(article: Article, topic: Topic) -> Iterator[Fact]:
    """Yield every mention of a venue or a stance, sentence by sentence."""
    for scene, setting in read_scenes(article, topic):
        for venue in find_venues(scene.sentence, in_context=setting.in_context):
            fact = _fact(scene, topic, FactKind.VENUE, venue.place, venue.reason, venue.at)
            when = past_date(scene.sentence) if venue.status is Status.PAST else None
            yield replace(fact, status=venue.status, when=when)
        for position in find_positions(scene, in_context=setting.in_context):
            fact = _fact(scene, topic, FactKind.STANCE, position.label.value, position.reason, position.at)
            yield replace(fact, party=position.party)


def _fact(scene: Scene, topic: Topic, kind: FactKind, value: str, reason: str, at: int) -> Fact:
    sentence = scene.sentence
    return Fact(
        topic=topic.id, name="", kind=kind, value=value, speaker=scene.speaker, evidence=sentence.text,
        background=is_background(sentence, at), weight=sentence.weight, reason=reason,
    )  # fmt: skip


def _news(facts: Sequence[Fact]) -> list[Fact]:
    """Return what is news: no background, and no venues of the rest when title or lead names one.

    Past venues stay, for they fill the memory; where there is no news, all stays.
    """
    live = [fact for fact in facts if not fact.background and fact.status is not Status.PAST]
    if not live:
        return list(facts)
    top = max(fact.weight for fact in live)
    floor = LEAD_WEIGHT if live[0].kind is FactKind.VENUE and top >= LEAD_WEIGHT else 0
    return [fact for fact in facts if fact.status is Status.PAST or (not fact.background and fact.weight >= floor)]


def _merge_venues(facts: Sequence[Fact]) -> list[Fact]:
    """Return one fact per venue and status."""
    mentions: dict[tuple[str, Status | None], list[Fact]] = {}
    for fact in facts:
        mentions.setdefault((fact.value, fact.status), []).append(fact)
    return [_best(same) for same in mentions.values()]


def _best(mentions: Sequence[Fact]) -> Fact:
    """Return the strongest mention; when that is the title, with the evidence of the text."""
    top = max(mentions, key=_strength)
    alike = [fact for fact in mentions if fact.weight < TITLE_WEIGHT and fact.is_claim == top.is_claim]
    return replace(max(alike, key=_strength), weight=top.weight) if alike else top


def _merge_stances(facts: Sequence[Fact]) -> list[Fact]:
    by_party: dict[str, dict[str, list[Fact]]] = {}
    for fact in facts:
        by_party.setdefault(fact.party or "", {}).setdefault(fact.value, []).append(fact)
    return [fact for labels in by_party.values() for fact in _of_holder(labels)]


def _of_holder(labels: dict[str, list[Fact]]) -> list[Fact]:
    """Return the label that the article gives a holder: the one with the most weight; claims only without others."""

    def rank(facts: list[Fact]) -> tuple[bool, float]:
        return all(fact.is_claim for fact in facts), -sum(_strength(fact) for fact in facts)

    ranked = sorted(labels.values(), key=rank)
    return [_best(facts) for facts in ranked[:1]]


def _strength(fact: Fact) -> float:
    """Return how much a mention counts: its own words more, a claim less, background little, silence almost nothing."""
    said = 1.2 if fact.speaker == fact.party else 0.4 if fact.is_claim else 1.0
    return fact.weight * said * (0.3 if fact.background else 1.0) * (0.2 if fact.value == Stance.NO_COMMENT else 1.0)
