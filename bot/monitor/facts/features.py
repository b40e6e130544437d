"""What a learnt weight can hang on: a sentence, seen from one of its parties or places.

The words of a sentence become *units*: the whole mention of a party or place is one unit, everything else is a stem.
Seen from a candidate its own mentions are `H`, other parties `O`, other places `P`, so that a weight learnt of one
storyline holds for another one. A feature is a short text:

``w=reject``         the stem stands in the sentence
``b=H_will``         two units follow each other; ``t=`` three, ``k=`` two with one between
``R2=reject``        it stands within two units to the right of the candidate (also 5, and 9 for further)
``cL=reject``        it stands to the left of the candidate in its clause
``subj=reject``      the candidate is a subject (or `spk`: the speaker, `own`: an owner ...), and the stem is there
``-open``, ``Rc:open``  a word of the list `open`: negated; to the right of the candidate in its clause
``rule=refuses``     what the rules of clauses and roles make of the candidate here

`View.shared` holds what all candidates of a sentence have in common, so that it is weighed once.

Known limits: order beyond three units is lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.monitor.facts.actors import CUES, Actor, Scene
from bot.monitor.facts.clauses import TITLE_WEIGHT, Sentence, is_background
from bot.monitor.facts.lexicon import DEMONYM, NATIONALITY, PARTY, PLACE, Mark
from bot.monitor.facts.mentions import PlaceMention

_ROLES = frozenset(
    ("meeting", "meet", "virtual", "negation", "hedge", "modal", "future", "past", "past_verb", "held", "under_way",
     "irrealis", "condition", "travel", "host", "venue", "object", "background", "speech", "question", *CUES)
)  # fmt: skip
_CLOSED = frozenset(
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
_JOINING = frozenset(["and", "v", "vs", "versus"])
_PARTY, _PLACE, _NATIONALITY = "O", "P", "J"
_UNIT_OF = {PLACE: _PLACE, PARTY: _PARTY, DEMONYM: _PARTY, NATIONALITY: _NATIONALITY}
_NEAR, _MIDDLE, _NEGATED = 2, 5, 6


@dataclass(frozen=True, slots=True)
class _Unit:
    """One token, or the whole mention of a party or place: its text, its tokens, and the party's id or place's name."""

    text: str
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a sentence stands.

    Attributes:
        index: Its number in the article, the title included.
        size: How many sentences the article has.
        in_context: It or one beside it is about the meeting.
    """

    index: int
    size: int
    in_context: bool


