"""The words that matter to a topic, compiled for matching: word lists, parties and places in one table.

`Lexicon.marks` goes once over the tokens of a sentence and returns the roles that stand in it. The longest phrase of a
role wins; different roles may overlap ("Moscow" is a party and a place). Names are matched with their capitals: "US"
is a party, "us" a pronoun.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.monitor.facts.lists import DETAILS, GAP, WordLists
from bot.monitor.facts.places import capital_of, find_country, nationalities, spellings
from bot.monitor.text import stem, tokenize
from bot.monitor.topics import Party

PARTY: Final = "party"
PLACE: Final = "place"
DEMONYM: Final = "demonym"
NATIONALITY: Final = "nationality"
MAX_GAP: Final = 3
_KNOWN_WORDS = 8_192
"""Words of which a lexicon keeps what they can start: a few hundred bytes each."""
_ORDERED = frozenset({"month", "weekday", "numeral", "tens", "scale"})
"""Roles whose phrases stand for their place in the list, from 1."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A role that the tokens [start, end) play; `value` is the party's id or the place's main name."""

    role: str
    start: int
    end: int
    value: str = ""

    def overlaps(self, other: "Mark") -> bool:
        """Return whether the two share a token."""
        return self.start < other.end and other.start < self.end


_mark = lru_cache(maxsize=16_384)(Mark)
"""Returns a mark; the same few come again and again."""


@dataclass(frozen=True, slots=True)
class _Entry:
    role: str
    words: tuple[str, ...]
    """For a phrase: stems, "=form", "prefix*", "*ending" or the gap. For a name: folded words."""
    value: str = ""
    spelling: tuple[str, ...] = ()
    """For a name: its words as written, whose capitals must be met."""


