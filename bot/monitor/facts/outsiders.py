"""Whom a party meets who is no party of the topic: "will hold talks with his Lithuanian counterpart".

Such a meeting is another one: neither its place nor that it takes place says anything of what the topic tracks. Who
outsiders are, a rulebook cannot list; that they have an office in a country of which no party is, the sentence shows.
"""

from collections.abc import Iterator

from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Mark

_BETWEEN = ("skip", "possessive", "outsider")
_OTHERS = ("meeting", "meet", "virtual", "travel", "host")
_NEAR = 2
"""Tokens from the country to the office: "the Lithuanian deputy prime minister"."""


def find_outsider(sentence: Sentence) -> Mark | None:
    """Return the words "with his Lithuanian counterpart": the outsider whom the sentence's only party meets; or None.

    A sentence that names two parties tells of their meeting, whoever else is there: a host, a mediator.
    """
    encounters = sentence.of("encounter")
    if not encounters or len({mark.value for mark in sentence.of(PARTY, DEMONYM)}) > 1:
        return None
    starts = {mark.end: mark.start for mark in encounters}
    for official in _officials(sentence):
        at = official.start
        while at and at not in starts and sentence.is_joined(at) and sentence.at(at - 1, *_BETWEEN):
            at -= 1
        if at in starts and sentence.is_joined(at):
            return Mark("outsider", starts[at], official.end, official.value)
    return None


def is_met_at(sentence: Sentence, outsider: Mark, place: Mark) -> bool:
    """Return whether a place is where the outsider is met, and not that of a meeting which is named behind him."""
    around = (max(outsider.start - 1, 0), outsider.end - 1)  # "with the" begins a clause
    if not any(sentence.same_clause(at, place.start) for at in around):
        return False
    return not any(outsider.end <= mark.start < place.start for mark in sentence.of(*_OTHERS))


def _officials(sentence: Sentence) -> Iterator[Mark]:
    """Yield "Lithuanian president", "Lithuania's president", "the president of Lithuania"."""
    offices = sentence.of("outsider")
    for country in sentence.of(NATIONALITY, PLACE) if offices else ():
        if sentence.at(country.start, PARTY, DEMONYM):
            continue
        owns = country.role == NATIONALITY or sentence.raw[country.end - 1].endswith(("'s", "’s"))
        for office in offices:
            if owns and 0 <= office.start - country.end <= _NEAR:
                yield Mark("outsider", country.start, office.end, country.value)
            elif office.end == country.start - 1 and sentence.at(office.end, "belongs"):
                yield Mark("outsider", office.start, country.end, country.value)
