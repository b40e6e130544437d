"""Who does it and who says it: the parties of a sentence, their part in it, and the speaker.

Three actors are kept apart: the holder (whose stance), the speaker (who says so), the source (the outlet). A party's
mention is a noun phrase: "Russian President Vladimir Putin". One that hangs on a preposition ("with his Ukrainian
counterpart") is oblique and never a subject; one that another actor's verb stands right before is an object.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.monitor.facts.clauses import Sentence
from bot.monitor.facts.lexicon import DEMONYM, PARTY, PLACE, Mark

PREPOSITIONS: Final = ("location", "direction", "agent", "belongs", "accompany", "according")
"""The roles of prepositions; of a word that has several, the earlier here counts."""
CUES: Final = (
    "no_comment", "cancelled", "postponed", "refuses", "premature", "proposes", "open", "accepts", "not_excluded",
    "possible", "confirmed",
)  # fmt: skip
"""The roles of stance cues. Where two overlap or one sentence gives a holder two, the earlier here counts more."""
_NO_NAME: Final = frozenset(
    (*PREPOSITIONS, *CUES, "conjunction", "clause", "relative", "third_person", "meeting", PARTY, PLACE, "speech",
     "future", "be")
)  # fmt: skip
"""Roles of which no token belongs to the noun phrase of a name, unless it is a title."""
_PREDICATES = ("be", "have", "modal", "future", "negation", "held", "under_way", *CUES)
"""Roles of words by which a verb begins."""
_REACH: Final = 8
"""Tokens between a speech verb and its subject, or a passive and its agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A party's mention in a sentence.

    Attributes:
        party: Its id. start, end: the tokens of the noun phrase.
        governor: The role of the preposition that it hangs on, or "".
        is_object: Another actor's verb stands right before it, or it only says what a headline is about.
        possessive: It ends in 's: what follows belongs to it.
        is_place: The words name a place as well ("Moscow", "Turkey").
        joined: The actors that "and" joins it to, by id, itself included.
    """

    party: str
    start: int
    end: int
    governor: str = ""
    is_object: bool = False
    possessive: bool = False
    is_place: bool = False
    joined: tuple[str, ...] = ()

    @property
    def is_subject(self) -> bool:
        """Whether it can be what the sentence is about."""
        return not self.governor and not self.is_object


@dataclass(slots=True)
class Discourse:
    """What the sentences so far have left in mind: who spoke last, and who was last spoken of."""

    speaker: str = ""
    subject: str = ""
    spoken: bool = False
    """The last sentence was a quotation or attributed, so that a bare quotation goes on with its speaker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A sentence with its actors and the party that says it ("" for the narrator).

    `last_subject` is the party that the sentences before were about; a pronoun may stand for it.
    """

    sentence: Sentence
    actors: tuple[Actor, ...]
    speaker: str
    last_subject: str

    @property
    def speakers(self) -> tuple[str, ...]:
        """The ids of those who say it together, "Moscow and Kyiv said", the speaker first; none for the narrator."""
        if not self.speaker:
            return ()
        speech = self.sentence.of("speech")
        for actor in self.actors:
            says = any(0 <= mark.start - actor.end <= 1 for mark in speech)
            if says and actor.party == self.speaker and len(actor.joined) > 1 and actor.is_subject:
                return (self.speaker, *[party for party in actor.joined if party != self.speaker])
        return (self.speaker,)

    def speaker_for(self, party: str) -> str:
        """Return who says it of a party: the party itself, when it is one of those who speak together."""
        return party if party in self.speakers else self.speaker


def find_actors(sentence: Sentence) -> list[Actor]:
    """Return the parties' mentions, by place."""
    actors: list[Actor] = []
    marks = sentence.of(PARTY)
    place = 0
    while place < len(marks):
        last = place
        while last + 1 < len(marks) and _is_one_phrase(sentence, marks[last], marks[last + 1]):
            last += 1
        actor = _actor(sentence, marks[place : last + 1], actors)
        if actor is not None:
            actors.append(actor)
        place = last + 1
    return _join(sentence, actors)


