"""What each sentence may say: its parties as holders of a stance, its places as venues, with the features of each.

`extract` weighs the readings; ``training/learn.py`` learns the weights from the same ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.monitor.articles import Article
from bot.monitor.facts.actors import CUES, Actor, Discourse, Scene, find_actors, find_speaker
from bot.monitor.facts.clauses import Sentence, is_background, read
from bot.monitor.facts.fact import Stance
from bot.monitor.facts.features import Company, Setting, View
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Mark, lexicon_of
from bot.monitor.facts.mentions import PlaceMention, find_places
from bot.monitor.facts.outsiders import Outsider, find_outsider, is_met_at
from bot.monitor.facts.places import capital_of, find_country, main_name
from bot.monitor.facts.stance import Position, find_claimed, find_positions
from bot.monitor.facts.standing import Named, find_standing
from bot.monitor.facts.venue import Known, Venue, find_elsewhere, find_known, find_venues
from bot.monitor.facts.weights import Features, Group
from bot.monitor.topics import Party, Topic

_ABOUT = ("meeting", "meet", "virtual")
_TOP = 3
"""Sentences that make the top of an article: the headline and the lead."""
MOST_PLACES = 150
"""Places of an article that are read: a list of all towns is no news of a meeting, and each costs time."""


class Reading(NamedTuple):  # no dataclass: an article has dozens, and a frozen one takes three times as long to build
    """What a sentence may say of one party or place.

    Attributes:
        of: The party's id, or the place.
        at: The token that it stands at; for a party that is not named the first.
        rule: What the rules say: the label and why; None when nothing.
        features: Its own features, besides those that the sentence's readings share.
        is_elsewhere: The rules see something else than a meeting happen at the place here.
        not_theirs: The labels that the rules see are not the party's here: it gives them another one, or what it
            confirms is another meeting.
    """

    of: str
    at: int
    rule: Position | Venue | None
    features: Features
    is_elsewhere: bool = False
    not_theirs: frozenset[str] = frozenset()


class SentenceReadings(NamedTuple):
    """A sentence with what it may say; `shared` are the features that all its readings have."""

    scene: Scene
    shared: Features
    parties: tuple[Reading, ...]
    places: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A sentence with its actors and speaker, and what the rules find in it.

    `elsewhere` are the tokens of places that are no venues, `claimed` what the speaker says of another party, and
    `outsider` who is no party and is met here.
    """

    scene: Scene
    setting: Setting
    known: Known
    venues: tuple[Venue, ...]
    elsewhere: frozenset[int]
    positions: tuple[Position, ...]
    claimed: frozenset[str]
    outsider: Outsider | None


def read_by_rules(article: Article, topic: Topic) -> Iterator[Ruled]:
    """Yield the sentences of an article with what the rules of clauses and roles find in each."""
    discourse = Discourse()
    sentences = [one for one in read(article, lexicon_of(topic.lists, topic.parties)) if one.words]
    about = [sentence.holds(*_ABOUT) for sentence in sentences]
    companies = _companies(sentences)
    countries = _countries(topic.parties)
    for index, sentence in enumerate(sentences):
        actors = find_actors(sentence)
        last_subject = discourse.subject
        speaker = find_speaker(sentence, actors, discourse)
        scene = Scene(sentence=sentence, actors=tuple(actors), speaker=speaker, last_subject=last_subject)
        in_context = any(about[max(index - 1, 0) : index + 2])
        known = find_known(sentence)
        says = not sentence.is_question  # a question tells nothing, whatever it names
        positions = tuple(find_positions(scene, in_context=in_context)) if says else ()
        outsider = find_outsider(sentence, actors, countries)
        weighed = _weighed(sentence, actors, known, outsider)
        elsewhere = frozenset(find_elsewhere(sentence, weighed))
        if outsider is not None:
            if _is_all(outsider):
                positions = tuple([one for one in positions if one.label is not Stance.CONFIRMED])
            places = (*weighed, *known.capitals, *sentence.of("virtual"))
            elsewhere |= {place.start for place in places if is_met_at(sentence, outsider, place)}
        venues = find_venues(sentence, known, in_context=in_context) if says else ()
        yield Ruled(
            scene=scene,
            setting=Setting(index=index, size=len(sentences), in_context=in_context, company=companies[index]),
            known=known,
            venues=tuple([one for one in venues if outsider is None or one.at not in elsewhere]),
            elsewhere=elsewhere,
            positions=positions,
            claimed=find_claimed(scene, positions),
            outsider=outsider,
        )


def _companies(sentences: Sequence[Sentence]) -> list[Company]:
    """Return for each sentence of an article whom it and its surroundings name."""
    named = [frozenset([mark.value for mark in sentence.of(PARTY, DEMONYM)]) for sentence in sentences]
    top = min(2, len(frozenset().union(*named[:_TOP])))
    found = []
    for at, sentence in enumerate(sentences):
        near = named[at]
        if at:
            near = near | named[at - 1]
        if at + 1 < len(named):
            near = near | named[at + 1]
        foreign = any(not sentence.at(mark.start, PARTY, DEMONYM) for mark in sentence.of(NATIONALITY))
        found.append(Company(here=min(2, len(named[at])), near=min(2, len(near)), top=top, foreign=foreign))
    return found


