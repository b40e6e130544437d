"""Who holds a position: agent, owner, subject, speaker, or the parties of the meeting.

The holder of a cue is the agent of a passive ("turned down by X"), the owner of a noun ("X's offer"), the first person
of a quotation, the subject, or, when nobody is ("it is too early"), the speaker. An event without an agent ("the talks
were postponed") belongs to the parties named.
"""

from collections.abc import Iterator

from bot.monitor.facts.actors import Actor, Scene, is_stranger, subject_before
from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import Mark

EVENTS = ("confirmed", "postponed", "cancelled")
"""Cues that tell what becomes of the meeting, whoever decides it."""
_STATES = ("premature", "possible", *EVENTS)
"""Cues that can be said of the meeting itself: "the summit is off"."""
_STATIVE = ("open", "premature", "possible", "not_excluded", "no_comment")
"""Cues whose participles are no passives: "is prepared to"."""
_FAR = 20
_REACH = 8
"""Tokens between a passive and its agent."""


def find_holders(scene: Scene, cue: Mark) -> tuple[tuple[str, ...], str]:
    """Return the ids of those whose stance a cue shows, and how they were found; none when nobody can be named."""
    return next(_candidates(scene, cue), ((), ""))


def _candidates(scene: Scene, cue: Mark) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the holders by falling certainty."""
    sentence, speaker = scene.sentence, scene.speaker
    passive = _is_passive(sentence, cue)
    reach = _FAR if cue.role == "proposes" and _is_nominal(sentence, cue) else _REACH
    for agent in scene.actors:
        if agent.governor == "agent" and 0 <= agent.start - cue.end <= reach:
            yield agent.joined, "agent of the passive"
    yield from _owners(scene, cue, passive)
    if cue.role == "proposes" and _is_answered(sentence, cue):
        yield (), ""
    if speaker and sentence.quoted[cue.start] and _first_person(sentence, cue):
        yield scene.speakers, "first person of a quotation"
    if speaker and cue.role == "possible":
        yield scene.speakers, "possibility, so the speaker's"
    if not passive:
        yield from _subject(scene, cue)
    if speaker and cue.role != "proposes":
        yield scene.speakers, "impersonal, so the speaker's"
    if cue.role in EVENTS and not _is_nominal(sentence, cue):
        yield tuple(dict.fromkeys(a.party for a in scene.actors if not _is_scenery(a))), "event of the parties named"


def _is_scenery(actor: Actor) -> bool:
    """Return whether the words only say where: "in Moscow", "to China"; "talks with China" are China's."""
    return actor.is_place and (actor.possessive or actor.governor in ("", "location", "direction"))


def _owners(scene: Scene, cue: Mark, passive: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield "X's offer", "the offer of X"."""
    for actor in scene.actors:
        before = actor.possessive and 0 <= cue.start - actor.end <= 4 and not passive
        if before and scene.sentence.same_clause(actor.start, cue.start):
            yield (actor.party,), "owner of the noun"
    if cue.role == "proposes" or _is_nominal(scene.sentence, cue):
        for actor in scene.actors:
            after = 0 <= actor.start - cue.end <= 1
            before = cue.role == "proposes" and 0 <= cue.start - actor.end <= 4
            if actor.governor == "belongs" and (after or before):
                yield actor.joined, "owner of the noun"


def _subject(scene: Scene, cue: Mark) -> Iterator[tuple[tuple[str, ...], str]]:
    if is_stranger(scene.sentence, scene.actors, cue.start):
        return
    subject = subject_before(scene, cue.start)
    if isinstance(subject, str):
        yield (subject,), "pronoun for the last subject"
    elif subject is not None and not (cue.role in _STATES and _is_about_meeting(scene.sentence, subject, cue)):
        yield subject.joined, "subject"


def _is_answered(sentence: Sentence, cue: Mark) -> bool:
    """Return whether the proposal is what somebody accepts or refuses, or what is spoken of: it is not his."""
    if sentence.at(cue.end, "be") and not sentence.at(cue.start, "participle"):
        return True
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


def _first_person(sentence: Sentence, cue: Mark) -> bool:
    return any(mark.start < cue.start and sentence.quoted[mark.start] for mark in sentence.of("first_person"))


def _is_passive(sentence: Sentence, cue: Mark) -> bool:
    if cue.role in _STATIVE or (cue.role == "refuses" and sentence.at(cue.end, "infinitive")):  # "is opposed to talks"
        return False
    if not sentence.at(cue.start, "participle"):
        return False
    return any(0 <= cue.start - mark.end <= 2 for mark in sentence.of("be"))
