"""How real a venue is: proposed, agreed, past or denied, from the words around the place.

The clause of the place speaks first, then its sentence: a refusal or a cancellation denies; a date or a verb form of
the past, with nothing to come beside it, is past; a proposal or a hedge proposes; what is to come or under way is
agreed. Clauses and tense decide, not the nearest word (see `notes` in docs/facts.md).
"""

from collections.abc import Sequence

from bot.monitor.facts.clauses import Sentence, past_date
from bot.monitor.facts.fact import Status
from bot.monitor.facts.lexicon import Mark

_PROPOSING = ("proposes", "hedge", "open", "not_excluded", "possible", "modal", "premature", "no_comment")
_HAPPENING = ("meet", "host", "confirmed", "accepts")
"""What a negation denies: "will not take place in"."""
_COMING = ("future", "under_way", "confirmed", "accepts")


def status_of(sentence: Sentence, at: int) -> Status:
    """Return the status of the venue that a token names."""
    clause = [mark for mark in sentence.marks if sentence.same_clause(mark.start, at)]
    if any(mark.role in _HAPPENING and _is_negated(sentence, clause, mark) for mark in clause):
        return Status.DENIED
    return _status(sentence, clause) or _status(sentence, list(sentence.marks)) or Status.AGREED


def is_stayed_away(sentence: Sentence, subjects: Sequence[int], at: int) -> bool:
    """Return whether somebody does not go to the place at a token: "Zelensky will not go to talks in".

    Args:
        sentence: The sentence.
        subjects: The tokens behind the subjects of which one has to be him: what no visitor does is no refusal.
        at: The token of the place.
    """
    if not sentence.holds("travel") or not sentence.holds("negation"):
        return False
    if any(mark.end <= at and sentence.same_clause(mark.start, at) for mark in sentence.of("irrealis")):
        return False
    journeys = [
        mark
        for mark in sentence.of("travel")
        if mark.end <= at and sentence.same_clause(mark.start, at) and not sentence.at(mark.start, "proposes")
    ]
    return any(
        0 <= journey.start - mark.end <= 1 and any(0 <= mark.start - end <= 3 for end in subjects)
        for journey in journeys[-1:]
        for mark in sentence.of("negation")
    )


def _status(sentence: Sentence, marks: list[Mark]) -> Status | None:
    roles = {mark.role for mark in marks}
    denying = ("refuses",) if "past" in roles else ("refuses", "cancelled")
    if any(mark.role in denying and not _is_negated(sentence, marks, mark) for mark in marks):
        return Status.DENIED
    coming = "future" in roles
    open_ends = {"hedge", "modal", "under_way", "confirmed"} | (set() if "held" in roles else {"proposes"})
    if not coming and ("past" in roles or past_date(sentence) is not None):
        return Status.PAST
    over = "past_verb" in roles and any(m.role == "past_verb" and not _is_present(sentence, m) for m in marks)
    if not coming and over and not roles & open_ends:
        return Status.PAST
    if roles & set(_PROPOSING):
        return Status.PROPOSED
    if roles & set(_COMING):
        return Status.AGREED
    return None


def _is_present(sentence: Sentence, verb: Mark) -> bool:
    """Return whether a participle tells of a meeting's present: "talks are held in"; "were held" is one of the list."""
    if not any(
        mark.end <= verb.start and sentence.same_clause(mark.start, verb.start) for mark in sentence.of("meeting")
    ):
        return False  # "hostages are held in"
    be = verb.start > 0 and sentence.at(verb.start - 1, "be") is not None and sentence.is_joined(verb.start)
    perfect = any(m.end <= verb.start and sentence.same_clause(m.start, verb.start) for m in sentence.of("have"))
    return be and not perfect and sentence.at(verb.start, "participle") is not None


def _is_negated(sentence: Sentence, marks: list[Mark], cue: Mark) -> bool:
    return any(mark.role == "negation" and 0 <= cue.start - mark.end <= 4 and not mark.overlaps(cue) for mark in marks)