class Lexicon:
    """A table from the first word of a phrase to what may follow."""

    def __init__(self, lists: WordLists, parties: Sequence[Party], *, details: bool = False) -> None:
        self.language = lists.language
        self._by_form: dict[str, list[_Entry]] = {}
        self._by_stem: dict[str, list[_Entry]] = {}
        self._by_prefix: dict[str, list[_Entry]] = {}
        self._by_ending: dict[str, list[_Entry]] = {}
        # What a word can start depends on nothing but the word, and news has few words that come often.
        self._starting = lru_cache(maxsize=_KNOWN_WORDS)(self._find_starting)
        for role, phrases in lists.lists:
            for number, phrase in enumerate(phrases if (role in DETAILS) == details else (), 1):
                self._add_phrase(role, phrase, str(number) if role in _ORDERED else "")
        if details:
            return
        for spelling, name in lists.places:  # before the gazetteer's, so that of two that are as long they win
            self._add_name(_Entry(PLACE, tokenize(spelling).words, name, _parts(spelling)))
        for words, (spelling, name) in spellings().items():
            self._add_name(_Entry(PLACE, words, name, _parts(spelling)))
        for demonym, name in nationalities().items():
            self._add_name(_Entry(NATIONALITY, tokenize(demonym).words, name, _parts(demonym)))
        for party in parties:
            for alias in names_of(party):
                self._add_name(_Entry(PARTY, tokenize(alias).words, party.id, _parts(alias)))
            for word in demonyms_of(party):
                self._add_name(_Entry(DEMONYM, tokenize(word).words, party.id, _parts(word)))

    def _add_phrase(self, role: str, phrase: str, value: str) -> None:
        words = tuple(
            word if word == GAP or word[0] in "=*" or word[-1] == "*" else self._stem(word) for word in phrase.split()
        )
        first, entry = words[0], _Entry(role, words, value)
        if first[0] == "=":
            self._by_form.setdefault(first[1:], []).append(entry)
        elif first[0] == "*":
            self._by_ending.setdefault(first[-2:], []).append(entry)
        elif first[-1] == "*":
            self._by_prefix.setdefault(first[:3].rstrip("*"), []).append(entry)
        else:
            self._by_stem.setdefault(first, []).append(entry)

    def _add_name(self, entry: _Entry) -> None:
        if entry.words:
            self._by_form.setdefault(entry.words[0], []).append(entry)

    def _stem(self, word: str) -> str:
        return stem(word, self.language)

    def marks(self, words: Sequence[str], stems: Sequence[str], raw: Sequence[str]) -> list[Mark]:
        """Return the marks of a sentence, by start; of two with the same role that overlap, the longer.

        Args:
            words: The folded words.
            stems: Their stems.
            raw: The words as written.
        """
        marks: list[Mark] = []
        latest: dict[str, Mark] = {}
        rank: dict[str, int] = {}  # of marks that are as long, the role that came first in the sentence is first
        last = len(words) - 1
        for at, starting in enumerate(map(self._starting, words)):
            if starting is None:
                continue
            found = starting.roles
            more = starting.going_on.at(words[at + 1], stems[at + 1]) if starting.going_on and at < last else ()
            for entry in (*starting.names, *more) if more or starting.names else ():
                size = _size_of(entry, words, stems, raw, at)
                if size:
                    found = _with_longer(found, entry, size)
            first = len(marks)
            for role, size, value in found:
                before = latest.get(role)
                if before is None:
                    rank[role] = len(rank)
                elif before.end > at:
                    if size <= before.end - before.start:
                        continue
                    marks.remove(before)
                    first -= 1
                latest[role] = mark = _mark(role, at, at + size, value)
                marks.append(mark)
            if len(marks) - first > 1:
                marks[first:] = sorted(marks[first:], key=lambda mark: (mark.start - mark.end, rank[mark.role]))
        return marks

    def can_start(self, roles: frozenset[str], words: Sequence[str]) -> bool:
        """Return whether a phrase of one of these roles may begin with one of the folded words."""
        return any(starting and not roles.isdisjoint(starting.started) for starting in map(self._starting, words))

    def _find_starting(self, word: str) -> "_Starting | None":
        """Return what a folded word can start, or None."""
        stemmed = self._stem(word)
        found = [*self._by_stem.get(stemmed, ()), *self._by_form.get(word, ()), *self._by_ending.get(word[-2:], ())]
        for size in (1, 2, 3):
            found += [
                entry for entry in self._by_prefix.get(word[:size], ()) if len(entry.words[0][:3].rstrip("*")) == size
            ]
        fitting = [entry for entry in found if entry.spelling or _fits(entry.words[0], word, stemmed)]
        return _Starting.of(fitting) if fitting else None


@dataclass(frozen=True, slots=True)
class _Starting:
    """What begins with a word.

    Attributes:
        roles: The roles of the word alone, each with its size, which is 1, and its value.
        names: The names of this one word, whose capitals have to be looked at.
        going_on: The entries of two words or more.
        started: The roles of all of these.
    """

    roles: list[tuple[str, int, str]]
    names: list[_Entry]
    going_on: "_GoingOn | None"
    started: frozenset[str]

    @classmethod
    def of(cls, entries: Sequence[_Entry]) -> "_Starting":
        """Return the entries that begin with one word; of two of a role that are as long, the first counts."""
        alone = [entry for entry in entries if len(entry.words) == 1]
        longer = [entry for entry in entries if len(entry.words) > 1]
        roles: dict[str, str] = {}
        for entry in alone:
            if not entry.spelling:
                roles.setdefault(entry.role, entry.value)
        return cls(
            roles=[(role, 1, value) for role, value in roles.items()],
            names=[entry for entry in alone if entry.spelling],
            going_on=_GoingOn.of(longer) if longer else None,
            started=frozenset(entry.role for entry in entries),
        )