def subject_before(scene: Scene, index: int) -> Actor | str | None:
    """Return the subject of what stands at a token: the nearest actor to the left that can be one.

    Returns:
        An actor; a party's id when a pronoun stands for it; or None.
    """
    sentence = scene.sentence
    before = [a for a in scene.actors if a.end <= index and a.is_subject and not _is_owner(sentence, a)]
    pronoun = next((mark for mark in reversed(sentence.of("third_person")) if mark.end <= index), None)
    nearest = before[-1] if before else None
    if (
        nearest is not None
        and pronoun is not None
        and pronoun.start >= nearest.end
        and not sentence.same_clause(nearest.start, index)
    ):
        return nearest
    if (
        nearest is None
        and pronoun is not None
        and index - pronoun.end <= _REACH
        and not sentence.at(pronoun.start, "impersonal")
    ):
        return scene.last_subject or None
    return nearest


def is_stranger(sentence: Sentence, actors: Iterable[Actor], index: int) -> bool:
    """Return whether somebody who is no party stands right before a verb: "Joshua said", "Singapore urges"."""
    at = index - 1
    while at > 0 and sentence.is_joined(at + 1) and sentence.at(at, "be", "have", "modal", "negation"):
        at -= 1
    if at < 0 or not sentence.is_joined(at + 1) or any(actor.start <= at < actor.end for actor in actors):
        return False
    if sentence.at(at, PLACE) and not sentence.at(at, PARTY):
        return True
    known = any(mark.start <= at < mark.end for mark in sentence.marks)
    return sentence.is_capital(at) and not known and not sentence.is_headline


def find_speaker(sentence: Sentence, actors: list[Actor], discourse: Discourse) -> str:
    """Return the id of the party that says what the sentence says, or "" for the narrator.

    Leaves in `discourse` what the next sentence needs.
    """
    speaker, attributed = _heading(sentence, actors) or _attributed(sentence, actors, discourse)
    quoted = bool(sentence.quoted) and sum(sentence.quoted) * 2 > len(sentence.quoted)
    if not attributed and quoted and discourse.spoken:
        speaker = discourse.speaker
    first = next((actor for actor in actors if actor.is_subject), None)
    if not speaker and any(is_stranger(sentence, actors, mark.start) for mark in sentence.of("speech")):
        discourse.subject = discourse.speaker = ""
        first = None
    discourse.spoken = attributed or quoted
    if speaker:
        discourse.speaker = discourse.subject = speaker
    elif first is not None:
        discourse.subject = first.party
        if not quoted:
            discourse.speaker = first.party
    return speaker


def _heading(sentence: Sentence, actors: list[Actor]) -> tuple[str, bool] | None:
    """Return the speaker that a headline names before a colon, "Kremlin: ...", or None."""
    first = actors[0] if actors else None
    if (
        first is None
        or first.start
        or first.end >= len(sentence.words)
        or not sentence.before[first.end].startswith(":")
    ):
        return None
    return first.party, True


def _attributed(sentence: Sentence, actors: list[Actor], discourse: Discourse) -> tuple[str, bool]:
    """Return the speaker and whether somebody is said to speak at all."""
    unknown = False
    speaking = sentence.of("speech", "according")
    cues = sentence.of(*CUES) if speaking else ()
    for mark in speaking:
        longer = any(cue.overlaps(mark) and cue.end - cue.start > mark.end - mark.start for cue in cues)
        if sentence.quoted[mark.start] or longer:
            continue
        found = _speaker_at(sentence, actors, mark, discourse)
        if found:
            return found, True
        unknown = unknown or mark.role == "speech"
    return "", unknown


