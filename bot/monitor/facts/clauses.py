"""Text -> sentences -> clauses: tokens with the roles that they play.

Theory of operation: an article is cut into sentences, a sentence into tokens, and the lexicon marks the tokens. A
clause ends at a semicolon, colon, dash, bracket or quotation mark, and before a word that starts a clause ("but",
"after", ", which"). Nothing here knows what a stance or a venue is; `actors`, `stance` and `venue` read the marks.

Known limits: without a grammar, a participle clause ("angered by the exercises, ...") is not told from its main clause,
and "and" never ends a clause.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import repeat
from typing import Final

from bot.monitor.articles import Article
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Lexicon, Mark
from bot.monitor.text import sentences, split_words, stem

MAX_TEXT = 30_000
"""Characters of an article that are read."""
MAX_TOKENS = 160
"""Tokens of a sentence that are read; 600 characters of prose have about 100."""
LEAD = 3
"""Sentences that count as the lead."""
TITLE_WEIGHT, LEAD_WEIGHT, REST_WEIGHT = 3.0, 2.0, 1.0

_VERBS: Final = frozenset((
    "be", "future", "have", "modal", "under_way", "past_verb", "held", "speech", "host", "refuses", "accepts",
    "proposes", "confirmed",
))  # fmt: skip
"""Roles whose words can go on with a clause after the comma that ends a relative one."""
_NAMES: Final = frozenset((PARTY, PLACE, DEMONYM, NATIONALITY))
_STOP = re.compile(r"[.!?]\S*\s")
_BREAK = re.compile(r"[;:()\[\]—–“”„«»\"|…]| - |--")
_OPENING, _CLOSING = "“„«", "”»"
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, with its tokens and what they are.

    Attributes:
        text: The sentence as in the article.
        weight: 3 in the title, 2 in the lead, 1 in the rest.
        year: The article's year, against which a dated past is told.
        words, stems, raw: Of each token: folded, its stem, as written.
        before: What stands between the previous token and each token.
        clause: The number of the clause that each token belongs to.
        quoted: Whether each token stands in quotation marks.
        is_headline: Whether most words are written with a capital, so that a capital says nothing.
        marks: The roles, by start.
    """

    text: str
    weight: float
    year: int
    words: tuple[str, ...]
    stems: tuple[str, ...]
    raw: tuple[str, ...]
    before: tuple[str, ...]
    clause: tuple[int, ...]
    quoted: tuple[bool, ...]
    is_headline: bool
    marks: tuple[Mark, ...]
    covering: dict[int, list[Mark]] = field(compare=False, repr=False)
    """The marks that cover a token, by start; most tokens have none."""
    by_role: dict[str, list[Mark]] = field(compare=False, repr=False)
    """The marks of each role, by start: most sentences hold few of the roles that are asked for."""

    def of(self, *roles: str) -> list[Mark]:
        """Return the marks of these roles, by start."""
        if len(roles) == 1:
            return self.by_role.get(roles[0]) or []
        held = [role for role in roles if role in self.by_role]
        if len(held) == 1:
            return self.by_role[held[0]]
        wanted = set(held)
        return [mark for mark in self.marks if mark.role in wanted] if wanted else []

    def holds(self, *roles: str) -> bool:
        """Return whether a mark of one of these roles stands in the sentence."""
        for role in roles:  # noqa: SIM110 (most calls name one or two: a generator costs more than it saves)
            if role in self.by_role:
                return True
        return False

    def at(self, index: int, *roles: str) -> Mark | None:
        """Return a mark of one of these roles that covers the token, or None."""
        if index in self.covering:
            for mark in self.covering[index]:
                if mark.role in roles:
                    return mark
        return None

    def roles_at(self, index: int) -> list[str]:
        """Return the roles of the marks that cover the token."""
        return [mark.role for mark in self.covering.get(index, [])]

    def month_of(self, mark: Mark | None) -> int:
        """Return the number of the month that a mark names (its list is in order); 1 without a mark."""
        return int(mark.value) if mark is not None and mark.value else 1

    def is_joined(self, index: int) -> bool:
        """Return whether nothing but space stands before the token, or the full stop of "U.S." or an initial."""
        between = self.before[index].strip()
        return not between or (between == "." and len(self.raw[index - 1]) == 1)

    def same_clause(self, first: int, second: int) -> bool:
        """Return whether two tokens stand in one clause."""
        return self.clause[first] == self.clause[second]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the tokens [start, end) stand in the text, as [start, end) characters."""
        place, first = 0, 0
        for at in range(end):
            place += len(self.before[at])
            if at == start:
                first = place
            place += len(self.raw[at])
        return first, place

    @property
    def is_question(self) -> bool:
        """Whether the sentence as a whole asks something."""
        return self.text.rstrip("\"'”’») ").endswith("?")

    def is_capital(self, index: int) -> bool:
        """Return whether the token is written with a capital (the first of a sentence as well)."""
        return self.raw[index][0].isupper()


@lru_cache(maxsize=4)
def read(article: Article, lexicon: Lexicon) -> tuple[Sentence, ...]:
    """Return the sentences of an article: its title, then its text, up to the headings of links to other articles.

    What stands there twice to the letter (the headline again, a caption) is said once: each sentence is weighed by
    itself, and a repetition makes nothing likelier. What somebody says, or a pronoun, may mean another one each time.

    The last results are kept: the several kinds of facts ask for the sentences of the same article.
    """
    return tuple(_read(article, lexicon))


def _read(article: Article, lexicon: Lexicon) -> Iterator[Sentence]:
    year = article.published.year
    seen: set[tuple[tuple[str, ...], bool]] = set()
    if article.title:
        title, _ = _sentence(article.title, TITLE_WEIGHT, year, lexicon, False)
        seen.add((title.raw, title.is_question))
        yield title
    text = article.text[:MAX_TEXT]
    lines = _line_numbers(text)
    count, place, inside, paragraph = 0, 0, False, -1
    for start, end in sentences(text, article.language or lexicon.language):
        while place + 1 < len(lines) and lines[place + 1] <= start:
            place += 1
        if place != paragraph:
            paragraph, inside = place, False
        weight = LEAD_WEIGHT if count < LEAD else REST_WEIGHT
        sentence, inside = _sentence(text[start:end], weight, year, lexicon, inside)
        if _is_heading(sentence):
            return
        if sentence.words and not ((sentence.raw, sentence.is_question) in seen and _names_its_doer(sentence)):
            seen.add((sentence.raw, sentence.is_question))
            count += 1
            yield sentence


def _names_its_doer(sentence: Sentence) -> bool:
    """Return whether a sentence means the same wherever it stands: no quotation, no pronoun."""
    return not any(sentence.quoted) and not sentence.holds("first_person", "third_person")


def is_background(sentence: Sentence, at: int) -> bool:
    """Return whether the clause of a token tells what was before the news."""
    marks = sentence.by_role.get("background", ())
    return bool(marks) and any(
        sentence.same_clause(mark.start, at) and not _is_reported(sentence, mark) for mark in marks
    )


def _is_reported(sentence: Sentence, pluperfect: Mark) -> bool:
    """Return whether a pluperfect only reports what is said: "the Kremlin said the talks had been postponed"."""
    if not sentence.at(pluperfect.start, "have"):
        return False
    clause = [mark for mark in sentence.of("speech") if sentence.same_clause(mark.start, pluperfect.start)]
    between = [mark.end for mark in clause if mark.end <= pluperfect.start]
    if any(between[-1] < mark.start < pluperfect.start for mark in sentence.of("relative") if between):
        return False  # "said the talks that had been postponed"
    return bool(clause) and not any(sentence.same_clause(mark.start, pluperfect.start) for mark in sentence.of("past"))


def past_date(sentence: Sentence) -> datetime | None:
    """Return the month (or the year) that the sentence names, when its year lies before the article's."""
    for at, word in enumerate(sentence.words):
        if len(word) == 4 and _YEAR.fullmatch(word) and int(word) < sentence.year:
            months = sentence.of("month")
            near = next((mark for mark in months if 0 < at - mark.start <= 2), None)
            return datetime(int(word), sentence.month_of(near), 1, tzinfo=UTC)
    return None