@dataclass(frozen=True, slots=True)
class _GoingOn:
    """Entries of two words or more that begin with one word, by the second word, so that few have to be tried."""

    by_stem: dict[str, list[_Entry]]
    by_form: dict[str, list[_Entry]]
    others: list[_Entry]
    """Those with a gap or a part of a word in the second place."""

    @classmethod
    def of(cls, entries: Sequence[_Entry]) -> "_GoingOn":
        """Return the entries by their second word."""
        found = cls({}, {}, [])
        for entry in entries:
            second = entry.words[1]
            if entry.spelling:
                found.by_form.setdefault(second, []).append(entry)
            elif second == GAP or second[0] == "*" or second[-1] == "*":
                found.others.append(entry)
            elif second[0] == "=":
                found.by_form.setdefault(second[1:], []).append(entry)
            else:
                found.by_stem.setdefault(second, []).append(entry)
        return found

    def at(self, word: str, stemmed: str) -> Sequence[_Entry]:
        """Return those that may go on with this word."""
        if stemmed in self.by_stem or word in self.by_form:
            return [*self.by_stem.get(stemmed, ()), *self.by_form.get(word, ()), *self.others]
        return self.others


@lru_cache(maxsize=64)
def detail_lexicon(lists: WordLists) -> Lexicon:
    """Return the compiled lexicon of the roles that only persons, dates and numbers ask for."""
    return Lexicon(lists, (), details=True)


@lru_cache(maxsize=64)
def lexicon_of(lists: WordLists, parties: tuple[Party, ...]) -> Lexicon:
    """Return the compiled lexicon of a topic."""
    return Lexicon(lists, parties)


def names_of(party: Party) -> list[str]:
    """Return every name that stands for a party; a country's capital and demonyms are known without being listed."""
    names = [party.country, party.capital or capital_of(party.country), *demonyms_of(party), *party.aliases, party.name]
    return [name for name in dict.fromkeys(names) if name]


def demonyms_of(party: Party) -> tuple[str, ...]:
    """Return what the party's people are called."""
    country = find_country(party.country) if party.country else None
    return party.demonyms or (country.demonyms if country else ())


def _parts(name: str) -> tuple[str, ...]:
    tokens = tokenize(name)
    return tuple(name[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))


def _with_longer(found: list[tuple[str, int, str]], entry: _Entry, size: int) -> list[tuple[str, int, str]]:
    """Return the roles of a place in a sentence with one more, unless it has that one in as many words."""
    for at, (role, known, _) in enumerate(found):
        if role == entry.role:
            return [*found[:at], (role, size, entry.value), *found[at + 1 :]] if size > known else found
    return [*found, (entry.role, size, entry.value)]


def _size_of(entry: _Entry, words: Sequence[str], stems: Sequence[str], raw: Sequence[str], at: int) -> int:
    """Return how many words the name or phrase takes that begins here, or 0."""
    if entry.spelling:
        return len(entry.words) if _is_name(entry, words, raw, at) else 0
    end = _match_rest(entry.words, words, stems, at)
    return end - at if end else 0


def _is_name(entry: _Entry, words: Sequence[str], raw: Sequence[str], at: int) -> bool:
    size = len(entry.words)
    if size > 1 and tuple(words[at : at + size]) != entry.words:
        return False
    return all(map(_same_case, entry.spelling, raw[at : at + size]))


def _same_case(form: str, seen: str) -> bool:
    if not form[0].isupper():
        return True
    if len(form) <= 4 and form.isupper():
        return seen[: len(form)].isupper()
    return seen[0].isupper()


def _match_rest(pattern: Sequence[str], words: Sequence[str], stems: Sequence[str], at: int) -> int:
    """Return the end of the phrase of which the first word stands here, or 0.

    A gap takes the nearest following word that fits.
    """
    place, size = at + 1, len(words)
    reach = 1
    for part in pattern[1:]:
        if part == GAP:
            reach = 1 + MAX_GAP
            continue
        stop = min(size, place + reach)
        while place < stop and not _fits(part, words[place], stems[place]):
            place += 1
        if place == stop:
            return 0
        place, reach = place + 1, 1
    return place


def _fits(part: str, word: str, stemmed: str) -> bool:
    if stemmed == part:
        return True
    if part[0] == "=":
        return word == part[1:]
    if part[0] == "*":
        return word.endswith(part[1:])
    return part[-1] == "*" and word.startswith(part[:-1])
