"""What an article as a whole shows of each place that it names: features that no sentence holds alone.

A venue is one of few, is named again, stands in the headline, or is the only place of which a meeting is told; the
capital of a party is named for all that the party does. `features` asks this of each place, besides the sentence.
"""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass

from bot.monitor.facts.clauses import TITLE_WEIGHT
from bot.monitor.facts.features import size_class
from bot.monitor.facts.mentions import PlaceMention
from bot.monitor.facts.places import find_around
from bot.monitor.facts.venue import Venue
from bot.monitor.facts.weights import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place in one sentence of an article.

    Attributes:
        mention: The place.
        rule: The venue that the rules see in it, or None.
        index: The number of the sentence.
        weight: The weight of the sentence.
        background: The sentence tells there what was, not what is new.
    """

    mention: PlaceMention
    rule: Venue | None
    index: int
    weight: float
    background: bool


def find_standing(sentences: Sequence[Sequence[Named]], own: Collection[str]) -> dict[str, list[Group]]:
    """Return the features of each place of an article, by place.

    Args:
        sentences: The places of each sentence.
        own: The countries and capitals of the topic's parties.
    """
    by_place: dict[str, list[Named]] = {}
    for sentence in sentences:
        for named in sentence:
            by_place.setdefault(named.mention.place, []).append(named)
    ruled = {place for place, all_named in by_place.items() if any(named.rule for named in all_named)}
    headlined = {place for place in ruled if _is_in_title(by_place[place])}
    inside: dict[str, list[str]] = {}
    for place in by_place:
        for outer in find_around(place):
            inside.setdefault(outer, []).append(place)
    size = size_class(len(sentences))
    found: dict[str, list[Group]] = {}
    for place, all_named in by_place.items():
        headline = _is_in_title(all_named)
        tails = [
            *_of_place(all_named, headline, size, place in own),
            *_around(place, all_named[0].mention.kind, inside.get(place, ()), by_place, ruled),
            f"titled{bool(headlined - {place})}&{headline}/{size}",
        ]
        found[place] = [("art=", tails)]
    return found


def _is_in_title(all_named: Sequence[Named]) -> bool:
    return any(named.weight >= TITLE_WEIGHT for named in all_named)


def _of_place(all_named: Sequence[Named], headline: bool, size: str, own: bool) -> Iterator[str]:
    """Yield how often and where the place is named, what the rules say of it, and whether it is a party's."""
    times = len({named.index for named in all_named})
    statuses = sorted({named.rule.status.value for named in all_named if named.rule})
    ruled = sum(named.rule is not None for named in all_named)
    kind = all_named[0].mention.kind
    yield from (
        f"named{min(times, 4)}/{size}",
        f"named{min(times, 4)}&{own}",
        f"first{_bucket(all_named[0].index)}/{size}",
        f"title{headline}/{size}",
        f"title{headline}&{own}",
        f"title{headline}&{min(times, 3)}/{size}",
        f"own{own}&{kind}",
        f"own{own}&{kind}/{size}",
        f"background{all(named.background for named in all_named)}",
        f"ruled:{'+'.join(statuses)}/{size}",
        f"ruled{bool(ruled)}&{own}",
        f"ruled{min(3, ruled)}/{size}",
    )


def _around(place: str, kind: str, inside: Sequence[str], places: Collection[str], ruled: Set[str]) -> Iterator[str]:
    """Yield whether the article names what lies in the place, or around it, and what the rules say of that."""
    outside = [other for other in find_around(place) if other in places]
    for name, others in (("in", inside), ("around", outside)):
        yield f"{name}{'ruled' if not ruled.isdisjoint(others) else bool(others)}&{kind}"


def _bucket(index: int) -> str:
    return "0" if index == 0 else "1" if index == 1 else "3" if index <= 3 else "8" if index <= 8 else "9"
