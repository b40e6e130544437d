"""Who leads a side at the meeting: "the delegation is led by X", "X will head the team", "chief negotiator X".

Theory of operation: a name is a run of capitalised words that are no place, month, office or demonym; a surname alone
stands for the full name that the article gave, and ranks are no part of a name. One of four kinds of evidence makes it
count: it follows a word for being led ("headed by X, the other one by Y"); it is the subject of a verb of leading whose
object is a team, the meeting or a party; it stands beside a word for a leader ("the chief negotiator of the union, X",
"named X as chief negotiator"; an envoy only when he goes to meet); it is there for a side ("X will be there for Oslo
and Y for Rome"). Whose side it is: the party that the phrase names ("the Saudi delegation", "for Norway", "the union's
negotiator"), the party that has the name among its aliases, else the only party of the sentence, the speaker or the
last subject. Who is replaced ("in place of X") leads nothing.

Known limits: without a full name in the article a surname stays one; several leaders of one side give several persons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Mark, names_of
from bot.monitor.facts.marked import Detailed, Finding
from bot.monitor.text import fold, tokenize
from bot.monitor.topics import Topic

_PARTICLES = frozenset("al bin ibn abu ben de del da dos van von der den el la le di ter ould ap".split())  # noqa: SIM905 (words read better than a list)
_REACH = 10
"""Tokens between a name and the word that makes it a leader's."""
_LONGEST = 5
"""Words of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A name as it stands at the tokens [start, end)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """The full names that an article gives, by their last word, and the parties whose aliases are names."""

    full: Mapping[str, str]
    parties: Mapping[str, str]
    stops: frozenset[str]
    ranks: frozenset[str]

    @classmethod
    def of(cls, sentences: Iterable[Sentence], topic: Topic) -> "Names":
        """Return the names of an article."""
        parties = {fold(name): party.id for party in topic.parties for name in names_of(party)}
        groups = {fold(party.name) for party in topic.parties}
        places = {fold(name) for party in topic.parties for name in (party.country, party.capital) if name}
        small = {fold(word) for word in topic.lists.phrases("skip")}
        ranks = frozenset(fold(word) for word in topic.lists.phrases("rank"))
        names = cls({}, parties, frozenset(groups | places | small), ranks)
        full: dict[str, str] = {}
        for sentence in sentences:
            if sentence.is_headline:
                continue
            for name in _names(sentence, names):
                words = tokenize(name.text).words
                if len(words) > 1:
                    full.setdefault(words[-1], name.text)
        return cls(full, parties, names.stops, ranks)

    def whole(self, text: str) -> str:
        """Return the full name for a surname, as far as the article gave one."""
        words = tokenize(text).words
        return self.full.get(words[0], text) if len(words) == 1 else text

    def party(self, text: str) -> str | None:
        """Return the party that has this name, or its last word, among its aliases."""
        words = tokenize(text).words
        return self.parties.get(fold(text)) or (self.parties.get(words[-1]) if words else None)


def find_persons(one: Detailed, names: Names) -> Iterator[Finding]:
    """Yield the leaders that a sentence names, each with the party that he leads."""
    if not one.of("led", "leads", "speaks_for", "leader", "envoy") and not (one.in_context and one.of("for_side")):
        return  # most sentences: nothing to look for names for
    found = [name for name in _names(one.sentence, names) if not one.at(name.start, "weekday", "today")]
    told: set[str] = set()
    for name, at, reason in [*_led(one, found), *_leading(one, found), *_beside(one, found), *_for_sides(one, found)]:
        text = names.whole(name.text)
        if text in told or _is_replaced(one, name):
            continue
        party = _side(one, name, at, names)
        if party is None:
            continue
        told.add(text)
        yield Finding(
            value=text, start=name.start, end=name.end, party=party, reason=reason, background=_is_over(one, at)
        )


# Names


def _names(sentence: Sentence, names: Names) -> Iterator[_Name]:
    at, size = 0, len(sentence.words)
    while at < size:
        if sentence.words[at] in names.ranks:
            at += 1
            continue
        end = at
        while end < size and end - at < _LONGEST and _is_part(sentence, at, end):
            end += 1
        while end > at + 1 and sentence.words[end - 1] in _PARTICLES and not sentence.is_capital(end - 1):
            end -= 1
        if end > at and _is_name(sentence, at, end, names):
            yield _Name(text=_text(sentence, at, end), start=at, end=end)
        at = max(end, at + 1)


def _is_part(sentence: Sentence, start: int, at: int) -> bool:
    """Return whether the token belongs to a name that began at `start`."""
    word = sentence.words[at]
    if at > start and sentence.before[at] not in (" ", "-", "\u00a0", ". "):
        return False
    if at > start and sentence.raw[at - 1][-2:] in ("'s", "’s"):
        return False
    if at > start and sentence.before[at] == "-" and word.isalpha():
        return True
    if word in _PARTICLES and not sentence.is_capital(at):
        follows = at + 1 < len(sentence.words) and sentence.before[at + 1] in (" ", "-") and sentence.is_capital(at + 1)
        return follows and (at > start or sentence.before[at + 1] == "-")
    if not sentence.raw[at][0].isupper() or sentence.raw[at].isupper():
        return False
    if sentence.at(
        at, "title", "month", "skip", DEMONYM, NATIONALITY, "third_person", "first_person", "clause", "meeting"
    ):
        return False
    if sentence.at(
        at, "location", "direction", "accompany", "according", "conjunction", "negation", "hedge", "relative"
    ):
        return False
    place = sentence.at(at, PLACE)
    return place is None or at > start or _is_first_name(sentence, place)


def _is_first_name(sentence: Sentence, place: Mark) -> bool:
    """Return whether what is a place too is a person's first name here: "Brent Calloway", not "in Oslo Anna Berg"."""
    after = place.end
    if after - place.start != 1 or after >= len(sentence.words) or not sentence.is_joined(after):
        return False
    before = place.start - 1
    preposition = before >= 0 and sentence.at(before, "location", "direction", "belongs", "agent")
    return not preposition and sentence.at(after, PLACE) is None and _is_part(sentence, place.start, after)


