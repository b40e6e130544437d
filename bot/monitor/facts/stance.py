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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.monitor.facts.actors import CUES, PREPOSITIONS, Actor, Discourse, subject_before
from bot.monitor.facts.clauses import TITLE_WEIGHT, Sentence
from bot.monitor.facts.fact import Stance
from bot.monitor.facts.lexicon import PLACE, Mark

_REACH = 7
"""Tokens between a negation or a hedge and the cue that it governs."""
_ABOUT = ("meeting", "meet", "virtual")
_POSITIVE = ("possible", "not_excluded", "open", "accepts", "confirmed")
_STATES = ("premature", "possible", "postponed", "cancelled", "confirmed")
"""Cues that can be said of the meeting itself: "the summit is off"."""
_TRANSITIVE = ("refuses", "open", "proposes", "accepts", "confirmed", "not_excluded")
_EVENTS = ("confirmed", "postponed", "cancelled")
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
_PLAIN: Mapping[str, Stance] = MappingProxyType(
    {role: Stance(role) for role in CUES if role not in ("possible", "accepts")}
    | {"possible": Stance.NOT_EXCLUDED, "accepts": Stance.CONFIRMED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One stance that a sentence shows: whose, which, and how that was decided."""

    party: str
    label: Stance
    cue: str
    reason: str


def find_positions(
    sentence: Sentence, actors: list[Actor], speaker: str, discourse: Discourse, *, in_context: bool
) -> Iterator[Position]:
    """Yield the stances of a sentence.

    Args:
        sentence: The sentence. actors: its parties. speaker: who says it, or "".
        discourse: What the sentences before have left in mind.
        in_context: The sentence before was about the meeting, so that this one need not name it again.
    """
    about = bool(sentence.of(*_ABOUT))
    if not about and not (in_context and (speaker or actors)):
        return
    best: dict[str, tuple[int, Position]] = {}
    for cue in _cues(sentence):
        label, how = _label(sentence, cue, _has_condition(sentence))
        if label is None:
            continue
        holders, who = _holders(sentence, actors, cue, speaker, discourse)
        text = " ".join(sentence.raw[cue.start : cue.end])
        for party in holders:
            position = Position(party=party, label=label, cue=text, reason=f"“{text}”{how}, {who}")
            rank = _RANK.index(label)
            if party not in best or rank < best[party][0]:
                best[party] = (rank, position)
    yield from (position for _, position in best.values())


_RANK = (
    Stance.CANCELLED, Stance.POSTPONED, Stance.REFUSES, Stance.PREMATURE, Stance.CONDITIONAL, Stance.PROPOSES, Stance.OPEN,
    Stance.NOT_EXCLUDED, Stance.CONFIRMED, Stance.NO_COMMENT,
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
    """Yield what is to come, or may come, with a verb of meeting: "will meet", "could sit down", in a title "to meet"."""
    verbs = sentence.of("meet", "travel")
    for first in sentence.of("future", "modal"):
        verb = next(
            (v for v in verbs if first.end <= v.start <= first.end + 2 and sentence.same_clause(first.start, v.start)),
            None,
        )
        if verb is not None:
            yield Mark("accepts" if first.role == "future" else "possible", first.start, verb.end)
    things = sentence.of("meeting", "meet", PLACE)
    for start in sentence.of("under_way"):
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


def _label(sentence: Sentence, cue: Mark, condition: Mark | None) -> tuple[Stance | None, str]:
    """Return the label that a cue has here, and the words that say how it came about."""
    if any(mark.end <= cue.start and sentence.same_clause(mark.start, cue.start) for mark in sentence.of("irrealis")):
        return None, ""
    if _is_attributive(sentence, cue):
        return None, ""
    if cue.role in _TRANSITIVE and _has_other_object(sentence, cue):
        return None, ""
    negated = _negations(sentence, cue) % 2 == 1
    label = _NEGATED[cue.role] if negated else _PLAIN[cue.role]
    if condition is not None and not condition.overlaps(cue):
        positive = label in (Stance.NOT_EXCLUDED, Stance.OPEN, Stance.CONFIRMED) or (negated and cue.role in _POSITIVE)
        if positive:
            return (
                Stance.CONDITIONAL,
                f" under a condition (“{' '.join(sentence.raw[condition.start : condition.end])}”)",
            )
    if cue.role == "possible" and not negated and not _near_meeting(sentence, cue):
        return None, ""
    return label, " negated" if negated else ""


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


def _near_meeting(sentence: Sentence, cue: Mark) -> bool:
    return any(sentence.same_clause(cue.start, mark.start) for mark in sentence.of(*_ABOUT))


def _negations(sentence: Sentence, cue: Mark) -> int:
    pseudo = sentence.of("pseudo_negation")
    return sum(
        0 <= cue.start - mark.end <= _REACH
        and sentence.same_clause(mark.start, cue.start)
        and not mark.overlaps(cue)
        and not any(mark.overlaps(other) for other in pseudo)
        for mark in sentence.of("negation")
    )


def _has_condition(sentence: Sentence) -> Mark | None:
    return next(iter(sentence.of("condition")), None)


def _holders(
    sentence: Sentence, actors: list[Actor], cue: Mark, speaker: str, discourse: Discourse
) -> tuple[tuple[str, ...], str]:
    """Return the ids of those whose stance it is, and how they were found."""
    agent = next((a for a in actors if a.governor == "agent" and 0 <= a.start - cue.end <= _REACH + 1), None)
    if agent is not None:
        return agent.joined, "agent of the passive"
    owner = next(
        (
            a
            for a in actors
            if a.possessive and 0 <= cue.start - a.end <= 4 and sentence.same_clause(a.start, cue.start)
        ),
        None,
    )
    if owner is not None and not _is_passive(sentence, cue):
        return (owner.party,), "owner of the noun"
    source = next((a for a in actors if a.governor == "belongs" and 0 <= a.start - cue.end <= 1), None)
    if source is not None and (cue.role == "proposes" or _is_nominal(sentence, cue)):
        return source.joined, "owner of the noun"
    if cue.role == "proposes" and _is_answered(sentence, cue):
        return (), ""
    if sentence.quoted[cue.start] and speaker and _first_person(sentence, cue):
        return (speaker,), "first person of a quotation"
    if cue.role == "possible" and speaker:
        return (speaker,), "possibility, so the speaker's"
    if not _is_passive(sentence, cue):
        subject = subject_before(sentence, actors, cue.start, discourse)
        if isinstance(subject, Actor) and cue.role in _STATES and _is_about_meeting(sentence, subject, cue):
            subject = None
        if isinstance(subject, str):
            return (subject,), "pronoun for the last subject"
        if subject is not None:
            return subject.joined, "subject"
    if speaker and cue.role != "proposes":
        return (speaker,), "impersonal, so the speaker's"
    if cue.role in _EVENTS and not _is_nominal(sentence, cue):
        return tuple(dict.fromkeys(a.party for a in actors if not a.is_place)), "event of the parties named"
    return (), ""


def _is_answered(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the proposal is what somebody accepts or refuses: it is not his."""
    return any(
        0 <= cue.start - m.end <= 3 and sentence.same_clause(m.start, cue.start)
        for m in sentence.of("accepts", "refuses")
    )


def _is_nominal(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the cue is a noun with an article: "the cancellation"."""
    return cue.start > 0 and sentence.is_joined(cue.start) and sentence.at(cue.start - 1, "skip") is not None


def _is_about_meeting(sentence: Sentence, subject: Actor, cue: Mark) -> bool:
    """Return whether the meeting and not the actor is the subject: the actor stands in another clause, or speaks."""
    between = [m for m in sentence.of("meeting") if subject.end <= m.start and m.end <= cue.start]
    nearest = next((m for m in reversed(between) if sentence.same_clause(m.start, cue.start)), None)
    if nearest is None:
        return False
    if nearest.start == subject.end:
        return True  # "the Putin and Zelensky meeting is possible"
    spoken = any(subject.end <= m.start and m.end <= nearest.start for m in sentence.of("speech"))
    return spoken or not sentence.same_clause(subject.start, cue.start)


def _is_attributive(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the cue only describes a meeting: "the cancelled trip", "a summit planned with him"."""
    if cue.role not in _EVENTS or not sentence.at(cue.end - 1, "participle"):
        return False
    if cue.start and sentence.is_joined(cue.start) and sentence.at(cue.start - 1, "meeting"):
        return len(sentence.of(*CUES)) > 1
    ahead = next(
        (at for at in range(cue.end, min(cue.end + 3, len(sentence.words))) if sentence.at(at, "meeting")), None
    )
    if ahead is None or any(sentence.at(at, "skip", *PREPOSITIONS) for at in range(cue.end, ahead)):
        return False
    owned = cue.start and sentence.raw[cue.start - 1].endswith(("'s", "’s"))
    return bool(owned or (cue.start and sentence.at(cue.start - 1, "skip", "meet", *CUES, *PREPOSITIONS)))


def _first_person(sentence: Sentence, cue: Mark) -> bool:
    return any(mark.start < cue.start and sentence.quoted[mark.start] for mark in sentence.of("first_person"))


def _is_passive(sentence: Sentence, cue: Mark) -> bool:
    if cue.role in ("open", "premature", "possible", "not_excluded", "no_comment"):
        return False
    if not sentence.at(cue.start, "participle"):
        return False
    return any(0 <= cue.start - mark.end <= 2 for mark in sentence.of("be"))
