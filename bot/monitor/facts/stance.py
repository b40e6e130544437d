"""Who holds which position: cue, polarity, modality, condition, and then the holder.

Theory of operation, for each cue word of a sentence:

1. A cue inside a blocker ("press conference"), behind an irrealis word ("whether", "urged X to") or in a sentence that
   has nothing to do with a meeting says nothing.
2. A negation in its clause turns it round: "not ruled out" is not_excluded, "not ready" refuses, "no meeting planned"
   is premature. What only looks like a negation ("no doubt") does not.
3. A condition in the sentence ("only after", "unless") makes a positive cue conditional.
4. The holder is the agent of a passive ("turned down by X"), the owner of a noun ("X's offer"), the subject, or, when
   nobody is ("it is too early"), the speaker. A quotation's "we" is its speaker. An event without an agent ("the talks
   were postponed") belongs to the parties of the meeting.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.monitor.facts.actors import CUES, PREPOSITIONS, Actor, Scene
from bot.monitor.facts.clauses import TITLE_WEIGHT, Sentence
from bot.monitor.facts.fact import Stance
from bot.monitor.facts.holder import EVENTS, find_holders
from bot.monitor.facts.lexicon import PARTY, PLACE, Mark

_REACH = 7
"""Tokens between a negation or a hedge and the cue that it governs."""
_ABOUT = ("meeting", "meet", "virtual")
_POSITIVE = ("possible", "not_excluded", "open", "accepts", "confirmed")
_TRANSITIVE = ("refuses", "open", "proposes", "accepts", "confirmed", "not_excluded")
_NEGATED: Mapping[str, Stance | None] = MappingProxyType(
    {
        "refuses": Stance.NOT_EXCLUDED,
        "premature": None,
        "possible": Stance.REFUSES,
        "not_excluded": None,
        "open": Stance.REFUSES,
        "proposes": Stance.PREMATURE,
        "accepts": Stance.REFUSES,
        "confirmed": Stance.PREMATURE,
        "postponed": None,
        "cancelled": None,
        "no_comment": None,
    }
)
"""What a negation makes of a cue."""
_TURNED = " negated"
"""How a label came about that is a negated cue's."""
_PLAIN: Mapping[str, Stance] = MappingProxyType(
    {role: Stance(role) for role in CUES if role not in ("possible", "accepts")}
    | {"possible": Stance.NOT_EXCLUDED, "accepts": Stance.CONFIRMED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One stance that a sentence shows: whose, which, in which tokens [at, end), and how that was decided.

    `unsaid` is what the cue would say without the negation right before it, unless another cue says that of the party.
    """

    party: str
    label: Stance
    at: int
    end: int
    reason: str
    unsaid: Stance | None = None


def find_positions(scene: Scene, *, in_context: bool) -> Iterator[Position]:
    """Yield the stances of a sentence, one for each holder.

    Args:
        scene: The sentence with its actors and its speaker.
        in_context: A sentence beside it is about the meeting, so that this one need not name it again.
    """
    sentence = scene.sentence
    about = sentence.holds(*_ABOUT, "host")
    if not about and not (in_context and (scene.speaker or scene.actors)):
        return
    best: dict[str, tuple[int, Position]] = {}
    said: set[tuple[str, Stance]] = set()
    cues = _cues(sentence)
    condition = _condition(sentence)
    for cue in cues:
        label, how = _label(sentence, cue, condition, cues)
        if label is None:
            continue
        holders, who = find_holders(scene, cue)
        text = " ".join(sentence.raw[cue.start : cue.end])
        unsaid = _PLAIN[cue.role] if how == _TURNED and _is_opposite(sentence, cue, label) else None
        for party in holders:
            position = Position(
                party=party, label=label, at=cue.start, end=cue.end, reason=f"“{text}”{how}, {who}", unsaid=unsaid
            )
            said.add((party, label))
            rank = _RANK.index(label)
            if party not in best or rank < best[party][0]:
                best[party] = (rank, position)
    for party, (_, position) in best.items():
        unsaid = position.unsaid
        yield replace(position, unsaid=None) if unsaid is not None and (party, unsaid) in said else position
    if not best and scene.speaker and about and condition is not None:
        text = " ".join(sentence.raw[condition.start : condition.end])
        reason = f"a condition of the speaker's (“{text}”)"
        yield Position(
            party=scene.speaker, label=Stance.CONDITIONAL, at=condition.start, end=condition.end, reason=reason
        )


def find_claimed(scene: Scene, positions: Sequence[Position]) -> frozenset[str]:
    """Return the labels that the speaker gives somebody else, and not himself: "Putin said Zelensky was ready".

    An event that a host announces is his as well, so that only attitudes count.
    """
    if not scene.speaker or any(position.party in scene.speakers for position in positions):
        return frozenset()
    told = {actor.party for actor in scene.actors if actor.is_subject and _is_told_of(scene, actor)}
    return frozenset(one.label.value for one in positions if one.party in told and one.label.value not in EVENTS)


def _is_told_of(scene: Scene, actor: Actor) -> bool:
    """Return whether the speaker says it of the actor: "Putin said (that) Zelensky", "according to Putin, Zelensky"."""
    if actor.party != scene.speaker and _is_account(scene):
        return True
    said = [mark for mark in scene.sentence.of("speech") if 0 <= actor.start - mark.end <= 1]
    return any(one.party == scene.speaker and one.end <= mark.start for mark in said for one in scene.actors)


def _is_account(scene: Scene) -> bool:
    """Return whether the sentence tells what somebody says by "according to" him."""
    accounts = scene.sentence.of("according")
    return any(one.party == scene.speaker and 0 <= one.start - m.end <= 1 for m in accounts for one in scene.actors)


_RANK = (
    Stance.CANCELLED, Stance.POSTPONED, Stance.REFUSES, Stance.PREMATURE, Stance.CONDITIONAL, Stance.PROPOSES,
    Stance.OPEN, Stance.NOT_EXCLUDED, Stance.NO_COMMENT, Stance.CONFIRMED,
)  # fmt: skip
"""Of two labels that one sentence gives a holder, the earlier here counts."""


def _cues(sentence: Sentence) -> list[Mark]:
    """Return the cues, of overlapping ones the longest; none within a blocker."""
    blocked = sentence.of("blocker")
    found = [
        cue
        for cue in [*sentence.of(*CUES), *_arrangements(sentence)]
        if not any(cue.overlaps(other) for other in blocked)
    ]
    found.sort(key=lambda cue: (cue.start - cue.end, CUES.index(cue.role)))
    kept: list[Mark] = []
    for cue in found:
        if not any(cue.overlaps(other) for other in kept):
            kept.append(cue)
    return sorted(kept, key=lambda cue: cue.start)


def _arrangements(sentence: Sentence) -> Iterator[Mark]:
    """Yield what will or may come with a verb of meeting: "will meet", "could sit down", in a title "to meet"."""
    verbs = [verb for verb in sentence.of("meet", "travel") if not _holds_something_else(sentence, verb)]
    refusals = sentence.of("refuses")  # "will refuse to attend" is none
    for first in sentence.of("future", "modal") if verbs else ():
        verb = next(
            (v for v in verbs if first.end <= v.start <= first.end + 2 and sentence.same_clause(first.start, v.start)),
            None,
        )
        if verb is not None and not any(first.end <= mark.start < verb.start for mark in refusals):
            # A negation between them has to stand before the cue, where negations are counted: "will not meet".
            split = any(first.end <= mark.start < verb.start for mark in sentence.of("negation"))
            role = "accepts" if first.role == "future" else "possible"
            yield Mark(role, verb.start if split else first.start, verb.end)
    for one in verbs:
        if one.start >= 2 and sentence.at(one.start - 1, "infinitive") and sentence.at(one.start - 2, "negation"):
            yield Mark("accepts", one.start, one.end)  # "vowed never to meet", "decided not to attend"
    starts = sentence.of("under_way")
    things = [
        thing
        for thing in (sentence.of("meeting", "meet", PLACE) if starts else ())
        if not _holds_something_else(sentence, thing)
    ]
    for start in starts:
        thing = next(
            (t for t in things if start.end <= t.start <= start.end + 3 and sentence.same_clause(start.start, t.start)),
            None,
        )
        if thing is not None:
            yield Mark("accepts", start.start, thing.start)
    if sentence.weight >= TITLE_WEIGHT:
        for verb in verbs:
            if verb.start >= 2 and sentence.at(verb.start - 1, "infinitive"):
                yield Mark("accepts", verb.start - 1, verb.end)


def _holds_something_else(sentence: Sentence, verb: Mark) -> bool:
    """Return whether what is held is no meeting: "will hold a vote"."""
    return (
        verb.role == "meet"
        and sentence.at(verb.start, "held") is not None
        and not (verb.start and sentence.at(verb.start - 1, "be"))
        and not any(sentence.same_clause(verb.start, mark.start) for mark in sentence.of("meeting"))
    )


def _label(sentence: Sentence, cue: Mark, condition: Mark | None, cues: Sequence[Mark]) -> tuple[Stance | None, str]:
    """Return the label that a cue has here, and the words that say how it came about; `cues`: all of the sentence."""
    if any(mark.end <= cue.start and sentence.same_clause(mark.start, cue.start) for mark in sentence.of("irrealis")):
        return None, ""
    if any(m.start == 0 and sentence.same_clause(0, cue.start) for m in sentence.of("question")):
        return None, ""
    if cue.role in EVENTS and (_is_gerund(sentence, cue) or not _near_meeting(sentence, cue)):
        return None, ""
    if _is_attributive(sentence, cue, cues):
        return None, ""
    if cue.role in _TRANSITIVE and _has_other_object(sentence, cue):
        return None, ""
    negated = _negations(sentence, cue) % 2 == 1
    label = _NEGATED[cue.role] if negated else _PLAIN[cue.role]
    if label is Stance.CONFIRMED and _is_over(sentence, cue):
        return None, ""
    if condition is not None and not condition.overlaps(cue):
        positive = label in (Stance.NOT_EXCLUDED, Stance.OPEN, Stance.CONFIRMED) or (negated and cue.role in _POSITIVE)
        if positive:
            return (
                Stance.CONDITIONAL,
                f" under a condition (“{' '.join(sentence.raw[condition.start : condition.end])}”)",
            )
    if cue.role == "possible" and not negated and not _near_meeting(sentence, cue):
        return None, ""
    return label, _TURNED if negated else ""


def _has_other_object(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the cue is about something else: "agree to a ceasefire", "a ceasefire was rejected"."""
    found = [
        m for m in sentence.of(*_ABOUT, "object", "travel", "venue", PLACE) if sentence.same_clause(m.start, cue.start)
    ]
    after = [m for m in found if 0 <= m.start - cue.end <= _REACH]
    before = [m for m in found if 0 <= cue.start - m.end <= _REACH]
    if after:
        return min(after, key=lambda m: m.start).role == "object"
    return bool(before) and max(before, key=lambda m: m.end).role == "object"


def _is_over(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the clause tells of a meeting that is over: "agreed at last year's talks"."""
    roles = {mark.role for mark in sentence.marks if sentence.same_clause(mark.start, cue.start)}
    return "past" in roles and "future" not in roles


def _near_meeting(sentence: Sentence, cue: Mark) -> bool:
    return any(sentence.same_clause(cue.start, mark.start) for mark in sentence.of(*_ABOUT))


def _negations(sentence: Sentence, cue: Mark) -> int:
    negations = sentence.of("negation")
    if not negations:
        return 0
    pseudo = sentence.of("pseudo_negation")
    return sum(
        0 <= cue.start - mark.end <= _REACH
        and sentence.same_clause(mark.start, cue.start)
        and not mark.overlaps(cue)
        and not any(mark.overlaps(other) for other in pseudo)
        for mark in negations
    )


def _is_opposite(sentence: Sentence, cue: Mark, label: Stance) -> bool:
    """Return whether the negation stands right before the cue and surely means it: "no longer ready", "not opposed"."""
    near = any(
        0 <= cue.start - mark.end <= 1 and all(sentence.is_joined(at) for at in range(mark.end, cue.start + 1))
        for mark in sentence.of("negation")
    )
    return near and label in (Stance.REFUSES, Stance.NOT_EXCLUDED)


def _condition(sentence: Sentence) -> Mark | None:
    conditions = sentence.of("condition")
    return conditions[0] if conditions else None


def _is_gerund(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the cue is what something is about: "talks on halting the war"."""
    before = cue.start > 0 and sentence.at(cue.start - 1, *PREPOSITIONS) is not None
    return before and sentence.at(cue.start, "progressive") is not None


def _is_attributive(sentence: Sentence, cue: Mark, cues: Sequence[Mark]) -> bool:
    """Return whether the cue only describes a meeting: "the cancelled trip", "will meet at talks suspended in May"."""
    if cue.role not in EVENTS or not sentence.at(cue.end - 1, "participle"):
        return False
    if cue.start and sentence.is_joined(cue.start) and sentence.at(cue.start - 1, "meeting"):
        return any(other is not cue and sentence.same_clause(other.start, cue.start) for other in cues)
    ahead = next(
        (at for at in range(cue.end, min(cue.end + 3, len(sentence.words))) if sentence.at(at, "meeting")), None
    )
    if ahead is None or any(sentence.at(at, "skip", *PREPOSITIONS) for at in range(cue.end, ahead)):
        return False
    owned = cue.start and sentence.raw[cue.start - 1].endswith(("'s", "’s"))
    doers = [m.end for m in sentence.of(PARTY, "be", "have", "third_person", "first_person", "relative", "title")]
    return bool(owned) or not any(0 <= cue.start - end <= 1 for end in doers)
