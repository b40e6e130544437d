"""Which words of a sentence may name a place: those of the gazetteer, and names that only stand where a place stands.

A gazetteer never knows all stadiums, hotels and towns. A name with a capital after "in", "at" or "to" that is no party
is a candidate too; whether it is a venue, the weights decide (`venue` alone trusts only the gazetteer).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.monitor.facts.actors import Actor
from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import Mark
from bot.monitor.facts.places import VIRTUAL, find_country, is_capital
from bot.monitor.facts.venue import Known

_JOINING = frozenset(["of", "de", "la", "le", "du", "del", "el", "al", "st", "saint", "the", "upon", "sur", "am", "on"])
_BEFORE = frozenset(
    ["the", "a", "its", "his", "their", "our", "nearby", "central", "northern", "southern", "eastern", "western"]
)
_KINDS = frozenset(
    ["town", "city", "village", "island", "resort", "port", "oasis", "abbey", "monastery", "suburb", "valley", "spa",
     "castle", "crossing"]
)  # fmt: skip
"""Before "of" and a name they say that it is a place: "the town of Visegrad"."""
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_LONGEST = 5
"""Words of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place that a sentence names.

    Attributes:
        place: The main name, or the name as written.
        start, end: Its tokens.
        kind: "country", "capital", "city", "virtual", "border", or "named" when the gazetteer does not know it.
        form: What speaks against it or how it is named: "free", "blocked", "capital", "prose".
    """

    place: str
    start: int
    end: int
    kind: str
    form: str


def find_places(sentence: Sentence, actors: Sequence[Actor], gazetteer: Known) -> list[PlaceMention]:
    """Return the places that a sentence may name, by their start; `gazetteer` holds those that it knows."""
    known = [
        *(_mention(mark, "capital", "capital") for mark in gazetteer.capitals),
        *(_mention(mark, _kind(mark.value), "free") for mark in gazetteer.free),
        *(_mention(mark, _kind(mark.value), "blocked") for mark in gazetteer.blocked),
        *(_mention(mark, _kind(mark.value), "office") for mark in gazetteer.offices),
    ]
    taken = {at for mention in known for at in range(mention.start, mention.end)}
    taken.update(at for actor in actors for at in range(actor.start, actor.end))
    virtual = [
        PlaceMention(place=VIRTUAL, start=mark.start, end=mark.end, kind="virtual", form="free")
        for mark in sentence.of("virtual")[:1]
    ]
    return sorted([*known, *_named(sentence, taken), *virtual], key=lambda mention: mention.start)


def _mention(mark: Mark, kind: str, form: str) -> PlaceMention:
    return PlaceMention(place=mark.value, start=mark.start, end=mark.end, kind=kind, form=form)


def _kind(place: str) -> str:
    return "country" if find_country(place) else "capital" if is_capital(place) else "city"


def _named(sentence: Sentence, taken: set[int]) -> Iterator[PlaceMention]:
    """Yield names with capitals behind a preposition of place, where a capital says that it is a name."""
    before = {at for mark in sentence.of("location", "direction") for at in range(mark.start, mark.end)}
    before.update(
        at for at, word in enumerate(sentence.words) if word == "of" and at and sentence.words[at - 1] in _KINDS
    )
    if not before or sentence.is_headline:
        return
    count, done = len(sentence.words), 0
    for at in sorted(before):
        start = at + 1
        if start <= done:
            continue  # inside a name
        while start < count and sentence.is_joined(start) and sentence.words[start] in _BEFORE:
            start += 1
        end = start
        while end < count and end - start < _LONGEST and _goes_on(sentence, start, end, taken):
            end += 1
        if end > start:
            name = " ".join(sentence.raw[start:end]).removesuffix("'s").removesuffix("’s")
            yield PlaceMention(place=name, start=start, end=end, kind="named", form="prose")
            done = end


def _goes_on(sentence: Sentence, start: int, at: int, taken: set[int]) -> bool:
    """Return whether the token belongs to a name that began at `start`: a capital, or "de" before one."""
    if not sentence.is_joined(at) or at in taken:
        return False
    if sentence.is_capital(at) and not sentence.raw[at][0].isdigit():
        return not _is_day(sentence, at)
    if at == start or sentence.words[at] not in _JOINING or at + 1 >= len(sentence.words):
        return False
    joins = sentence.is_joined(at + 1) and sentence.is_capital(at + 1) and at + 1 not in taken
    return joins and not _is_day(sentence, at + 1)


def _is_day(sentence: Sentence, at: int) -> bool:
    return sentence.words[at] in _DAYS or bool(sentence.at(at, "month"))
