"""An article and a topic -> its facts.

Sentence by sentence: marks, actors, speaker, background or news; then the venues and positions of each; at last what
the article as a whole says: one fact per venue and status, one stance per holder, title before lead before rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.monitor.articles import Article
from bot.monitor.facts.actors import Discourse, Scene, find_actors, find_speaker
from bot.monitor.facts.clauses import LEAD_WEIGHT, TITLE_WEIGHT, is_background, past_date, read
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.lexicon import lexicon_of
from bot.monitor.facts.stance import find_positions
from bot.monitor.facts.venue import find_venues
from bot.monitor.topics import Topic

_ABOUT = ("meeting", "meet", "virtual")


def extract_facts(article: Article, topic: Topic) -> tuple[Fact, ...]:
    """Return what an article says about a topic's facts.

    Args:
        article: The article, its boilerplate removed.
        topic: The topic; its facts, parties and word lists decide what is looked for.

    Returns:
        Venues in the order of their first mention, then at most two stances per holder, the weightiest first.
    """
    mentions = list(_mentions(article, topic))
    venues = _merge_venues(_news([fact for fact in mentions if fact.kind is FactKind.VENUE]))
    stances = _merge_stances(_news([fact for fact in mentions if fact.kind is FactKind.STANCE]))
    merged = {FactKind.VENUE: venues, FactKind.STANCE: stances}
    return tuple(replace(fact, name=tracked.name) for tracked in topic.facts for fact in merged[tracked.kind])


def _mentions(article: Article, topic: Topic) -> Iterator[Fact]:
    """Yield every mention of a venue or a stance, sentence by sentence."""
    lexicon = lexicon_of(topic.lists, topic.parties)
    discourse = Discourse()
    sentences = list(read(article, lexicon))
    about = [bool(sentence.of(*_ABOUT)) for sentence in sentences]
    for at, sentence in enumerate(sentences):
        in_context = any(about[max(at - 1, 0) : at + 2])
        actors = find_actors(sentence)
        last_subject = discourse.subject
        speaker = find_speaker(sentence, actors, discourse)
        scene = Scene(sentence=sentence, actors=tuple(actors), speaker=speaker, last_subject=last_subject)
        for venue in find_venues(sentence, in_context=in_context):
            fact = _fact(scene, topic, FactKind.VENUE, venue.place, venue.reason, venue.at)
            when = past_date(sentence) if venue.status is Status.PAST else None
            yield replace(fact, status=venue.status, when=when)
        for position in find_positions(scene, in_context=in_context):
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
    """Return the strongest mention; when that is the title, with the evidence of the text.

    The reader of an alert sees the headline anyway, and wants to be quoted the sentence.
    """
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