def _is_name(sentence: Sentence, start: int, end: int, names: Names) -> bool:
    text = fold(_text(sentence, start, end))
    if text in names.stops:
        return False
    if end - start > 1:
        return True
    marked = sentence.at(
        start, PLACE, "future", "speech", "be", "have", "modal", "question", "past", "background", "condition"
    )
    alias = sentence.at(start, PARTY) is not None
    return marked is None and (alias or start > 0) and not sentence.is_headline


def _text(sentence: Sentence, start: int, end: int) -> str:
    words = [sentence.raw[start], *(f"{sentence.before[at]}{sentence.raw[at]}" for at in range(start + 1, end))]
    return "".join(words).removesuffix("'s").removesuffix("’s")


# Evidence


def _led(one: Detailed, found: Sequence[_Name]) -> Iterator[tuple[_Name, int, str]]:
    """Yield those who follow "led by", past an office: "a delegation led by intelligence chief X"."""
    sentence = one.sentence
    for mark in one.of("led"):
        after = [name for name in found if name.start >= mark.end]
        head = any(_is_side(one, at) for at in range(max(0, mark.start - _REACH), mark.end))
        pronoun = any(0 <= mark.start - m.end <= 3 for m in sentence.of("third_person"))
        head = head or any(m.end <= mark.start <= m.end + 2 for m in sentence.of(PARTY, DEMONYM))
        if (
            after
            and after[0].start - mark.end <= _REACH
            and (head or (pronoun and one.in_context))
            and not _is_denied(one, mark.start)
        ):
            reason = f"“{_words(one, mark.start, mark.end)}”"
            yield after[0], _led_side(one, mark), reason
            yield from ((name, by, reason) for name, by in _others_led(one, after))


def _led_side(one: Detailed, mark: Mark) -> int:
    """Return where the party stands that is led, "the Saudi team is headed by", else the words for being led."""
    sentence = one.sentence
    sides = [m.start for m in sentence.of(PARTY, DEMONYM) if 0 <= mark.start - m.end <= _REACH]
    return next((at for at in reversed(sides) if sentence.same_clause(at, mark.start)), mark.start)


def _others_led(one: Detailed, after: Sequence[_Name]) -> Iterator[tuple[_Name, int]]:
    """Yield those of the other sides: "headed by X, the Afghan one by Y", "led by X and by Y of the ministry"."""
    for earlier, name in pairwise(after):
        by = _preposition(one.sentence, name.start)
        if by >= earlier.end and one.sentence.at(by, "agent"):
            yield name, by