def _speaker_at(sentence: Sentence, actors: list[Actor], mark: Mark, discourse: Discourse) -> str:
    """Return the party that says it: "Peskov said", "told by Peskov", "her office said", "he added"."""
    outside = [actor for actor in actors if not sentence.quoted[actor.start]]
    later = [actor for actor in outside if 0 <= actor.start - mark.end <= _REACH]
    if mark.role == "according":
        return later[0].party if later else ""
    if any(0 <= mark.start - be.end <= 1 for be in sentence.of("be")) or sentence.at(mark.end, "agent"):
        by = next((actor for actor in later if actor.governor == "agent"), None)
        return by.party if by is not None else ""
    owned = any(1 <= mark.start - owner.end <= 2 for owner in sentence.of("possessive"))
    if owned and (subject := next((actor for actor in outside if actor.end < mark.start and actor.is_subject), None)):
        return subject.party
    if _stands_for_speaker(sentence, mark):
        return discourse.speaker or _told_by_himself(sentence, outside, mark)
    if sentence.at(mark.start, "progressive") and not sentence.is_joined(mark.start):
        # ", saying Kyiv had to ...": who says it is who did what stands before.
        doers = [actor for actor in outside if actor.end <= mark.start and actor.is_subject]
        return next((actor.party for actor in reversed(doers) if not _is_owner(sentence, actor)), "")
    earlier = [actor for actor in outside if 0 <= mark.start - actor.end <= _REACH and actor.is_subject]
    near = next((actor for actor in reversed(earlier) if not _is_owner(sentence, actor)), None)
    after = next(
        (actor for actor in later if actor.start - mark.end <= 2 and actor.governor in ("", "direction")), None
    )
    begins = mark.start == 0 or not sentence.is_joined(mark.start) or sentence.quoted[mark.start - 1]
    if after is not None and (begins or near is None) and not _has_noun_before(sentence, mark):
        return after.party
    return near.party if near is not None and not _is_by_another(sentence, near, mark) else ""


def _told_by_himself(sentence: Sentence, actors: Sequence[Actor], mark: Mark) -> str:
    """Return the subject of what "he said" ends, when nobody has spoken yet: "Putin is ready to meet, he said"."""
    subject = next((actor for actor in actors if actor.end < mark.start and actor.is_subject), None)
    pronoun = next((one for one in reversed(sentence.of("third_person")) if one.end <= mark.start), None)
    if subject is None or pronoun is None or _is_owner(sentence, subject):
        return ""
    ends = subject.end < pronoun.start and not sentence.is_joined(pronoun.start)
    return subject.party if ends and len(subject.joined) == 1 else ""


def _is_by_another(sentence: Sentence, actor: Actor, mark: Mark) -> bool:
    """Return whether a noun behind a comma is the subject of the verb: "Norway and Spain will meet, mediators said"."""
    at = mark.start - 1
    if at < actor.end or not sentence.is_joined(mark.start):
        return False
    begins = next((place for place in range(at, actor.end - 1, -1) if "," in sentence.before[place]), None)
    known = (
        "be",
        "have",
        "modal",
        "negation",
        "future",
        "third_person",
        "first_person",
        "relative",
        "conjunction",
        PARTY,
    )
    return begins is not None and not any(sentence.at(place, *known) for place in range(begins, mark.start))


def _stands_for_speaker(sentence: Sentence, mark: Mark) -> bool:
    """Return whether the subject only points back: "he added", "the spokesman said", "said the press secretary"."""
    if any(0 <= mark.start - pronoun.end <= 1 for pronoun in sentence.of("third_person")):
        return True
    titles = sentence.of("title")
    before = any(
        one.end == mark.start
        and one.start
        and sentence.at(one.start - 1, "skip")
        and not sentence.at(one.start - 1, "indefinite")
        for one in titles
    )
    after = mark.end < len(sentence.words) and sentence.at(mark.end, "skip") is not None
    named = any(0 <= party.start - mark.end <= _REACH for party in sentence.of(PARTY))
    return before or (after and not named and any(one.start == mark.end + 1 for one in titles))


