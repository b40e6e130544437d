"""Where the meeting is to be: place, status, and the name of the evidence.

Theory of operation: places that stand in one list ("Turkey, Austria and Switzerland") are one group and share one
verdict. A group counts only with evidence that a meeting is held there; each kind of evidence has a name:

- a location preposition whose head is a meeting word: "talks in Istanbul", not "said in Moscow";
- a place before a meeting word: "the Geneva talks"; a country only before a journey, for "Ukraine talks" is about it;
- a journey to a meeting: "arrived in", "will visit", "invited to";
- the host: "Turkey will host"; the place named as venue: "Moscow was turned down", "floated Austria";
- "virtual" and the border of two countries.

Metonymy ("Washington said"), organisations ("the Moscow stock exchange"), treaties ("Minsk agreements") and people
("Paris Hilton") have no such evidence, or are blocked.

Known limits: "the Swiss resort" without a name; two meetings in one sentence share their places.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.monitor.facts.actors import CUES
from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.fact import Status
from bot.monitor.facts.lexicon import NATIONALITY, PARTY, PLACE, Mark
from bot.monitor.facts.places import VIRTUAL, border, find_country, is_capital, is_within
from bot.monitor.facts.status import status_of

_ABOUT = ("meeting", "meet", "venue", "host", "virtual", "travel")
_HEADS = ("meeting", "meet", "held", "venue", "travel", "virtual", "host", "team", "under_way")
_REACH = 12
"""Tokens between a place and the word that makes it a venue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place with its status, at which token it stands, and how it was found."""

    place: str
    status: Status
    at: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Places that stand in one list; `governor` is the role of the preposition before it, or ""."""

    places: tuple[Mark, ...]
    governor: str

    @property
    def start(self) -> int:
        return self.places[0].start

    @property
    def end(self) -> int:
        return self.places[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The places of the gazetteer that a sentence names, without datelines, each by its start.

    Attributes:
        free: Those that can be meant.
        blocked: Those whose words are part of another name.
        offices: Buildings that stand for a party.
        capitals: Those that are meant without being named: "the Hungarian capital".
    """

    free: tuple[Mark, ...] = ()
    blocked: tuple[Mark, ...] = ()
    offices: tuple[Mark, ...] = ()
    capitals: tuple[Mark, ...] = ()


_NONE = Known()


def find_known(sentence: Sentence) -> Known:
    """Return the places of the gazetteer that a sentence names."""
    if not sentence.holds(PLACE, "capital"):
        return _NONE
    free: list[Mark] = []
    blocked: list[Mark] = []
    offices: list[Mark] = []
    for place in sentence.of(PLACE):
        if not _is_dateline(sentence, place):
            is_blocked = _is_blocked(sentence, place)
            (blocked if is_blocked else offices if _is_office(sentence, place) else free).append(place)
    capitals = [capital for mark in sentence.of("capital") if (capital := _capital(sentence, mark, free))]

    def apart(places: list[Mark]) -> tuple[Mark, ...]:
        return tuple([place for place in places if not any(capital.overlaps(place) for capital in capitals)])

    return Known(free=apart(free), blocked=apart(blocked), offices=apart(offices), capitals=tuple(capitals))


def find_venues(sentence: Sentence, known: Known, *, in_context: bool) -> Iterator[Venue]:
    """Yield the venues that a sentence names.

    Args:
        sentence: The sentence.
        known: Its places.
        in_context: The sentence before was about the meeting, so that this one need not name it again.
    """
    if not sentence.holds(PLACE, NATIONALITY, "virtual") or not (in_context or sentence.holds(*_ABOUT)):
        return
    yield from _virtual(sentence)
    borders = list(_borders(sentence))
    yield from (venue for venue, _ in borders)
    taken = [mark for _, marks in borders for mark in marks]
    places = sorted([*known.free, *known.capitals], key=lambda place: place.start)
    groups = _groups(sentence, [place for place in places if place not in taken])
    found = [(group, _evidence(sentence, group, in_context)) for group in groups]
    located = [group for group, reason in found if reason in (_IN, _TO)]
    for group, reason in found:
        if not reason or (reason == _HOST and any(sentence.same_clause(group.start, other.start) for other in located)):
            continue
        for place in group.places:
            listed = reason if len(group.places) == 1 else f"{reason}, one of a list"
            yield Venue(place=place.value, status=status_of(sentence, place.start), at=place.start, reason=listed)


def find_elsewhere(sentence: Sentence, places: list[Mark]) -> Iterator[int]:
    """Yield the tokens of places that are surely no venues: "shelling resumed in Gaza", "in Jeddah for Sudan talks".

    Args:
        sentence: The sentence.
        places: Those of the gazetteer that can be meant, and other names that stand where a place stands; by start.
    """
    if len(places) < (1 if sentence.holds("elsewhere") else 2):
        return
    for group in _groups(sentence, places):
        if _is_what_talks_are_about(sentence, group):
            yield from (place.start for place in group.places)
        heads = [
            mark
            for mark in sentence.of(*_HEADS, "elsewhere", "speech")
            if mark.end <= group.start and sentence.same_clause(mark.start, group.start)
        ]
        if group.governor == "location" and heads and _is_another_event(sentence, heads):
            yield from (place.start for place in group.places)


_IN = "location preposition after a meeting word"
_TO = "journey to a meeting"
_AFTER = "place of a meeting word"
_BEFORE = "place before a meeting word"
_HOST = "host of the meeting"
_NAMED = "named as the venue"


def _virtual(sentence: Sentence) -> Iterator[Venue]:
    marks = sentence.of("virtual")
    if marks and sentence.holds("meeting", "held", "meet"):
        yield Venue(
            place=VIRTUAL, status=status_of(sentence, marks[0].start), at=marks[0].start, reason="virtual meeting"
        )


def _borders(sentence: Sentence) -> Iterator[tuple[Venue, tuple[Mark, ...]]]:
    """Yield "the Polish-Belarusian border", "the border of Poland and Belarus"."""
    for mark in sentence.of("border"):
        near = [
            one
            for one in sentence.of(PLACE, NATIONALITY)
            if abs(one.start - mark.start) <= 4 and find_country(one.value)
        ]
        names = list(dict.fromkeys(one.value for one in near))
        if len(names) == 2 and sentence.holds("meeting", "meet", "held"):
            status = status_of(sentence, mark.start)
            yield (
                Venue(place=border(*names), status=status, at=mark.start, reason="border of two countries"),
                tuple(near),
            )


def _capital(sentence: Sentence, mark: Mark, named: list[Mark]) -> Mark | None:
    """Return the capital that "the Hungarian capital" or "the capital of Russia" means, unless it is named."""
    for one in sentence.of(PLACE, NATIONALITY):
        country = find_country(one.value)
        before = one.end == mark.start
        after = 1 <= one.start - mark.end <= 2 and sentence.at(mark.end, "belongs") is not None
        if country is None or not country.capital or not (before or after):
            continue
        start, end = min(one.start, mark.start), max(one.end, mark.end)
        if not any(
            place.value == country.capital and place.start <= end + 1 and place.end >= start - 2 for place in named
        ):
            return Mark(PLACE, start, end, country.capital)
    return None


def _is_blocked(sentence: Sentence, place: Mark) -> bool:
    """Return whether the words are part of a person's, an organisation's or a longer party's name."""
    joined = place.end < len(sentence.words) and sentence.is_joined(place.end)
    if sentence.at(place.start, "first_name") or (
        place.start and sentence.at(place.start - 1, "first_name") and sentence.is_joined(place.start)
    ):
        return True
    if joined and sentence.at(place.end, *_OTHER_NAMES) and not sentence.at(place.end, "meeting", "meet"):
        return True
    ahead = range(place.end, min(place.end + 3, len(sentence.words)))
    event = any(sentence.at(at, "meeting") for at in ahead)
    named = joined and sentence.is_capital(place.end) and not sentence.is_headline
    if named and not event and not sentence.at(place.end, PLACE, PARTY):
        return True
    if _is_compound(sentence, place) and not event:
        return True
    size = place.end - place.start
    return any(party.overlaps(place) and party.end - party.start > size for party in sentence.of(PARTY))


_DATELINE = 8
"""Words before the dash of a dateline: two names of places, a day, an agency."""


def _is_dateline(sentence: Sentence, place: Mark) -> bool:
    """Return whether the place only says where the report was written: "LONDON, May 12 (Agency) - ..."."""
    if place.start:
        return False
    for at in range(place.end, min(place.end + _DATELINE, len(sentence.words))):
        if sentence.before[at].strip(" )") in ("-", "–", "—"):
            return sentence.before[at].strip(")")[:1] == " "  # not "Geneva-based"
        if not (sentence.is_capital(at) or sentence.raw[at].isdigit()):
            return False
    return False


_OTHER_NAMES = ("place_noise", "title", "object")


def _is_compound(sentence: Sentence, place: Mark) -> bool:
    """Return whether a hyphen joins the place to another word: "US-China ties", "Geneva-based"."""
    after = sentence.before[place.end] if place.end < len(sentence.words) else ""
    return after.endswith("-") or sentence.before[place.start].endswith("-")


def _is_office(sentence: Sentence, place: Mark) -> bool:
    """Return whether a building stands for a party ("the White House says"), not for itself ("at the White House")."""
    office = find_country(place.value) is None and not is_capital(place.value)
    return office and any(m.overlaps(place) for m in sentence.of(PARTY)) and _governor(sentence, place) != "location"


def _groups(sentence: Sentence, places: list[Mark]) -> list[_Group]:
    groups: list[list[Mark]] = []
    last: Mark | None = None
    for at, place in enumerate(places):
        follows = places[at + 1] if at + 1 < len(places) else None
        if follows is not None and follows.start == place.end and is_within(follows.value, place.value):
            continue  # "Switzerland's Geneva"
        if last is not None and _is_around(sentence, last, place):
            last = place
            continue
        if groups and last is not None and _is_listed(sentence, last, place):
            groups[-1].append(place)
        else:
            groups.append([place])
        last = place
    return [_Group(places=tuple(group), governor=_governor(sentence, group[0])) for group in groups]


def _is_around(sentence: Sentence, inner: Mark, outer: Mark) -> bool:
    """Return whether the second place only says where the first lies: "Muscat, Oman", "Gomel, a city in Belarus"."""
    return is_within(inner.value, outer.value) and outer.start - inner.end <= 4


def _is_listed(sentence: Sentence, left: Mark, right: Mark) -> bool:
    between = range(left.end, right.start)
    comma = "," in "".join(sentence.before[left.end : right.start + 1])
    if not between:
        return comma
    joins = any(sentence.at(at, "conjunction") for at in between)
    return (
        (comma or joins)
        and len(between) <= 4
        and all(sentence.at(at, "conjunction", "skip", "location", "direction") for at in between)
    )


_EVENTS = ("meet", "held", "under_way")
_DOERS = ("meeting", "virtual", "team", PARTY, NATIONALITY, "third_person", "first_person")
_GOVERNORS = ("location", "direction", "chosen", "agent", "belongs", "accompany", "according")


def _governor(sentence: Sentence, place: Mark) -> str:
    """Return the role of the preposition before a place, over articles and "the city of"."""
    at = place.start - 1
    while (
        at >= 0
        and sentence.is_joined(at + 1)
        and sentence.at(at, "skip", "venue", NATIONALITY, "capital")
        and place.start - at <= 4
    ):
        at -= 1
    if at < 0 or not sentence.is_joined(at + 1):
        return ""
    roles = sentence.roles_at(at)
    return "" if "clause" in roles else next((role for role in _GOVERNORS if role in roles), "")


def _evidence(sentence: Sentence, group: _Group, in_context: bool) -> str:
    """Return the name of the evidence that the group's places are venues, or ""."""
    if any(0 <= m.start - group.end <= _REACH and sentence.holds("meeting", "meet") for m in sentence.of("where")):
        return _NAMED
    possessive = sentence.raw[group.end - 1][-2:] in ("'s", "’s")
    if group.governor == "location":
        return _IN if _has_head(sentence, group, in_context) else ""
    if possessive or _is_what_talks_are_about(sentence, group):
        return ""
    if _is_modifier(sentence, group):
        return _BEFORE
    if group.governor in ("direction", "") and _is_destination(sentence, group):
        return _TO
    if group.governor == "belongs" and _is_of_meeting(sentence, group):
        return _AFTER
    if _is_host(sentence, group):
        return _HOST
    return _NAMED if _is_named(sentence, group) else ""


def _has_head(sentence: Sentence, group: _Group, in_context: bool) -> bool:
    """Return whether the nearest word that a place can belong to, first to its left, is one of a meeting."""
    if any(0 <= m.start - group.end <= 1 and sentence.is_joined(m.start) for m in sentence.of("speech")):
        return False  # "officials in Moscow said"
    heads = [m for m in sentence.of(*_HEADS, "elsewhere", "speech") if m.end <= group.start or m.start >= group.end]
    near = [m for m in heads if sentence.same_clause(m.start, group.start)]
    left = [m for m in near if m.end <= group.start]
    right = [m for m in near if m.start >= group.end]
    before = [m for m in heads if m.end <= group.start]
    if _is_country(group.places[0].value):
        return _is_tight(sentence, group, left)
    if left:
        return _is_head(left, max(m.end for m in left)) and not _is_another_event(sentence, left)
    if not right and not [m for m in heads if m.end <= group.start]:
        right = [m for m in heads if 0 <= m.start - group.end <= _REACH]
    if right:
        return min(right, key=lambda m: m.start).role in _HEADS
    if before:
        return _is_head(before, max(m.end for m in before))
    return in_context and not heads


def _is_another_event(sentence: Sentence, heads: list[Mark]) -> bool:
    """Return whether what resumes, goes on or is held here is no meeting: "shelling resumed in", "life goes on in".

    What is agreed somewhere has been talked about there, a truce above all.
    """
    last = max(heads, key=lambda mark: (mark.end, -mark.start))
    if last.role not in _EVENTS or sentence.at(last.start, "meeting", "accepts"):
        return False
    clause = [
        mark for mark in sentence.marks if mark.end <= last.start and sentence.same_clause(mark.start, last.start)
    ]
    return any(mark.role == "elsewhere" for mark in clause) and not any(mark.role in _DOERS for mark in clause)


def _is_tight(sentence: Sentence, group: _Group, left: list[Mark]) -> bool:
    """Return whether nothing that a country could belong to stands between the meeting word and it.

    Much is said to happen "in Ukraine" besides the talks.
    """
    if not left:
        return any(0 <= m.start - group.end <= 3 for m in sentence.of("meeting", "team"))
    if not _is_head(left, max(m.end for m in left)):
        return False
    between = range(max(m.end for m in left), group.start - 1)
    return len(between) <= 6 and all(
        sentence.is_capital(at) or any(m.start <= at < m.end for m in sentence.marks) for at in between
    )


def _is_head(marks: list[Mark], end: int) -> bool:
    nearest = [mark for mark in marks if mark.end == end]
    longest = max(mark.end - mark.start for mark in nearest)
    heads = [mark for mark in nearest if mark.role in _HEADS and mark.end - mark.start == longest]
    return bool(heads) and (
        all(mark.role != "elsewhere" for mark in nearest) or any(m.role == "meeting" for m in heads)
    )


def _is_what_talks_are_about(sentence: Sentence, group: _Group) -> bool:
    """Return whether the talks are held in the place that stands before: "landed in Jeddah for Sudan talks"."""
    if group.governor != "direction" or not sentence.at(group.end, "meeting"):
        return False
    before = [m for m in sentence.of(PLACE) if m.end < group.start and sentence.same_clause(m.start, group.start)]
    return any(
        group.start - place.end <= 3 and _governor(sentence, place) in ("location", "direction") for place in before
    )


def _is_modifier(sentence: Sentence, group: _Group) -> bool:
    """Return whether a meeting word follows within two words: "the Geneva peace talks"."""
    country = _is_country(group.places[-1].value)
    for at in range(group.end, min(group.end + 3, len(sentence.words))):
        if not sentence.is_joined(at):
            return False
        if sentence.at(at, "meeting"):
            return not country or sentence.at(at, "travel") is not None
        if sentence.at(at, *_LIMITS, *CUES) and not sentence.at(at, "title"):
            return False
    return False


_LIMITS = (
    "clause",
    "relative",
    "be",
    "speech",
    "accompany",
    "belongs",
    "location",
    "direction",
    "conjunction",
    "skip",
    "future",
    "meet",
    "host",
    PLACE,
    PARTY,
)


def _is_of_meeting(sentence: Sentence, group: _Group) -> bool:
    """Return whether a city hangs on a meeting word: "the platform of Jeddah"; "talks of Moscow" are somebody's."""
    city = find_country(group.places[0].value) is None and not any(
        m.overlaps(group.places[0]) for m in sentence.of(PARTY)
    )
    return city and group.start >= 2 and sentence.at(group.start - 2, "meeting", "venue") is not None


def _is_country(name: str) -> bool:
    """Return whether the place is a country and no city state."""
    country = find_country(name)
    return country is not None and country.capital != country.name


def _is_destination(sentence: Sentence, group: _Group) -> bool:
    """Return whether somebody travels or is asked to the place: "arrives in", "will visit", "invited to"."""
    if not sentence.holds(PARTY, "meeting", "meet"):
        return False
    if not group.governor and not sentence.is_joined(group.start):
        return False
    reach = 6 if group.governor else 1
    return any(
        0 <= group.start - mark.end <= reach + 1 and sentence.same_clause(mark.start, group.start)
        for mark in sentence.of("travel")
    )


def _is_host(sentence: Sentence, group: _Group) -> bool:
    hosts = [mark for mark in sentence.of("host") if sentence.same_clause(mark.start, group.start)]
    if group.governor or not any(0 <= mark.start - group.end <= 10 for mark in hosts):
        return group.governor == "agent" and any(0 <= group.start - mark.end <= 2 for mark in hosts)
    return sentence.holds("meeting", "meet", "venue")


def _is_named(sentence: Sentence, group: _Group) -> bool:
    """Return whether the place itself is proposed, refused or chosen."""
    party = all(any(mark.overlaps(place) for mark in sentence.of(PARTY)) for place in group.places)
    loose = group.governor == "accompany" and not party and find_country(group.places[0].value) is None
    if (group.governor not in ("", "chosen") and not loose) or _acts(sentence, group):
        return False
    cues = [m for m in sentence.of(*_CHOICES) if sentence.same_clause(m.start, group.start)]
    if group.governor == "chosen":
        return not _is_country(group.places[0].value) and any(0 <= group.start - m.end <= 2 for m in cues)
    if any(m.start < group.start and group.end < m.end for m in cues):
        return True
    if any(0 <= m.start - group.end <= 4 and _is_done_to(sentence, group, m) for m in cues):
        return True
    if not group.governor and cues and (_is_cleft(sentence, group) or (not party and len(group.places) > 1)):
        return True
    said_of = range(group.end, group.end + 4)
    passive = all(any(sentence.at(at, role) for at in said_of) for role in ("be", "participle"))
    reach = 4 if party and not passive else _REACH
    if any(min(abs(m.start - group.end), abs(group.start - m.end)) <= reach for m in sentence.of("venue")):
        return True
    return not party and not group.governor and any(0 <= group.start - m.end <= 2 for m in cues)


def _is_done_to(sentence: Sentence, group: _Group, cue: Mark) -> bool:
    """Return whether a cue tells what is done to the place: "was turned down", "is out", "insisted on by"."""
    agent = any(0 <= m.start - cue.end <= 1 for m in sentence.of("agent"))
    return agent or _is_passive(sentence, group.end, cue.start) or sentence.at(cue.start, "be") is not None


def _is_cleft(sentence: Sentence, group: _Group) -> bool:
    """Return whether "it was X that" puts the place first."""
    at = group.start - 1
    while at > 0 and sentence.at(at, "skip"):
        at -= 1
    return at > 0 and sentence.at(at, "be") is not None and sentence.at(at - 1, "third_person") is not None


_CHOICES = ("proposes", "refuses", "confirmed", "accepts")


def _is_passive(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a form of "to be" stands between, and no verb that is going on at the end."""
    return any(sentence.at(at, "be") for at in range(start, end)) and not sentence.at(end, "progressive")


def _acts(sentence: Sentence, group: _Group) -> bool:
    """Return whether the place is a country or capital that does or says something: "Moscow thanks", "Iran said"."""
    party = any(mark.overlaps(place) for place in group.places for mark in sentence.of(PARTY))
    if not party and find_country(group.places[-1].value) is None:
        return False
    verbs = [
        m
        for m in sentence.of(*CUES, "speech")
        if 0 <= m.start - group.end <= 4 and sentence.same_clause(m.start, group.start)
    ]
    agents = sentence.of("agent")
    return any(
        not _is_passive(sentence, group.end, verb.start) and not any(0 <= m.start - verb.end <= 1 for m in agents)
        for verb in verbs[:1]
    )
