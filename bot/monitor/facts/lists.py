"""Word lists with roles: all the words that fact extraction knows, so that another language is another YAML file.

A list is a set of phrases with one role: cues of a stance, negations, meeting words, location prepositions ... A phrase
is matched word by word over tokens, never as a regular expression:

``call off``       any form of the words (stems), next to each other
``=talks``         exactly this form (after folding), not "talk"
``declin*``        any word that starts so
``*ed``            any word that ends so (two letters or more)
``rule .. out``    up to three words may stand between

Beside the roles, `places:` gives spellings of places that the gazetteer does not have: ``Ginebra: Geneva``.

The shipped list of a language lies in ``rules/lists/``; a rulebook's ``lists:`` block replaces a list or adds to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType

from bot.monitor.facts.places import main_names
from bot.monitor.facts.weights import Learnt
from bot.monitor.text import fold

GAP = ".."
"""Stands for up to three words between two words of a phrase."""
PLACES = "places"
"""The key of the spellings of places beside the roles."""
MAX_WORDS = 8
"""Words of a phrase; longer ones are quotations, not cues."""

ROLES: Mapping[str, str] = MappingProxyType(
    {
        # what is talked about
        "meeting": "words for the tracked meeting",
        "meet": "verbs for holding it",
        "virtual": "a meeting without a place: by video or telephone",
        "border": "words after which two countries name their border",
        # cues of a stance, by label
        "refuses": "the holder rejects it",
        "premature": "too early, no plans, unlikely",
        "possible": "it can happen; a condition beside it makes it conditional",
        "not_excluded": "the holder leaves it open",
        "open": "the holder is ready for it",
        "proposes": "the holder asks for it",
        "accepts": "the holder agrees to it or takes part",
        "confirmed": "it is fixed",
        "postponed": "it is put off",
        "cancelled": "it is called off",
        "no_comment": "the holder will not say",
        "condition": "what follows must come first",
        "object": "what is asked for, agreed or refused and is no meeting",
        # what turns or voids a cue
        "negation": "turns the next cue of its clause round",
        "pseudo_negation": "looks like a negation and is none",
        "irrealis": "what follows is asked, wished or demanded, not said to be so",
        "question": "words that start a question, at the head of a sentence",
        "hedge": "makes the clause uncertain",
        "modal": "verbs of possibility; before a verb of meeting they leave it open",
        "blocker": "phrases that hold cue or meeting words and mean something else",
        # who
        "speech": "verbs of saying",
        "according": "words before the one who says so",
        "agent": "words before the one who does it, after a passive",
        "belongs": "words between a thing and the one whose it is",
        "accompany": "words before the others who take part",
        "first_person": "the speaker of a quotation, or his side",
        "third_person": "words that stand for the last subject",
        "indefinite": "articles before somebody who is not known yet: an official said",
        "possessive": "words before what belongs to the subject: his office, her spokesman",
        "be": "forms that make a passive",
        "have": "forms that make a perfect",
        "participle": "endings and forms of a passive verb",
        "progressive": "endings of a verb that is going on",
        "infinitive": "words before an infinitive",
        "impersonal": "words that stand for nobody",
        "title": "words of offices between a country and a name",
        # where
        "location": "prepositions before a place",
        "direction": "prepositions before a destination",
        "chosen": "prepositions before what is chosen: settled on",
        "travel": "words for going there",
        "team": "words for those who meet",
        "host": "verbs for having it at home",
        "venue": "words for the place of a meeting",
        "capital": "words for a country's capital that is not named",
        "where": "the word after a place that makes it the one of the meeting",
        "place_noise": "a word after a place that makes it a name of something else",
        "first_name": "a word before a place name that makes it a person's name",
        "elsewhere": "what is said or happens in a place and is not the meeting: press conferences, fighting",
        "encounter": "words right before somebody whom a party meets: with, meets",
        "outsider": "offices of a country; who has one where no party is from makes it another meeting",
        "attends": "words right behind an official who only attends: as mediator, in the chair",
        # when, and how certain
        "future": "it is to come",
        "held": "verbs for a meeting that is over or under way",
        "under_way": "it goes on now",
        "past": "dates and words of the past",
        "past_verb": "verb forms that tell of the past",
        "background": "starts what is told as background",
        "month": "names of months, in order",
        "weekday": "names of days, Monday first",
        "today": "the day of the article",
        "tomorrow": "the day after it",
        "overmorrow": "the day after that",
        "next": "words that put a day into the next week",
        "last": "words that put a day into the past",
        "deadline": "words before a day by which something is to be done, or since which it has been",
        "done": "verbs that tell what is over, for days beside them",
        "day": "days, when they are counted",
        "week": "weeks, when they are counted",
        "ahead": "words before a count of days to come",
        "months": "months, when they are counted",
        "years": "years, when they are counted",
        "bygone": "words before a week, month or year that is over",
        "ago": "words after a count of days that are over",
        "since": "words before a day since which something has been so",
        "appointed": "words for the day of a meeting",
        "moves": "verbs for moving a meeting to another day",
        # how many
        "numeral": "one to nineteen, in order",
        "tens": "ten to ninety, in order",
        "scale": "hundred, thousand, million, billion, trillion, dozen, score, in this order",
        "tally": "words for how many there are: the number of",
        # whose meeting
        "leaders": "words for a meeting of the leaders themselves",
        "delegations": "words for talks of their delegations",
        # who leads a side
        "leads": "verbs for leading a delegation",
        "led": "words before the one who leads it",
        "leader": "words for the one who leads it, beside his name",
        "appoints": "verbs for making somebody the one who leads it",
        "envoy": "words for who is sent; beside a name, and with a meeting or a journey in the sentence",
        "speaks_for": "verbs for acting on a party's behalf",
        "for_side": "words before the party that somebody acts for",
        "side": "words for those who sit on one side of the table",
        "rank": "words before a name that are no part of it",
        "stands_in": "words before the one who does not lead it any more",
        # structure
        "clause": "words that start a clause",
        "relative": "words that start a clause about the noun before",
        "conjunction": "words that join two of a kind",
        "skip": "articles and small words inside a noun phrase",
        "related": "headings of links to other articles",
    }
)
"""The roles, with what their lists hold. Code knows these names and no words."""
DETAILS = frozenset(
    {
        "weekday", "today", "tomorrow", "overmorrow", "next", "last", "deadline", "done", "appointed", "moves", "day",
        "week", "ahead", "months", "years", "bygone", "ago", "since",
        "numeral", "tens", "scale", "tally", "leads", "led", "leader", "appoints", "envoy", "speaks_for",
        "for_side", "side", "rank", "stands_in", "leaders", "delegations",
    }
)  # fmt: skip
"""The roles that persons, dates and numbers ask for, and whether a position is told of the past. The readings of venues
and stances never see their marks."""


@dataclass(frozen=True, slots=True)
class WordLists:
    """The word lists of one language.

    Attributes:
        language: ISO 639-1 code; decides the stemmer.
        lists: Role and phrases, sorted by role. Roles without a list are empty.
        places: Further spellings of places, each with the main name that it stands for, sorted.
        learnt: The weights that were learnt for the language; None: the lists and the rules over them decide alone.
    """

    language: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[tuple[str, str], ...] = ()
    learnt: Learnt | None = field(default=None, compare=False, repr=False)

    def phrases(self, role: str) -> tuple[str, ...]:
        """Return the phrases of a role; () when it has none."""
        return dict(self.lists).get(role, ())


class WrongLists(ValueError):
    """Word lists that cannot be used: one line that names the list. `path` leads to the place: role, key, position."""

    def __init__(self, message: str, *path: str | int) -> None:
        self.path = path
        super().__init__(message)


def parse_lists(mapping: Mapping[str, object]) -> WordLists:
    """Return the word lists of a YAML file that was read into a mapping.

    Args:
        mapping: `language`, for each role a list of phrases, and `places`.

    Raises:
        WrongLists: One line that names the list and, for an unknown one, the nearest valid name.
    """
    language = mapping.get("language", "en")
    if not isinstance(language, str) or not 2 <= len(language) <= 3:
        raise WrongLists("language: give a two-letter code such as en", "language")
    return merge_lists(WordLists(language, ()), {key: value for key, value in mapping.items() if key != "language"})


def merge_lists(base: WordLists, overrides: Mapping[str, object]) -> WordLists:
    """Return the lists with some of them replaced or changed.

    Args:
        base: The lists to start from.
        overrides: For each role a list of phrases, which replaces the base's, or a mapping with `add` and `remove`;
            `places`: a mapping of spellings to main names, which is added to the base's.

    Raises:
        WrongLists: As in `parse_lists`.
    """
    lists, places = dict(base.lists), dict(base.places)
    for name, value in overrides.items():
        if name == PLACES:
            places |= _parse_places(value)
        elif name in ROLES:
            lists[name] = _changed(lists.get(name, ()), name, value)
        else:
            raise WrongLists(f"{name}: there is no such word list{_nearest(str(name), (*ROLES, PLACES))}", name)
    return replace(base, lists=tuple(sorted(lists.items())), places=tuple(sorted(places.items())))


def _parse_places(value: object) -> dict[str, str]:
    """Return spellings with the main names that they stand for; a spelling that stands for itself is a new place."""
    if not isinstance(value, Mapping):
        raise WrongLists(f"{PLACES}: write a block of spellings and main names, as in Ginebra: Geneva", PLACES)
    known = main_names()
    for spelling, name in value.items():
        if not isinstance(name, str) or not any(char.isalpha() for char in str(spelling)):
            message = f"{PLACES}: {spelling!r} must stand for the main name of a place, as in Ginebra: Geneva"
            raise WrongLists(message, PLACES, str(spelling))
        if name not in known and value.get(name) != name:
            own = f"a place of your own stands for itself: {name}: {name}"
            message = f"{PLACES}: {name!r} is no place that is known{_nearest(name, known)}; {own}"
            raise WrongLists(message, PLACES, str(spelling))
    return {str(spelling): str(name) for spelling, name in value.items()}


def _changed(phrases: tuple[str, ...], name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return _parse_phrases(value, name)
    unknown = [key for key in value if key not in ("add", "remove")]
    if unknown:
        near = _nearest(str(unknown[0]), ("add", "remove"))
        raise WrongLists(f"{name}: unknown key {unknown[0]!r}{near}", name, str(unknown[0]))
    removed = _parse_phrases(value.get("remove", []), name, "remove")
    missing = [phrase for phrase in removed if phrase not in phrases]
    if missing:
        message = f"{name}: {missing[0]!r} is not in the list{_nearest(missing[0], phrases)}"
        raise WrongLists(message, name, "remove", removed.index(missing[0]))
    kept = [phrase for phrase in phrases if phrase not in removed]
    return tuple(dict.fromkeys([*kept, *_parse_phrases(value.get("add", []), name, "add")]))


def _parse_phrases(value: object, *path: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise WrongLists(f"{path[0]}: give a list of words or phrases", *path)
    found = []
    for at, phrase in enumerate(value):
        try:
            found.append(_parse_phrase(path[0], phrase))
        except ValueError as error:
            raise WrongLists(str(error), *path, at) from None
    return tuple(dict.fromkeys(found))


def _parse_phrase(name: str, phrase: object) -> str:
    if not isinstance(phrase, str):
        # YAML reads an unquoted no, yes, on or off as a truth value.
        raise ValueError(f'{name}: {phrase!r} is not a phrase; put quotes around words such as "no" and "on"')
    words = fold(phrase).replace("-", " ").split()
    if not words or GAP in (words[0], words[-1]):
        raise ValueError(f"{name}: {phrase!r} must begin and end with a word")
    if len(words) > MAX_WORDS:
        raise ValueError(f"{name}: {phrase!r} is longer than {MAX_WORDS} words")
    wrong = [word for word in words if word != GAP and not _is_word(word)]
    if wrong:
        raise ValueError(
            f"{name}: {wrong[0]!r} is not a word; write word, =word, word*, *ed or {GAP} between two words"
        )
    return " ".join(words)


def _is_word(word: str) -> bool:
    if word.startswith("*"):
        return len(word) > 2 and word[1:].isalnum()
    core = word.removeprefix("=") if word.startswith("=") else word.removesuffix("*")
    return bool(core) and all(char.isalnum() or char in "'_" for char in core) and core[0] != "'" and core[-1] != "'"


def _nearest(name: str, valid: Iterable[str]) -> str:
    close = get_close_matches(name, [*valid], n=1)
    return f"; did you mean {close[0]}?" if close else ""
