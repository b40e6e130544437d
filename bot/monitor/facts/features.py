"""What a learnt weight can hang on: a sentence, seen from one of its parties or places.

The words of a sentence become *units*: the whole mention of a party or place is one unit, everything else is a stem.
Seen from a candidate its own mentions are `H`, other parties `O`, other places `P`, so that a weight learnt of one
storyline holds for another one. A feature is a short text:

``w=reject``         the stem stands in the sentence
``b=H_will``         two units follow each other; ``t=`` three
``R2=reject``        it stands within two units to the right of the candidate (also 5, and 9 for further)
``cL=reject``        it stands to the left of the candidate in its clause
``subj=reject``      the candidate is a subject (or `spk`: the speaker, `own`: an owner ...), and the stem is there
``-open``, ``Rc:open``  a word of the list `open`: negated; to the right of the candidate in its clause
``o=to_H_year``      what stands beside a place in outline, roles for words; ``oL=``, ``oR=`` further to one side
``rule=refuses``     what the rules of clauses and roles make of the candidate here
``near2&2&yes``      how many parties it, the sentences beside it and the top of the article name, see `Company`

`View.shared` holds what all candidates of a sentence have in common, so that it is weighed once. What the whole article
shows of a place is in `standing`.

Known limits: order beyond three units is lost.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from bot.monitor.facts.actors import CUES, Actor, Scene
from bot.monitor.facts.clauses import TITLE_WEIGHT, Sentence, is_background
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Mark
from bot.monitor.facts.mentions import PlaceMention
from bot.monitor.facts.weights import Features, Groups

_ROLES: Final = frozenset(
    ("meeting", "meet", "virtual", "negation", "hedge", "modal", "future", "past", "past_verb", "held", "under_way",
     "irrealis", "condition", "travel", "host", "venue", "object", "background", "speech", "question", *CUES)
)  # fmt: skip
_CLOSED: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "or",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "with",
        "as",
        "it",
        "its",
        "is",
        "was",
        "be",
        "been",
        "that",
        "this",
    ]
)
"""Words that say nothing by themselves; they count in sequences and beside the candidate only."""
_JOINING: Final = frozenset(["and", "v", "vs", "versus"])
_PARTY: Final = "O"
_PLACE: Final = "P"
_NATIONALITY: Final = "J"
_UNIT_OF: Final = {PLACE: _PLACE, PARTY: _PARTY, DEMONYM: _PARTY, NATIONALITY: _NATIONALITY}
_NEAR: Final = 2
_MIDDLE: Final = 5
_NEGATED: Final = 6
_OTHER: Final = "~"
_REACH: Final = 4
_KEPT: Final = frozenset([_NATIONALITY, "month", "year"])
"""Units that an outline keeps as they are, besides names; closed words only where they have no role."""


class Company(NamedTuple):
    """Whom a sentence and its surroundings name, 2 for more: a meeting of the topic's parties names two of them.

    Attributes:
        here: How many parties the sentence names.
        near: How many it and the sentences beside it name.
        top: How many the headline and the lead name.
        foreign: The sentence names people of a country that is no party: "his Lithuanian counterpart".
    """

    here: int
    near: int
    top: int
    foreign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a sentence stands.

    Attributes:
        index: Its number in the article, the title included.
        size: How many sentences the article has.
        in_context: It or one beside it is about the meeting.
        company: Whom it and its surroundings name.
    """

    index: int
    size: int
    in_context: bool
    company: Company