def _leading(one: Detailed, found: Sequence[_Name]) -> Iterator[tuple[_Name, int, str]]:
    """Yield the subjects of "X will lead the delegation", "leading for the union is X", "X represents the ministry"."""
    sentence = one.sentence
    for mark in one.of("leads", "speaks_for"):
        if sentence.before[mark.start].endswith("-"):
            continue  # "communist-led"
        noun = (
            mark.start and sentence.is_joined(mark.start) and sentence.at(mark.start - 1, "skip", "belongs", "location")
        )
        if one.at(mark.start, "led") or noun or not _has_object(one, mark) or _is_denied(one, mark.start):
            continue
        before = [name for name in found if name.end <= mark.start and mark.start - name.end <= _REACH]
        before = [name for name in before if not _is_oblique(sentence, name)]
        inverted = mark.start == 0 or not sentence.is_joined(mark.start)
        after = [name for name in found if 0 <= name.start - mark.end <= _REACH + 2] if inverted else []
        for name in before[-1:] or after[:1]:
            yield name, mark.start, f"subject of “{_words(one, mark.start, mark.end)}”"


def _has_object(one: Detailed, mark: Mark) -> bool:
    """Return whether a verb leads a team, the talks or "for" a side; to represent, a party will do."""
    ahead = range(mark.end, min(mark.end + 8, len(one.sentence.words)))
    if any(_is_side(one, at) for at in ahead):
        return True
    sides = [at for at in ahead if one.sentence.at(at, PARTY, DEMONYM)]
    return bool(sides) and (mark.role == "speaks_for" or one.at(mark.end, "for_side") is not None)


def _is_side(one: Detailed, at: int) -> bool:
    return one.sentence.at(at, "team", "meeting") is not None or one.at(at, "side") is not None


def _beside(one: Detailed, found: Sequence[_Name]) -> Iterator[tuple[_Name, int, str]]:
    """Yield those beside a word for a leader, "chief negotiator X", "X, head of the team"; an envoy at a meeting."""
    sentence = one.sentence
    meets = bool(sentence.of("meeting", "meet", "team", "travel"))
    for mark in one.of("leader", "envoy"):
        if _is_denied(one, mark.start) or (mark.role == "envoy" and not meets):
            continue
        for name in found:
            if mark.role == "envoy" and not _attends(sentence, max(name.end, mark.end)):
                continue
            if _is_beside(one, mark, name) or _is_appointed(one, mark, name):
                yield name, mark.start, f"“{_words(one, mark.start, mark.end)}” beside the name"
                break


def _is_beside(one: Detailed, mark: Mark, name: _Name) -> bool:
    """Return whether a word for a leader stands right before a name, before ", X" or behind "X, "."""
    sentence = one.sentence
    if name.start >= mark.end:
        gap = range(mark.end, name.start)
        if not gap:
            return sentence.before[name.start].strip() in ("", ",")
        whose = sentence.at(mark.end, "belongs") or one.at(mark.end, "for_side")
        near = len(gap) <= _REACH and "," in sentence.before[name.start] and not _has_verb(sentence, gap)
        return near and whose is not None and not any("," in sentence.before[at] for at in gap)
    gap = range(name.end, mark.start)
    return len(gap) <= 6 and "," in sentence.before[name.end] and not _has_verb(sentence, gap)


def _is_appointed(one: Detailed, mark: Mark, name: _Name) -> bool:
    """Return whether somebody is made a leader: "named X (as) its chief negotiator", "X was named chief negotiator"."""
    sentence, gap = one.sentence, range(name.end, mark.start)
    if mark.start < name.end or len(gap) > 5 or any("," in sentence.before[at] for at in range(name.end, mark.end)):
        return False
    verbs = [verb for verb in one.of("appoints") if not _is_denied(one, verb.start)]
    active = any(0 <= name.start - verb.end <= 3 and sentence.same_clause(verb.start, name.start) for verb in verbs)
    passive = any(name.end < verb.start < mark.start and sentence.at(verb.start - 1, "be") for verb in verbs)
    return (active and not _has_verb(sentence, gap)) or passive


def _attends(sentence: Sentence, start: int) -> bool:
    """Return whether the first verb from a token on is one of meeting or travelling, or tells what is to come."""
    for at in range(start, min(start + _REACH, len(sentence.words))):
        if sentence.at(at, "future", "travel", "meet"):
            return True
        if sentence.at(at, "speech", "have", "past_verb", "modal"):
            return False
    return False


def _has_verb(sentence: Sentence, tokens: Iterable[int]) -> bool:
    return any(sentence.at(at, "speech", "be", "have", "future") for at in tokens)


