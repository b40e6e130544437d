"""What each sentence may say: its parties as holders of a stance, its places as venues, with the features of each.

`extract` weighs the readings; ``training/learn.py`` learns the weights from the same ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.monitor.articles import Article
from bot.monitor.facts.actors import Discourse, Scene, find_actors, find_speaker
from bot.monitor.facts.clauses import Sentence, read
from bot.monitor.facts.features import Setting, View
from bot.monitor.facts.lexicon import lexicon_of
from bot.monitor.facts.mentions import PlaceMention, find_places
from bot.monitor.facts.stance import Position, find_positions
from bot.monitor.facts.venue import Venue, find_venues
from bot.monitor.topics import Topic

_ABOUT = ("meeting", "meet", "virtual")
_REMEMBERED = 2
"""Parties of the sentences before that a sentence without their name may still be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a sentence may say of one party or place.

    Attributes:
        of: The party's id, or the place.
        at: The token that it stands at; for a party that is not named the first.
        rule: What the rules say: the label and why; None when nothing.
        features: Its own features, besides those that the sentence's readings share.
    """

    of: str
    at: int
    rule: Position | Venue | None
    features: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReadings:
    """A sentence with what it may say; `shared` are the features that all its readings have."""

    scene: Scene
    shared: list[str]
    parties: tuple[Reading, ...]
    places: tuple[Reading, ...]


def read_scenes(article: Article, topic: Topic) -> Iterator[tuple[Scene, Setting]]:
    """Yield the sentences of an article with their actors and speakers."""
    discourse = Discourse()
    sentences = [one for one in read(article, lexicon_of(topic.lists, topic.parties)) if one.words]
    about = [bool(sentence.of(*_ABOUT)) for sentence in sentences]
    for index, sentence in enumerate(sentences):
        actors = find_actors(sentence)
        last_subject = discourse.subject
        speaker = find_speaker(sentence, actors, discourse)
        scene = Scene(sentence=sentence, actors=tuple(actors), speaker=speaker, last_subject=last_subject)
        in_context = any(about[max(index - 1, 0) : index + 2])
        yield scene, Setting(index=index, size=len(sentences), in_context=in_context)


def find_readings(article: Article, topic: Topic) -> Iterator[SentenceReadings]:
    """Yield what each sentence of an article may say about the topic's parties and places."""
    before: list[str] = []
    for scene, setting in read_scenes(article, topic):
        view = View(scene, setting)
        yield SentenceReadings(
            scene=scene,
            shared=view.shared,
            parties=tuple(_parties(view, scene, setting, before)),
            places=tuple(_places(view, scene, setting)),
        )


def _parties(view: View, scene: Scene, setting: Setting, before: list[str]) -> Iterator[Reading]:
    """Yield the readings of parties; `before` holds those of the sentences so far, the last one last."""
    positions: dict[str, Position] = {}
    for position in find_positions(scene, in_context=setting.in_context):
        positions.setdefault(position.party, position)
    here = view.parties()
    if scene.speaker:
        here.append(scene.speaker)
    if scene.last_subject and scene.sentence.of("third_person", "first_person"):
        here.append(scene.last_subject)
    candidates = list(dict.fromkeys([*here, *before[-_REMEMBERED:], *positions]))
    labels = {party: position.label.value for party, position in positions.items()}
    starts = {actor.party: actor.start for actor in reversed(scene.actors)}
    for party in candidates:
        rule = positions.get(party)
        yield Reading(
            of=party,
            at=rule.at if rule else starts.get(party, 0),
            rule=rule,
            features=view.of_party(party, labels, len(candidates)),
        )
    for party in dict.fromkeys(here):
        if party in before:
            before.remove(party)
        before.append(party)


def _places(view: View, scene: Scene, setting: Setting) -> Iterator[Reading]:
    found: dict[str, Venue] = {}
    for venue in find_venues(scene.sentence, in_context=setting.in_context):
        found.setdefault(venue.place, venue)
    mentions = [(one, _rule_at(found, one)) for one in find_places(scene.sentence, scene.actors)]
    told = {rule.place for _, rule in mentions if rule}
    mentions += [(_mention_of(venue), venue) for venue in found.values() if venue.place not in told]
    for mention, rule in mentions:
        evidence = rule.reason.partition(",")[0].replace(" ", "_") if rule else "none"
        status = rule.status.value if rule else "none"
        features = view.of_place(mention, evidence, status, len(mentions))
        yield Reading(of=mention.place, at=mention.start, rule=rule, features=features)


def _rule_at(found: dict[str, Venue], mention: PlaceMention) -> Venue | None:
    venue = found.get(mention.place)
    return venue if venue is not None and mention.start <= venue.at < mention.end else None


def _mention_of(venue: Venue) -> PlaceMention:
    """Return the mention of a venue that only the rules find, a border for example."""
    kind = venue.place.partition(":")[0] if venue.place.startswith(("border:", "virtual")) else "other"
    return PlaceMention(place=venue.place, start=venue.at, end=venue.at + 1, kind=kind, form="rule")


def is_about(sentence: Sentence) -> bool:
    """Return whether the sentence names a meeting."""
    return bool(sentence.of(*_ABOUT))