class View:
    """A sentence as units, and the features that all its candidates share."""

    def __init__(self, scene: Scene, setting: Setting) -> None:
        self.scene = scene
        self._setting = setting
        self._place = _place_of(scene.sentence, setting)
        # Of the units, in parallel: text, first token, and the party's id or the place's name ("" for other words).
        self._units, self._starts, self._names = _units(scene)
        self._texts = ["<", *self._units, ">"]
        clause = scene.sentence.clause
        self._clauses = [clause[start] for start in self._starts]
        self._marks = [mark for mark in scene.sentence.marks if mark.role in _ROLES]
        self._roles = list(dict.fromkeys([mark.role for mark in self._marks]))
        self._content = [text for text in dict.fromkeys(self._units) if text not in _CLOSED]
        held = [at for at, name in enumerate(self._names) if name]
        self._named = _named_windows(held, len(self._texts))
        self._mentioned: dict[str, list[int]] = {}
        for at in held:
            if self._units[at] == _PARTY:
                self._mentioned.setdefault(self._names[at], []).append(at)
        self._outlines: list[str] = []
        own: Groups = [("", self._cues()), ("w=", self._content), ("begins=", [self._texts[1]])]
        self.shared = Features((self._common(),), (own, _nameless(self._texts, self._named)))
        # What candidates without a mention here have in common, and what those of one relation have.
        self._unmentioned: Groups = _sequences(self._texts, self._named)
        self._related: dict[str, Groups] = {}

    def parties(self) -> list[str]:
        """Return the ids of the parties that are mentioned, in order, each once."""
        return list(self._mentioned)

    def of_party(self, party: str, rules: dict[str, str], candidates: int) -> Features:
        """Return the further features of a party as the holder of a stance.

        Args:
            party: Its id.
            rules: The label that the rules give each party here.
            candidates: How many parties could hold a stance here.
        """
        sentence, actors = self.scene.sentence, self.scene.actors
        named = self._mentioned.get(party, [])
        mine = self._with_joined(named)
        relations = sorted(self._relations(party, bool(named)))
        rule = rules.get(party, "none")
        is_first = bool(actors) and actors[0].party == party
        common = _common_of_party(
            rule, self._place, tuple(relations), min(candidates, 4), is_first, len(mine) - len(named),
            tuple([label for other, label in rules.items() if other != party]),
            any(is_background(sentence, self._starts[at]) for at in named),
        )  # fmt: skip
        return Features((common, self._company(rule)), self._from(mine, relations))

    def of_place(self, mention: PlaceMention, rule: str, status: str, places: int, article: Groups) -> Features:
        """Return the further features of a place as the venue.

        Args:
            mention: The place.
            rule: The name of the evidence that the rules find for it, or "none"; `status` is theirs as well.
            status: As `rule`.
            places: How many places the sentence names.
            article: What the article shows of the place outside the sentence.
        """
        sentence, start = self.scene.sentence, mention.start
        mine = bisect_right(self._starts, start) - 1
        before = (
            sentence.at(start - 1, "location", "direction", "agent", "belongs", "accompany", "skip") if start else None
        )
        relation = before.role if before else "bare" if start else "start"
        common = _common_of_place(
            rule, status, self._place, mention.kind, mention.form, min(places, 4), relation,
            is_background(sentence, start), self._units[mine] == _PARTY,
        )  # fmt: skip
        company = self._company("yes" if rule != "none" else "no")
        return Features((common, company), (*self._from([mine], [relation]), self._outline(mine), article))

    def _outline(self, mine: int) -> Groups:
        """Return what stands beside a unit in outline: roles instead of words, other words as one."""
        texts = self._outlined()
        left = _beside(texts[mine - 1 :: -1] if mine else [], "<")
        right = _beside(texts[mine + 1 :], ">")
        before = ["_".join(left[size - 1 :: -1]) for size in range(1, _REACH + 1)]
        behind = ["_".join(right[:size]) for size in range(1, _REACH + 1)]
        around = [f"{one}_H_{two}" for one in before[:2] for two in behind[:2]]
        return [("oL=", before[1:]), ("oR=", behind[1:]), ("o=", around)]

    def _outlined(self) -> list[str]:
        """Return the units in outline."""
        if not self._outlines:
            roles: dict[int, str] = {}
            for mark in self._marks:
                for at in range(mark.start, mark.end):
                    roles.setdefault(at, mark.role)
            self._outlines += [
                text if name or text in _KEPT else roles.get(start) or (text if text in _CLOSED else _OTHER)
                for text, start, name in zip(self._units, self._starts, self._names, strict=True)
            ]
        return self._outlines

    def _with_joined(self, mine: list[int]) -> list[int]:
        """Return the units with those that "and" or "v" joins to them: what is said of one is said of all."""
        found = set(mine)
        for at in mine:
            for step in (-1, 1):
                other = at
                while 0 <= other + 2 * step < len(self._units) and self._joins(other + step, other + 2 * step):
                    other += 2 * step
                    found.add(other)
        return sorted(found)

    def _joins(self, between: int, other: int) -> bool:
        joins = self.scene.sentence.words[self._starts[between]] in _JOINING
        return joins and self._units[other] == _PARTY

    def _common(self) -> tuple[str, ...]:
        setting, quoted = self._setting, self.scene.sentence.quoted
        return _common_of_sentence(
            self._place,
            size_class(setting.size),
            setting.in_context,
            sum(quoted) * 3 // max(1, len(quoted)),
            min(len({actor.party for actor in self.scene.actors}), 3),
            min(len(self._units) // 10, 4),
        )

    def _company(self, rule: str) -> tuple[str, ...]:
        """Return whom the sentence and its surroundings name, together with what the rules say of the candidate."""
        return _common_of_company(self._setting.company, rule, size_class(self._setting.size))

    def _cues(self) -> list[str]:
        """Return the roles that stand in the sentence, with a minus after a negation in their clause."""
        sentence = self.scene.sentence
        negations = sentence.of("negation")
        if not negations:
            return [f"+{mark.role}" for mark in self._marks]
        return [
            f"{'-' if any(_governs(sentence, one, mark) for one in negations) else '+'}{mark.role}"
            for mark in self._marks
        ]

    def _relations(self, party: str, is_mentioned: bool) -> set[str]:
        scene = self.scene
        found = {_relation(actor) for actor in scene.actors if actor.party == party}
        if is_mentioned and not found:
            found.add("adj")
        if scene.speaker:
            found.add("spk" if scene.speaker == party else "other_spk")
        if not is_mentioned:
            found.add("pron" if scene.last_subject == party else "abs")
        return found

    def _from(self, mine: list[int], relations: list[str]) -> tuple[Groups, ...]:
        """Return the features of a candidate with these units that stands in these relations."""
        related = [self._relation(relation) for relation in relations]
        if not mine:
            return self._unmentioned, *related
        texts = self._texts.copy()
        for at in mine:
            texts[at + 1] = "H"
        return _sequences(texts, self._named), *related, self._around(mine)

    def _relation(self, relation: str) -> Groups:
        found = self._related.get(relation)
        if found is None:
            found = self._related[relation] = [(f"{relation}=", self._content), (f"{relation}&", self._roles)]
        return found

    def _around(self, mine: list[int]) -> Groups:
        """Return the words and roles to the left and right of the nearest of these units."""
        units, numbers = self._units, self._clauses
        clauses = {numbers[at] for at in mine}
        found: Groups = []
        # The words between two of them belong to the nearer one; the one in the middle to the first.
        borders = [0, *[(one + two) // 2 + 1 for one, two in pairwise(mine)], len(units)]
        for number, at in enumerate(mine):
            low, high = borders[number], borders[number + 1]
            near, middle = max(low, at - _NEAR), max(low, at - _MIDDLE)
            found += [("L9=", units[low:middle]), ("L5=", units[middle:near]), ("L2=", units[near:at])]
            near, middle = min(high, at + 1 + _NEAR), min(high, at + 1 + _MIDDLE)
            found += [("R2=", units[at + 1 : near]), ("R5=", units[near:middle]), ("R9=", units[middle:high])]
            found += [
                ("cL=", [units[other] for other in range(low, at) if numbers[other] in clauses]),
                ("cR=", [units[other] for other in range(at + 1, high) if numbers[other] in clauses]),
            ]
        starts = [self._starts[at] for at in mine]
        clause = self.scene.sentence.clause
        roles: dict[str, list[str]] = {"L:": [], "Lc:": [], "R:": [], "Rc:": []}
        for mark in self._marks:
            side = "R" if _nearest(mark.start, starts) > 0 else "L"
            roles[f"{side}c:" if clause[mark.start] in clauses else f"{side}:"].append(mark.role)
        return [*found, *roles.items()]


@lru_cache(maxsize=4_096)
def _common_of_sentence(
    place: str, size: str, in_context: bool, quoted: int, actors: int, tens: int
) -> tuple[str, ...]:
    return (
        "bias", f"at={place}", f"size={size}", f"ctx={in_context}", f"quoted={quoted}", f"actors={actors}",
        f"long={tens}",
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _common_of_party(
    rule: str, place: str, relations: tuple[str, ...], candidates: int, is_first: bool, joined: int,
    others: tuple[str, ...], background: bool,
) -> tuple[str, ...]:  # fmt: skip
    return (
        f"rule={rule}", f"rule={rule}&{place}", f"cands={candidates}", f"first={is_first}", f"joined={joined}",
        *(f"rule={rule}&{relation}" for relation in relations),
        *(f"is={relation}" for relation in relations),
        *(f"others={label}" for label in others),
        *(["background"] if background else []),
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _common_of_place(
    rule: str, status: str, place: str, kind: str, form: str, places: int, relation: str, background: bool, party: bool
) -> tuple[str, ...]:
    return (
        f"rule={rule}", f"status={status}", f"rule={rule}&status={status}", f"rule={rule}&{place}",
        f"kind={kind}", f"kind={kind}&rule={rule}", f"how={kind}:{form}", f"{form}&{rule != 'none'}",
        f"places={places}", f"is={relation}",
        *(["background"] if background else []),
        *(["party"] if party else []),
    )  # fmt: skip


@lru_cache(maxsize=4_096)
def _common_of_company(company: Company, rule: str, size: str) -> tuple[str, ...]:
    here, near, top, foreign = company
    return (
        f"here{here}&{rule}", f"near{near}&{rule}", f"near{near}&{top}", f"near{near}&{top}&{rule}", f"top{top}/{size}",
        f"top{top}&{rule}/{size}", f"foreign{foreign}&here{here}", f"foreign{foreign}&{rule}",
        f"foreign{foreign}&near{near}&{rule}",
    )  # fmt: skip


def _place_of(sentence: Sentence, setting: Setting) -> str:
    """Return where in the article the sentence stands, and how long that is."""
    if sentence.weight >= TITLE_WEIGHT:
        return f"title/{size_class(setting.size)}"
    index = setting.index
    where = str(index) if index < 4 else "mid" if index < 9 else "late"
    return f"{where}/{size_class(setting.size)}"


_Windows: TypeAlias = tuple[set[int], set[int]]
"""Where a window over the units begins: one of two, and one of three."""


def _named_windows(names: list[int], count: int) -> _Windows:
    """Return the windows over so many texts that hold one of the names; the texts have one more in front."""
    if not names:
        return set(), set()
    pairs = {at + by for at in names for by in (0, 1)}
    triples = pairs.union([at - 1 for at in names])
    return pairs.intersection(range(count - 1)), triples.intersection(range(count - 2))


def _nameless(texts: list[str], named: _Windows) -> Groups:
    """Return the windows without a name: they are the same for all candidates."""
    pairs: list[tuple[str, ...]] = [*pairwise(texts)]
    triples: list[tuple[str, ...]] = [*zip(texts, texts[1:], texts[2:], strict=False)]
    for at in sorted(named[0], reverse=True):
        del pairs[at]
    for at in sorted(named[1], reverse=True):
        del triples[at]
    return [("b=", pairs), ("t=", triples)]


def _sequences(texts: list[str], windows: _Windows) -> Groups:
    pairs: list[tuple[str, ...]] = [(texts[at], texts[at + 1]) for at in windows[0]]
    triples: list[tuple[str, ...]] = [(texts[at], texts[at + 1], texts[at + 2]) for at in windows[1]]
    return [("b=", pairs), ("t=", triples)]


def _beside(texts: list[str], end: str) -> list[str]:
    """Return the texts beside a candidate, the nearest first, words that say nothing as one; `end` after the last."""
    found: list[str] = []
    for text in texts:
        if text != _OTHER or found[-1:] != [_OTHER]:
            found.append(text)
            if len(found) == _REACH:
                return found
    return found + [end] * (_REACH - len(found))


def _nearest(at: int, others: list[int]) -> int:
    """Return how far a place lies behind the nearest of others; of two as near, the one that stands first."""
    found = at - others[0]
    for other in others[1:]:
        if abs(at - other) < abs(found):
            found = at - other
    return found


def _units(scene: Scene) -> tuple[list[str], list[int], list[str]]:
    """Return the units of a sentence: texts, first tokens, names."""
    sentence = scene.sentence
    spans = {actor.start: (actor.end, _PARTY, actor.party) for actor in scene.actors}
    taken = {at for start, (end, _, _) in spans.items() for at in range(start, end)}
    for mark in sentence.of(*_UNIT_OF):
        tokens = range(mark.start, mark.end)
        if taken.isdisjoint(tokens):
            spans[mark.start] = mark.end, _UNIT_OF[mark.role], mark.value
            taken.update(tokens)
    texts = list(sentence.stems)
    for at, word in enumerate(sentence.words):
        if word.isdigit():
            texts[at] = "year" if len(word) == 4 else "#"
    for mark in sentence.of("month"):
        texts[mark.start] = "month"
    starts, names = list(range(len(texts))), [""] * len(texts)
    for start in sorted(spans, reverse=True):  # from the end, so that the places before stay where they are
        end, text, name = spans[start]
        texts[start:end], starts[start:end], names[start:end] = [text], [start], [name]
    return texts, starts, names


def _relation(actor: Actor) -> str:
    if actor.possessive:
        return "own"
    return actor.governor or ("obj" if actor.is_object else "subj")


def _governs(sentence: Sentence, negation: Mark, mark: Mark) -> bool:
    near = 0 <= mark.start - negation.end <= _NEGATED
    return near and sentence.same_clause(negation.start, mark.start)


def size_class(size: int) -> str:
    """Return how long an article of so many sentences is: one, three, eight or more."""
    return "1" if size == 1 else "3" if size <= 3 else "8" if size <= 8 else "9"