def _for_sides(one: Detailed, found: Sequence[_Name]) -> Iterator[tuple[_Name, int, str]]:
    """Yield those who are there for a side: "X will be there for Georgia and Y for Russia", "for Oslo, X is coming"."""
    sentence = one.sentence
    if not (one.in_context and (sentence.of("meeting", "meet", "travel", "be", "future") or one.of("leads"))):
        return
    for name in found:
        before = _preposition(sentence, name.start)
        if name.end - name.start < 2 or (before >= 0 and sentence.at(before, "belongs")):
            continue
        for mark in one.of("for_side"):
            party = sentence.at(_noun(sentence, mark.end), PARTY)
            if party is None or _is_denied(one, mark.start):
                continue
            behind = party.end == name.start and mark.start == 0 and not _is_speaking(sentence, name)
            if behind or _is_there_for(one, name, mark):
                yield name, mark.start, f"“{_words(one, mark.start, party.end)}”"


def _is_there_for(one: Detailed, name: _Name, mark: Mark) -> bool:
    """Return whether a name is joined to "for" by a verb of being there, or directly where others are named so."""
    sentence = one.sentence
    gap = range(name.end, mark.start)
    if mark.start < name.end or len(gap) > 4 or any("," in sentence.before[at] for at in (*gap, mark.start)):
        return False
    if not gap:
        agent = _preposition(sentence, name.start)
        return any(other.end <= name.start for other in one.of("for_side")) or (
            agent >= 0 and sentence.at(agent, "agent") is not None
        )
    verbs = any(sentence.at(at, "be", "future", "meet", "travel") or one.at(at, "leads") for at in gap)
    return verbs and not any(sentence.at(at, "speech") for at in gap if not sentence.at(at, "meet"))


def _is_speaking(sentence: Sentence, name: _Name) -> bool:
    return name.end < len(sentence.words) and sentence.at(name.end, "speech") is not None


def _noun(sentence: Sentence, at: int) -> int:
    while at < len(sentence.words) - 1 and sentence.at(at, "skip"):
        at += 1
    return at


def _words(one: Detailed, start: int, end: int) -> str:
    return " ".join(one.sentence.raw[start:end])


def _is_oblique(sentence: Sentence, name: _Name) -> bool:
    at = name.start - 1
    while at >= 0 and sentence.is_joined(at + 1) and sentence.at(at, "title", "skip", NATIONALITY, DEMONYM):
        at -= 1
    return (
        at >= 0 and sentence.is_joined(at + 1) and bool(sentence.at(at, "accompany", "direction", "belongs", "agent"))
    )


def _is_denied(one: Detailed, at: int) -> bool:
    sentence = one.sentence
    near = [m for m in sentence.of("negation", "modal", "irrealis") if 0 <= at - m.end <= 4]
    return any(sentence.same_clause(mark.start, at) for mark in near)


def _is_replaced(one: Detailed, name: _Name) -> bool:
    return any(0 <= name.start - mark.end <= 2 for mark in one.of("stands_in"))


def _is_over(one: Detailed, at: int) -> bool:
    sentence = one.sentence
    clause = [m for m in one.of("last") if sentence.same_clause(m.start, at)]
    return bool(clause) and not sentence.of("future")


# Side


def _side(one: Detailed, name: _Name, at: int, names: Names) -> str | None:
    """Return the party whose side a leader is on, or None."""
    own = names.party(name.text)
    if own is not None:
        return own
    sentence = one.sentence
    low, high = min(at, name.start), max(at, name.end)
    marks = [m for m in sentence.of(PARTY, DEMONYM) if not (name.start <= m.start < name.end)]
    behalf = [m for m in marks if (before := _preposition(sentence, m.start)) >= 0 and one.at(before, "for_side")]
    if behalf:
        return min(behalf, key=lambda m: abs(m.start - at)).value
    free = [m for m in marks if not sentence.at(max(_preposition(sentence, m.start), 0), "accompany")] or marks
    within = [m for m in free if low <= m.start < high]
    if within:
        return within[0].value
    near = sorted(free, key=lambda m: (_distance(m.start, low, high), m.start > high))
    if near and (_distance(near[0].start, low, high) <= _REACH or len({m.value for m in free}) == 1):
        return near[0].value
    return one.scene.speaker or one.scene.last_subject or None


def _preposition(sentence: Sentence, start: int) -> int:
    """Return the token before a noun phrase's articles and offices."""
    at = start - 1
    while at >= 0 and sentence.is_joined(at + 1) and sentence.at(at, "skip", "title"):
        at -= 1
    return at if at >= 0 and sentence.is_joined(at + 1) else -1


def _distance(at: int, low: int, high: int) -> int:
    return low - at if at < low else max(0, at - high)
