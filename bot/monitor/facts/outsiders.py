"""Whom a party meets who is no party of the topic: "will hold talks with his Lithuanian counterpart".

Such a meeting is another one: neither its place nor that it takes place says anything of what the topic tracks. Who
outsiders are, a rulebook cannot list; that they have an office in a country of which no party is, the sentence shows.
It is read narrowly, for silence is the worse mistake: the party meets him, no other party and nobody beside him is
named, and he does not merely attend. Where a party has no country that the gazetteer knows, its people may be called by
one that the rulebook does not name, and nobody is an outsider.

Known limits: an outsider who is the subject ("the Polish president will receive Zelensky"), who stands beside the party
or is called by an abbreviation ("the UK prime minister") is none.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.monitor.facts.actors import Actor
from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Mark
from bot.monitor.facts.places import find_around

_NEAR = 2
"""Tokens from the country to the office: "the Lithuanian deputy prime minister"."""
_HELD = 3
"""Tokens from the verb to the noun: "hold two days of talks"."""
_MEETING = ("meeting", "meet", "virtual")
_BETWEEN = ("skip", "possessive", "outsider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """An outsider who is met.

    Attributes:
        head: The token of the word of meeting: "talks", "met".
        start, end: The tokens of "with his Lithuanian counterpart", "met Lithuania's president".
        is_aside: The meeting is only where something is said or done: "at a meeting with", "after he met".
        is_alone: No other meeting is named.
    """

    head: int
    start: int
    end: int
    is_aside: bool
    is_alone: bool


def find_outsider(sentence: Sentence, actors: Sequence[Actor], countries: Collection[str]) -> Outsider | None:
    """Return the official of another country whom the sentence's only party meets, or None.

    Args:
        sentence: The sentence.
        actors: The parties that it names.
        countries: Those of the topic's parties; none when one has no country.
    """
    if not countries or not sentence.holds("outsider"):
        return None
    encounters = {mark.end: mark for mark in sentence.of("encounter")}
    if not encounters or len({mark.value for mark in sentence.of(PARTY, DEMONYM)}) > 1:
        return None
    for official in _officials(sentence, countries):
        at = official.start
        while at and at not in encounters and sentence.is_joined(at) and sentence.at(at - 1, *_BETWEEN):
            at -= 1
        encounter = encounters.get(at)
        if encounter is None or not sentence.is_joined(at) or _is_one_of_more(sentence, official):
            continue
        head = _head(sentence, encounter)
        is_own = sentence.at(official.start - 1, "possessive") or any(
            actor.end <= head and not actor.possessive for actor in actors
        )
        if head >= 0 and is_own:
            others = [m for m in sentence.of("meeting") if not m.start <= head < m.end]
            return Outsider(
                head=head, start=encounter.start, end=official.end, is_aside=_is_aside(sentence, head),
                is_alone=not others,
            )  # fmt: skip
    return None


def is_met_at(sentence: Sentence, outsider: Outsider, place: Mark) -> bool:
    """Return whether a place is where the outsider is met, and not that of another meeting of the sentence."""
    around = (max(outsider.start - 1, 0), outsider.end - 1)  # "with the" begins a clause, so look at both sides of it
    if not any(sentence.same_clause(at, place.start) for at in around):
        return False
    if place.start >= outsider.end:  # "met him in Warsaw", and not "... in Warsaw before the talks there"
        others = any(mark.start >= place.end for mark in sentence.of("meeting", "venue"))
        return not others and all(_is_time_or_place(sentence, at) for at in range(outsider.end, place.start))
    if place.start < outsider.head:
        between = [mark for mark in sentence.of("meeting", "venue") if place.end <= mark.start < outsider.head]
        return not outsider.is_aside and not between
    return True


def _is_one_of_more(sentence: Sentence, official: Mark) -> bool:
    """Return whether an official only attends ("... Hakan Fidan as mediator") or others are met as well."""
    at = official.end
    while at < len(sentence.words) and sentence.is_joined(at) and sentence.is_capital(at):
        at += 1
    return sentence.at(at, "attends", "conjunction") is not None


def _head(sentence: Sentence, encounter: Mark) -> int:
    """Return the token of the word of meeting, or -1.

    That is the verb, or the noun right before "with"; or one that is held, and from which only time and place part it:
    "will hold talks in Vilnius on Tuesday with", and not "discussed the talks in Istanbul with".
    """
    if not sentence.at(encounter.start, "accompany"):
        return encounter.start
    at = encounter.start - 1
    while at >= 0 and sentence.is_joined(at + 1):  # not ", with the Saudi crown prince as host"
        mark = sentence.at(at, *_MEETING)
        if mark is not None and not (mark.role == "virtual" and sentence.at(mark.start, "agent")):
            is_held = any(at - _HELD <= held.start <= at for held in sentence.of("meet"))
            return at if is_held or mark.end == encounter.start else -1
        if mark is None and not _is_time_or_place(sentence, at):
            return -1
        at = (mark.start if mark else at) - 1
    return -1


def _is_time_or_place(sentence: Sentence, at: int) -> bool:
    """Return whether a token can belong to "in Vilnius on 3 May", or to a name."""
    if sentence.is_capital(at) or sentence.raw[at][0].isdigit():
        return True
    return sentence.at(at, "location", "direction", "chosen", "skip", "month", "agent") is not None


def _is_aside(sentence: Sentence, head: int) -> bool:
    """Return whether the meeting is where something is said: "at a meeting with", "after he met"."""
    whole = sentence.at(head, "blocker", "virtual")  # "at a news conference", "in a phone call"
    at = (whole.start if whole else head) - 1
    while at >= 0 and sentence.at(at, "skip", "possessive", "third_person", "indefinite", PARTY, DEMONYM):
        at -= 1
    return at >= 0 and bool(sentence.at(at, "location", "clause", "relative"))


def _officials(sentence: Sentence, countries: Collection[str]) -> Iterator[Mark]:
    """Yield "Lithuanian president", "Lithuania's president", "the president of Lithuania"."""
    offices = sentence.of("outsider")
    for land in sentence.of(NATIONALITY, PLACE) if offices else ():
        if sentence.at(land.start, PARTY, DEMONYM) or not {land.value, *find_around(land.value)}.isdisjoint(countries):
            continue
        if any(sentence.at(at, NATIONALITY, DEMONYM) for at in (land.start - 1, land.end)):
            continue  # "the Turkish Cypriot leader"
        owns = land.role == NATIONALITY or sentence.raw[land.end - 1].endswith(("'s", "’s", "'", "’"))
        for office in offices:
            if owns and 0 <= office.start - land.end <= _NEAR and _is_title(sentence, land.end, office.start):
                yield Mark("outsider", land.start, office.end, land.value)
            elif office.end == land.start - 1 and sentence.at(office.end, "belongs") and sentence.is_joined(land.start):
                yield Mark("outsider", office.start, land.end, land.value)


def _is_title(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether the words before an office belong to it: "deputy prime minister", not "mediation, officials"."""
    words = all(sentence.at(at, "title", "outsider", "skip") for at in range(start, end))
    return words and all(sentence.is_joined(at) for at in range(start, end + 1))