def _has_noun_before(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a word stands before the verb in its clause, so that somebody unknown is its subject."""
    return mark.start > 0 and sentence.is_joined(mark.start) and not sentence.at(mark.start - 1, "be")


def _is_owner(sentence: Sentence, actor: Actor) -> bool:
    """Return whether the actor only owns what follows: "Putin's proposal"."""
    return actor.possessive and actor.end < len(sentence.words) and sentence.is_joined(actor.end)


def _is_one_phrase(sentence: Sentence, left: Mark, right: Mark) -> bool:
    """Return whether two marks name one party in one noun phrase: "Russian President Vladimir Putin"."""
    if left.value != right.value or right.start - left.end > 6:
        return False
    between = range(left.end, right.start)
    names = all(_is_name_part(sentence, at, leading=True) for at in between)
    return names and all(sentence.is_joined(at) for at in range(left.end, right.start + 1))


def _actor(sentence: Sentence, marks: Sequence[Mark], others: list[Actor]) -> Actor | None:
    start, end = marks[0].start, marks[-1].end
    while end < len(sentence.words) and sentence.is_joined(end) and _is_name_part(sentence, end):
        end += 1
    if _is_adjective(sentence, marks, end) or _is_organisation(sentence, marks[-1]):
        return None
    floor = others[-1].end if others else 0
    start = _leading(sentence, start, floor)
    while start - 2 >= floor and _is_office_of(sentence, start):
        start = _leading(sentence, start - 2, floor)
    return Actor(
        party=marks[0].value,
        start=start,
        end=end,
        governor=_governor(sentence, start),
        is_object=_is_object(sentence, marks[0].value, start, end, others) or (not start and _is_label(sentence, end)),
        possessive=sentence.raw[end - 1][-2:] in ("'s", "’s")
        or sentence.raw[end - 1][-1:] in "'’"
        or _has_apostrophe(sentence, end),
        is_place=sentence.at(marks[-1].start, PLACE) is not None,
        joined=(marks[0].value,),
    )


def _leading(sentence: Sentence, start: int, floor: int) -> int:
    """Return where the noun phrase begins: offices, first names, articles, and one adjective after an article."""
    while start > floor and sentence.is_joined(start) and _is_name_part(sentence, start - 1, leading=True):
        start -= 1
    adjective = start - 2 >= floor and sentence.is_joined(start) and sentence.is_joined(start - 1)
    if (
        adjective
        and sentence.at(start - 2, "skip")
        and not any(mark.start <= start - 1 < mark.end for mark in sentence.marks)
    ):
        return start - 2
    return start


def _is_office_of(sentence: Sentence, start: int) -> bool:
    """Return whether "spokesman for", "leader of" stands before, so that the office and not the state is meant."""
    if not sentence.is_joined(start) or not sentence.is_joined(start - 1):
        return False
    if sentence.at(start - 1, "location"):
        return False
    return sentence.at(start - 1, "belongs", "accompany") is not None and sentence.at(start - 2, "title") is not None


def _has_apostrophe(sentence: Sentence, end: int) -> bool:
    return end < len(sentence.words) and sentence.before[end][:1] in ("'", "’")


def _is_name_part(sentence: Sentence, index: int, *, leading: bool = False) -> bool:
    """Return whether the token belongs to the noun phrase of a name: an office, a first name; before it an article."""
    roles = sentence.roles_at(index)
    if "title" in roles:
        return True
    if not _NO_NAME.isdisjoint(roles):
        return False
    return (leading and "skip" in roles) or (sentence.is_capital(index) and index > 0)


def _is_adjective(sentence: Sentence, marks: Sequence[Mark], end: int) -> bool:
    """Return whether the words only describe what follows: "a Chinese balloon", "Russian troops"."""
    last = marks[-1]
    demonym = sentence.at(last.start, DEMONYM)
    if demonym is None or end > last.end or end >= len(sentence.words) or not sentence.is_joined(end):
        return False
    if any(mark.start != last.start and not sentence.at(mark.start, DEMONYM) for mark in marks):
        return False
    return not sentence.at(end, *CUES, "speech", "be", "future", "conjunction", "negation", *PREPOSITIONS)


def _is_organisation(sentence: Sentence, mark: Mark) -> bool:
    """Return whether a place's name begins another name: "the London Times"."""
    after = mark.end
    if after >= len(sentence.words) or not sentence.is_joined(after) or sentence.at(mark.start, PLACE) is None:
        return False
    noise = sentence.at(after, "place_noise") is not None and sentence.at(after, "title") is None
    return noise and sentence.is_capital(after) and not sentence.is_headline


def _governor(sentence: Sentence, start: int) -> str:
    if start == 0 or not sentence.is_joined(start):
        return ""
    roles = sentence.roles_at(start - 1)
    return "" if "clause" in roles else next((role for role in PREPOSITIONS if role in roles), "")


def _is_object(sentence: Sentence, party: str, start: int, end: int, others: list[Actor]) -> bool:
    if start == 0 or not sentence.is_joined(start) or not others:
        return False
    verb = sentence.at(start - 1, *CUES, "speech", "meet", "host")
    if verb is not None and verb.role == "speech" and others[-1].party != party and _is_said_of(sentence, end):
        return False
    return verb is not None and any(
        not other.governor and sentence.same_clause(other.start, start - 1) for other in others
    )


def _is_label(sentence: Sentence, end: int) -> bool:
    """Return whether the name begins what a headline is about: "NorthRail strike: mediators propose York"."""
    for at in range(end, min(end + 4, len(sentence.words))):
        if at > end and sentence.before[at].startswith(":"):
            return sentence.at(at - 1, "meeting", "object", "place_noise") is not None
        if not sentence.is_joined(at) or sentence.at(at, "speech", *_PREDICATES, *PREPOSITIONS, "clause", "relative"):
            return False
    return False


def _is_said_of(sentence: Sentence, end: int) -> bool:
    """Return whether a verb follows a name, so that it is what is said of him: "Putin said Zelensky was ready"."""
    return end < len(sentence.words) and sentence.is_joined(end) and sentence.at(end, *_PREDICATES) is not None


def _join(sentence: Sentence, actors: list[Actor]) -> list[Actor]:
    """Return the actors with those that "and" or an apposition joins sharing one part in the sentence."""
    groups: list[list[Actor]] = []
    for actor in actors:
        if groups and _is_conjoined(sentence, groups[-1][-1], actor):
            groups[-1].append(actor)
        else:
            groups.append([actor])
    joined: list[Actor] = []
    for group in groups:
        if len(group) == 1:
            joined += group
            continue
        ids = tuple(dict.fromkeys(actor.party for actor in group))
        first = group[0]
        joined += [
            Actor(
                party=actor.party, start=actor.start, end=actor.end, governor=actor.governor or first.governor,
                is_object=actor.is_object or first.is_object, possessive=actor.possessive, is_place=actor.is_place,
                joined=ids,
            )
            for actor in group
        ]  # fmt: skip
    return joined


def _is_conjoined(sentence: Sentence, left: Actor, right: Actor) -> bool:
    gap = range(left.end, right.start)
    if not gap:
        closed = right.end == len(sentence.words) or not sentence.is_joined(right.end)
        apposition = left.party == right.party and sentence.before[right.start].strip() == "," and closed
        return apposition or sentence.before[right.start].strip() in ("&", "/")
    return (
        len(gap) <= 3
        and all(sentence.at(at, "conjunction", "skip") for at in gap)
        and sentence.at(gap[0], "conjunction") is not None
    )
