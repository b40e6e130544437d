"""Where the meeting is to be: place, status, and the name of the evidence.

Theory of operation: a place counts only with evidence that a meeting is held there; each kind of evidence has a name.
Metonymy ("Washington said"), organisations ("the Moscow stock exchange"), treaties ("Minsk agreements") and people
("Paris Hilton") have no such evidence, or are blocked. The status comes from the clause: who refuses it, dates and
verb forms of the past, what is to come, and hedges.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.monitor.facts.actors import Actor
from bot.monitor.facts.clauses import Sentence, past_date
from bot.monitor.facts.fact import Status
from bot.monitor.facts.lexicon import PARTY, PLACE, Mark
from bot.monitor.facts.places import VIRTUAL, border, find_country

_NEAR = 12
"""Tokens between a place and the word that makes it a venue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place with its status, and how it was found."""

    place: str
    status: Status
    reason: str


def find_venues(sentence: Sentence, actors: list[Actor], *, in_context: bool) -> Iterator[Venue]:
    """Yield the venues that a sentence names.

    Args:
        sentence: The sentence. actors: its parties.
        in_context: The sentence before was about the meeting.
    """
    about = bool(sentence.of("meeting", "meet", "venue", "host", "virtual")) or in_context
    if not about:
        return
    yield from _virtual(sentence)
    borders = list(_borders(sentence))
    yield from (venue for venue, _ in borders)
    taken = [mark for _, marks in borders for mark in marks]
    found: list[tuple[Mark, str]] = []
    for place in sentence.of(PLACE):
        if place in taken or _is_blocked(sentence, place, actors):
            continue
        evidence = _evidence(sentence, place, actors)
        if evidence:
            found.append((place, evidence))
        elif found and _is_listed(sentence, found[-1][0], place):
            found.append((place, "list of places sharing one verdict"))
    for place, evidence in found:
        yield Venue(place=place.value, status=status_of(sentence, place), reason=evidence)


def _virtual(sentence: Sentence) -> Iterator[Venue]:
    marks = sentence.of("virtual")
    if marks and sentence.of("meeting", "meet"):
        yield Venue(place=VIRTUAL, status=status_of(sentence, marks[0]), reason="virtual meeting")


def _borders(sentence: Sentence) -> Iterator[tuple[Venue, tuple[Mark, ...]]]:
    """Yield "the Polish-Belarusian border", "the border of Poland and Belarus"."""
    for mark in sentence.of("border"):
        near = [
            (m, _country(sentence, m))
            for m in sentence.of(PLACE, PARTY, "nationality")
            if abs(m.start - mark.start) <= 4
        ]
        names = list(dict.fromkeys(name for _, name in near if name))
        if len(names) == 2 and sentence.of("meeting", "meet", "held"):
            venue = Venue(place=border(*names), status=status_of(sentence, mark), reason="border of two countries")
            yield venue, tuple(m for m, _ in near if m.role == PLACE)


def _country(sentence: Sentence, mark: Mark) -> str:
    return mark.value if mark.role in (PLACE, "nationality") and find_country(mark.value) else ""


def _is_blocked(sentence: Sentence, place: Mark, actors: list[Actor]) -> bool:
    """Return whether the words name a person, an organisation or a state that acts, not a place to meet."""
    after = place.end if place.end < len(sentence.words) and sentence.is_joined(place.end) else -1
    if sentence.raw[place.end - 1][-2:] in ("'s", "’s") and not _is_modifier(sentence, place):
        return True
    if sentence.at(place.start, "first_name"):
        return True
    if place.start and sentence.at(place.start - 1, "first_name") and sentence.is_joined(place.start):
        return True
    if after >= 0 and sentence.at(after, "place_noise") and not sentence.at(after, "meeting", "meet"):
        return True
    if (
        after >= 0
        and sentence.is_capital(after)
        and not sentence.at(after, "meeting", PLACE)
        and not _is_title_case(sentence)
    ):
        return True
    return any(
        not party.value == place.value and party.end - party.start > place.end - place.start and party.overlaps(place)
        for party in sentence.of(PARTY)
    )


def _is_title_case(sentence: Sentence) -> bool:
    return sum(map(sentence.is_capital, range(len(sentence.words)))) * 2 > len(sentence.words)


def _is_modifier(sentence: Sentence, place: Mark) -> bool:
    """Return whether a meeting word follows within two words: "the Geneva peace talks"."""
    for at in range(place.end, min(place.end + 3, len(sentence.words))):
        if not sentence.is_joined(at):
            return False
        if sentence.at(at, "meeting"):
            return True
        if sentence.at(
            at,
            "clause",
            "relative",
            "be",
            "speech",
            "accompany",
            "belongs",
            "location",
            "direction",
            "conjunction",
            "future",
        ):
            return False
    return False


def _evidence(sentence: Sentence, place: Mark, actors: list[Actor]) -> str:
    """Return the name of the evidence that the place is a venue, or ""."""
    before = _preposition(sentence, place)
    if before is None and _is_modifier(sentence, place) and sentence.raw[place.end - 1][-2:] not in ("'s", "’s"):
        return "place before a meeting word"
    if before is not None and before.role == "location":
        if _near(sentence, place, "fighting", same_clause=True) and not _near(
            sentence, place, "meeting", "meet", same_clause=True
        ):
            return ""
        if _near(sentence, place, "meeting", "meet", "held", "venue", "virtual", "travel"):
            return "location preposition after a meeting word"
    if before is not None and before.role == "direction" and _near(sentence, place, "travel", same_clause=True):
        return "travel to a meeting"
    if _near(sentence, place, "venue", same_clause=True) and (before is None or before.role != "accompany"):
        return "named as the venue"
    if (
        before is None
        and _near(sentence, place, "travel", same_clause=True)
        and _near(sentence, place, "meeting", "meet", same_clause=True)
    ):
        return "travel to a meeting"
    host = next(
        (
            m
            for m in sentence.of("host")
            if abs(m.start - place.end) <= _NEAR and sentence.same_clause(m.start, place.start)
        ),
        None,
    )
    if (
        host is not None
        and before is None
        or (host is not None and before is not None and before.role in ("agent", "belongs"))
    ):
        return "host of the meeting"
    return ""


def _preposition(sentence: Sentence, place: Mark) -> Mark | None:
    at = place.start - 1
    while at >= 0 and sentence.is_joined(at + 1) and sentence.at(at, "skip", "venue", "title"):
        at -= 1
    if at < 0 or not sentence.is_joined(at + 1):
        return None
    found = sentence.at(at, "location", "direction") or sentence.at(at, "accompany", "belongs", "agent")
    return found


def _near(sentence: Sentence, place: Mark, *roles: str, same_clause: bool = False) -> bool:
    return any(
        -_NEAR <= mark.start - place.end <= _NEAR or -_NEAR <= mark.end - place.start <= _NEAR
        for mark in sentence.of(*roles)
        if not mark.overlaps(place) and (not same_clause or sentence.same_clause(mark.start, place.start))
    )


def _is_listed(sentence: Sentence, left: Mark, right: Mark) -> bool:
    between = range(left.end, right.start)
    return len(between) <= 3 and all(sentence.at(at, "conjunction", "skip", "location") for at in between)


def status_of(sentence: Sentence, place: Mark) -> Status:
    """Return how real the venue is, from the words of its clause, then of its sentence."""
    clause = [mark for mark in sentence.marks if sentence.same_clause(mark.start, place.start)]
    whole = list(sentence.marks)
    roles = {mark.role for mark in clause}
    everywhere = {mark.role for mark in whole}
    if "refuses" in roles or "cancelled" in roles:
        return Status.DENIED
    if past_date(sentence) is not None or ("past" in roles and "future" not in roles):
        return Status.PAST
    if "past_verb" in roles and "future" not in roles and "proposes" not in roles and "hedge" not in roles:
        return Status.PAST
    if "proposes" in roles or "hedge" in roles or "open" in roles:
        return Status.PROPOSED
    if "future" in roles or "under_way" in roles:
        return Status.AGREED
    if "proposes" in everywhere or "hedge" in everywhere:
        return Status.PROPOSED
    return Status.AGREED