def _line_numbers(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _is_heading(sentence: Sentence) -> bool:
    marks = sentence.of("related")
    return bool(marks) and marks[0].start == 0 and len(sentence.words) - marks[0].end <= 2


def _sentence(text: str, weight: float, year: int, lexicon: Lexicon, inside: bool) -> tuple[Sentence, bool]:
    """Return the sentence, and whether a quotation is open at its end."""
    words, raw, before, rest = split_words(text, MAX_TOKENS)
    stems = tuple(map(stem, words, repeat(lexicon.language)))
    found = lexicon.marks(words, stems, raw)
    by_role = _by_role(found)
    marks = tuple(_without_homographs(found, by_role, raw))
    if len(marks) < len(found):
        by_role = _by_role(marks)
    quoted = []
    for gap in before:
        if gap != " ":
            inside = _is_inside(gap, inside)
        quoted.append(inside)
    inside = _is_inside(rest, inside) if raw else inside
    return Sentence(
        text=text, weight=weight, year=year, words=words, stems=stems, raw=raw, before=before,
        clause=_clauses(words, before, by_role), quoted=tuple(quoted),
        is_headline=sum([word[0].isupper() for word in raw]) * 2 > len(raw), marks=marks, covering=_covering(marks),
        by_role=by_role,
    ), inside  # fmt: skip


def _by_role(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.role in found:
            found[mark.role].append(mark)
        else:
            found[mark.role] = [mark]
    return found


def _covering(marks: tuple[Mark, ...]) -> dict[int, list[Mark]]:
    covering: dict[int, list[Mark]] = {}
    for mark in marks:
        at, end = mark.start, mark.end
        while at < end:  # most marks have one token
            if at in covering:
                covering[at].append(mark)
            else:
                covering[at] = [mark]
            at += 1
    return covering


def _without_homographs(marks: list[Mark], by_role: dict[str, list[Mark]], raw: tuple[str, ...]) -> list[Mark]:
    """Return the marks without words that are part of a name ("White House", "US") or a month ("in May")."""
    people = [mark for mark in by_role.get("first_name", ()) if mark.end - mark.start > 1]
    if people:
        marks = [mark for mark in marks if mark.role not in _NAMES or not any(mark.overlaps(one) for one in people)]
    months = {mark.start for mark in by_role.get("month", ()) if mark.start and raw[mark.start][0].isupper()}
    if months:
        marks = [mark for mark in marks if mark.start not in months or mark.role not in ("modal", "hedge")]
    if _NAMES.isdisjoint(by_role):
        return marks
    names: set[int] = set()
    for mark in marks:
        if mark.role in _NAMES and (mark.end - mark.start > 1 or raw[mark.start][:2].isupper()):
            names.update(range(mark.start, mark.end))
    if names:
        marks = [mark for mark in marks if mark.role in _NAMES or not names.issuperset(range(mark.start, mark.end))]
    return marks


def _is_inside(gap: str, inside: bool) -> bool:
    for char in gap:
        if char in _OPENING:
            inside = True
        elif char in _CLOSING:
            inside = False
        elif char == '"':
            inside = not inside
    return inside


def _ends_sentence(word: str, gap: str) -> bool:
    """Return whether a sentence ends here, inside a quotation; a short word before the stop may be an abbreviation."""
    return len(word) > 3 and _STOP.search(gap) is not None


def _clauses(words: tuple[str, ...], before: tuple[str, ...], by_role: dict[str, list[Mark]]) -> tuple[int, ...]:
    """Return the clause of each token; after ", who ..., will" the clause before the relative one goes on."""
    starters = {mark.start for mark in by_role.get("clause", ())}
    relatives = {mark.start for mark in by_role.get("relative", ())}
    verbs = {mark.start for role in _VERBS for mark in by_role.get(role, ())} if relatives else set()
    numbers: list[int] = []
    number, last, main = 0, 0, -1
    for index, gap in enumerate(before):
        if gap == " " and index not in starters:  # most tokens: nothing can end here
            numbers.append(number)
            continue
        comma = "," in gap
        if index and comma and index in relatives:
            main, last = number, last + 1
            number = last
        elif index and comma and main >= 0 and index in verbs:
            number, main = main, -1
        elif index and (_BREAK.search(gap) or index in starters or _ends_sentence(words[index - 1], gap)):
            last, main = last + 1, -1
            number = last
        numbers.append(number)
    return tuple(numbers)