class View:
    """A sentence as units, and the features that all its candidates share."""

    def __init__(self, scene: Scene, setting: Setting) -> None:
        self.scene = scene
        self._setting = setting
        self._units = _units(scene)
        self._texts = ["<", *(unit.text for unit in self._units), ">"]
        self._named = {at for at, unit in enumerate(self._units, 1) if unit.name}
        sentence = scene.sentence
        self._marks = [mark for mark in sentence.marks if mark.role in _ROLES]
        self._roles = tuple(dict.fromkeys(mark.role for mark in self._marks))
        self._content = [text for text in dict.fromkeys(self._texts[1:-1]) if text not in _CLOSED]
        self.shared = [*self._whole(), *self._sequences(self._texts, named=False)]

    def parties(self) -> list[str]:
        """Return the ids of the parties that are mentioned, in order, each once."""
        return list(dict.fromkeys(unit.name for unit in self._units if unit.text == _PARTY))

    def of_party(self, party: str, rules: dict[str, str], candidates: int) -> list[str]:
        """Return the further features of a party as the holder of a stance.

        Args:
            party: Its id.
            rules: The label that the rules give each party here.
            candidates: How many parties could hold a stance here.
        """
        named = [at for at, unit in enumerate(self._units) if unit.name == party and unit.text == _PARTY]
        mine = self._with_joined(named)
        relations = sorted(self._relations(party, bool(mine)))
        rule = rules.get(party, "none")
        place = self._place()
        features = [
            f"rule={rule}", f"rule={rule}&{place}", f"cands={min(candidates, 4)}",
            f"first={next((actor.party for actor in self.scene.actors), '') == party}",
            f"joined={len(mine) - len(named)}",
        ]  # fmt: skip
        features += [f"rule={rule}&{relation}" for relation in relations]
        features += [f"others={label}" for other, label in rules.items() if other != party]
        if any(is_background(self.scene.sentence, self._units[at].start) for at in named):
            features.append("background")
        return [*features, *self._from(mine, relations)]

    def of_place(self, mention: PlaceMention, rule: str, status: str, places: int) -> list[str]:
        """Return the further features of a place as the venue.

        Args:
            mention: The place.
            rule: The name of the evidence that the rules find for it, or "none"; `status` is theirs as well.
            status: As `rule`.
            places: How many places the sentence names.
        """
        sentence, start = self.scene.sentence, mention.start
        mine = [at for at, unit in enumerate(self._units) if unit.start <= start < unit.end]
        kind = mention.kind
        before = (
            sentence.at(start - 1, "location", "direction", "agent", "belongs", "accompany", "skip") if start else None
        )
        relation = before.role if before else "bare" if start else "start"
        features = [
            f"rule={rule}", f"status={status}", f"rule={rule}&status={status}", f"rule={rule}&{self._place()}",
            f"kind={kind}", f"kind={kind}&rule={rule}", f"how={kind}:{mention.form}",
            f"{mention.form}&{rule != 'none'}", f"places={min(places, 4)}",
        ]  # fmt: skip
        if is_background(sentence, start):
            features.append("background")
        if mine and self._units[mine[0]].text == _PARTY:
            features.append("party")
        return [*features, *self._from(mine, [relation])]

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
        joins = self.scene.sentence.words[self._units[between].start] in _JOINING
        return joins and self._units[other].text == _PARTY

    def _whole(self) -> Iterator[str]:
        sentence, setting = self.scene.sentence, self._setting
        yield "bias"
        yield f"at={self._place()}"
        yield f"size={_bucket(setting.size)}"
        yield f"ctx={setting.in_context}"
        yield from (f"w={text}" for text in self._content)
        yield from self._cues()
        yield f"quoted={sum(sentence.quoted) * 3 // max(1, len(sentence.quoted))}"
        yield f"begins={self._texts[1]}"
        yield f"actors={min(len({actor.party for actor in self.scene.actors}), 3)}"
        yield f"long={min(len(self._units) // 10, 4)}"

    def _place(self) -> str:
        setting = self._setting
        if self.scene.sentence.weight >= TITLE_WEIGHT:
            return f"title/{_bucket(setting.size)}"
        index = setting.index
        where = str(index) if index < 4 else "mid" if index < 9 else "late"
        return f"{where}/{_bucket(setting.size)}"

    def _cues(self) -> Iterator[str]:
        """Yield the roles that stand in the sentence, with a minus after a negation in their clause."""
        sentence = self.scene.sentence
        negations = sentence.of("negation")
        for mark in self._marks:
            yield f"{'-' if any(_governs(sentence, one, mark) for one in negations) else '+'}{mark.role}"

    def _sequences(self, texts: list[str], *, named: bool) -> list[str]:
        """Return the sequences of units that hold a name, or those that do not."""
        found: list[str] = []
        last = len(texts) - 1
        is_name = [at in self._named for at in range(last + 1)]
        for at in range(last):
            one, two = is_name[at], is_name[at + 1]
            text = texts[at]
            if (one or two) is named:
                found.append(f"b={text}_{texts[at + 1]}")
            if at + 2 <= last:
                three = is_name[at + 2]
                if (one or two or three) is named:
                    found.append(f"t={text}_{texts[at + 1]}_{texts[at + 2]}")
                if (one or three) is named:
                    found.append(f"k={text}_{texts[at + 2]}")
        return found

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

    def _from(self, mine: Sequence[int], relations: Sequence[str]) -> list[str]:
        """Return the features of a candidate with these units that stands in these relations."""
        texts = self._texts.copy()
        for at in mine:
            texts[at + 1] = "H"
        found = self._sequences(texts, named=True)
        for relation in relations:
            found.append(f"is={relation}")
            found += [f"{relation}={text}" for text in self._content]
            found += [f"{relation}&{role}" for role in self._roles]
        return found + self._around(mine) if mine else found

    def _around(self, mine: Sequence[int]) -> list[str]:
        found: list[str] = []
        clause = self.scene.sentence.clause
        starts = [self._units[at].start for at in mine]
        clauses = {clause[start] for start in starts}
        for at, unit in enumerate(self._units):
            gap = _nearest(at, mine)
            if not gap:
                continue
            side, far = ("R" if gap > 0 else "L"), abs(gap)
            found.append(f"{side}{'2' if far <= _NEAR else '5' if far <= _MIDDLE else '9'}={unit.text}")
            if clause[unit.start] in clauses:
                found.append(f"c{side}={unit.text}")
        for mark in self._marks:
            side = "R" if _nearest(mark.start, starts) > 0 else "L"
            found.append(f"{side}{'c' if clause[mark.start] in clauses else ''}:{mark.role}")
        return found


def _nearest(at: int, others: Sequence[int]) -> int:
    """Return how far a place lies behind the nearest of others; of two as near, the one that stands first."""
    return at - others[0] if len(others) == 1 else min((at - other for other in others), key=abs)


def _units(scene: Scene) -> list[_Unit]:
    sentence = scene.sentence
    spans = {actor.start: _Unit(_PARTY, actor.start, actor.end, actor.party) for actor in scene.actors}
    taken = {at for unit in spans.values() for at in range(unit.start, unit.end)}
    for mark in sentence.marks:
        if mark.role in _UNIT_OF and taken.isdisjoint(range(mark.start, mark.end)):
            spans[mark.start] = _Unit(_UNIT_OF[mark.role], mark.start, mark.end, mark.value)
            taken.update(range(mark.start, mark.end))
    months = {mark.start for mark in sentence.marks if mark.role == "month"}
    units: list[_Unit] = []
    at = 0
    while at < len(sentence.words):
        unit = spans.get(at) or _Unit(_text(sentence, at, months), at, at + 1)
        units.append(unit)
        at = unit.end
    return units


def _text(sentence: Sentence, at: int, months: set[int]) -> str:
    word = sentence.words[at]
    if word.isdigit():
        return "year" if len(word) == 4 else "#"
    return "month" if at in months else sentence.stems[at]


def _relation(actor: Actor) -> str:
    if actor.possessive:
        return "own"
    return actor.governor or ("obj" if actor.is_object else "subj")


def _governs(sentence: Sentence, negation: Mark, mark: Mark) -> bool:
    near = 0 <= mark.start - negation.end <= _NEGATED
    return near and sentence.same_clause(negation.start, mark.start)


def _bucket(size: int) -> str:
    return "1" if size == 1 else "3" if size <= 3 else "8" if size <= 8 else "9"