def find_readings(
    sentences: Iterable[Ruled], parties: tuple[Party, ...], *, without_cue: bool = False
) -> Iterator[SentenceReadings]:
    """Yield what each sentence of an article may say about the topic's parties and places.

    Most sentences of an article name no party and no place and point to none: they are left out.

    Args:
        sentences: The article.
        parties: Those of the topic.
        without_cue: Yield readings of the parties that a sentence without a cue only points to as well. Weights are
            learnt from them, as examples of what says nothing; in an article they find as much wrong as right.
    """
    known: set[str] = set()
    article = [*sentences]
    named = [_named(ruled, known) for ruled in article]
    standing = find_standing(named, own_places(parties))
    for at, ruled in enumerate(article):
        if ruled.scene.sentence.is_question:
            continue
        has_cue = without_cue or ruled.scene.sentence.holds(*CUES)
        pointed = _pointed(ruled.scene) if has_cue else []
        if not (named[at] or pointed or ruled.positions or ruled.scene.sentence.holds(PARTY, DEMONYM)):
            continue
        view = View(ruled.scene, ruled.setting)
        yield SentenceReadings(
            scene=ruled.scene,
            shared=view.shared,
            parties=tuple(_parties(view, ruled, pointed)),
            places=tuple(_places(view, named[at], standing, ruled.elsewhere)),
        )


def _is_all(outsider: Outsider) -> bool:
    """Return whether the sentence tells of no other meeting than the outsider's."""
    return outsider.is_alone and not outsider.is_aside


def _weighed(sentence: Sentence, actors: Sequence[Actor], known: Known, outsider: Outsider | None) -> list[Mark]:
    """Return the places of the gazetteer, and all others that are weighed where something else may happen in them."""
    places = [*known.free]
    if outsider is not None or sentence.holds("elsewhere"):
        named = [one for one in find_places(sentence, actors, known) if one.kind == "named"]
        places += [Mark(PLACE, one.start, one.end, one.place) for one in named]
        places.sort(key=lambda place: place.start)
    return places


@lru_cache(maxsize=1_000)
def _countries(parties: tuple[Party, ...]) -> frozenset[str]:
    """Return the countries of the parties by their main names; none when a party has none that is known."""
    countries = [find_country(party.country) if party.country else None for party in parties]
    return frozenset([one.name for one in countries if one]) if all(countries) else frozenset()


@lru_cache(maxsize=1_000)
def own_places(parties: tuple[Party, ...]) -> frozenset[str]:
    """Return the countries and capitals of the parties by their main names."""
    names = [name for party in parties for name in (party.country, party.capital or capital_of(party.country))]
    return frozenset(main_name(name) for name in names if name)


def _pointed(scene: Scene) -> list[str]:
    """Return the parties that a sentence points to: its speaker, and whom a pronoun may stand for."""
    found = [*scene.speakers]
    if scene.last_subject and scene.sentence.holds("third_person", "first_person"):
        found.append(scene.last_subject)
    return found


def _parties(view: View, ruled: Ruled, pointed: list[str]) -> Iterator[Reading]:
    """Yield the readings of the parties that the sentence names or points to, or that the rules find."""
    scene = ruled.scene
    positions: dict[str, Position] = {}
    for position in ruled.positions:
        positions.setdefault(position.party, position)
    candidates = list(dict.fromkeys([*view.parties(), *pointed, *positions]))
    labels = {party: position.label.value for party, position in positions.items()}
    starts = {actor.party: actor.start for actor in reversed(scene.actors)}
    confirmed = frozenset([Stance.CONFIRMED.value] if ruled.outsider is not None and _is_all(ruled.outsider) else [])
    for party in candidates:
        rule = positions.get(party)
        yield Reading(
            of=party,
            at=rule.at if rule else starts.get(party, 0),
            rule=rule,
            features=view.of_party(party, labels, len(candidates)),
            not_theirs=(ruled.claimed if party == scene.speaker else frozenset()) | confirmed,
        )


def _named(ruled: Ruled, known: set[str]) -> list[Named]:
    """Return the places that a sentence names, with what the rules say; `known`: those of the article so far."""
    sentence = ruled.scene.sentence
    found: dict[str, Venue] = {}
    for venue in ruled.venues:
        found.setdefault(venue.place, venue)
    places = find_places(sentence, ruled.scene.actors, ruled.known)
    mentions = [(one, _rule_at(found, one)) for one in places]
    told = {rule.place for _, rule in mentions if rule}
    mentions += [(_mention_of(venue), venue) for venue in found.values() if venue.place not in told]
    kept = []
    for mention, rule in mentions:
        if mention.place in known or len(known) < MOST_PLACES:
            known.add(mention.place)
            kept.append(
                Named(
                    mention=mention, rule=rule, index=ruled.setting.index, weight=sentence.weight,
                    background=is_background(sentence, mention.start),
                )
            )  # fmt: skip
    return kept


def _places(
    view: View, named: Sequence[Named], standing: Mapping[str, list[Group]], elsewhere: frozenset[int]
) -> Iterator[Reading]:
    for one in named:
        mention, rule = one.mention, one.rule
        evidence = rule.reason.partition(",")[0].replace(" ", "_") if rule else "none"
        status = rule.status.value if rule else "none"
        features = view.of_place(mention, evidence, status, len(named), standing[mention.place])
        is_elsewhere = rule is None and mention.start in elsewhere
        yield Reading(of=mention.place, at=mention.start, rule=rule, features=features, is_elsewhere=is_elsewhere)


def _rule_at(found: dict[str, Venue], mention: PlaceMention) -> Venue | None:
    venue = found.get(mention.place)
    return venue if venue is not None and mention.start <= venue.at < mention.end else None


def _mention_of(venue: Venue) -> PlaceMention:
    """Return the mention of a venue that only the rules find, a border for example."""
    kind = venue.place.partition(":")[0] if venue.place.startswith(("border:", "virtual")) else "other"
    return PlaceMention(place=venue.place, start=venue.at, end=venue.at + 1, kind=kind, form="rule")
