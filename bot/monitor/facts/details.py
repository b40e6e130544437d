"""Persons, dates and numbers: an article and a topic -> its facts of these kinds.

The sentences, actors and speakers are those of venues and stances; the words are lists of their own (`lists.DETAILS`).
Each sentence gives findings (`person`, `date`, `number`); the article as a whole gives one person for each party, the
days of the meeting, and one value for each number: the one with the most weight, of title, lead and rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.monitor.articles import Article
from bot.monitor.facts.actors import Discourse, Scene, find_actors, find_speaker
from bot.monitor.facts.clauses import is_background, read
from bot.monitor.facts.date import find_dates
from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.facts.lexicon import Lexicon, detail_lexicon, lexicon_of
from bot.monitor.facts.marked import Detailed, Finding
from bot.monitor.facts.number import find_numbers
from bot.monitor.facts.person import Names, find_persons
from bot.monitor.facts.track import find_track
from bot.monitor.topics import Topic, TrackedFact

KINDS = (FactKind.PERSON, FactKind.DATE, FactKind.NUMBER)
"""What is found here."""
_ABOUT = ("meeting", "meet", "virtual")


def find_details(article: Article, topic: Topic) -> tuple[Fact, ...]:
    """Return the persons, dates and numbers that an article names, fact by fact as the topic tracks them."""
    tracked = [fact for fact in topic.facts if fact.kind in KINDS]
    if not tracked:
        return ()
    scenes = list(_scenes(article, topic, detail_lexicon(topic.lists)))
    names = Names.of([one.sentence for one in scenes], topic)
    return tuple(fact for one in tracked for fact in _facts_of(one, scenes, article, topic, names))


def on_their_track(facts: Iterable[Fact], article: Article, topic: Topic) -> tuple[Fact, ...]:
    """Return the facts without those about the other meeting, where a topic keeps leaders and delegations apart."""
    tracks = {fact.name: fact.track for fact in topic.facts if fact.track is not None}
    return tuple(
        fact
        for fact in facts
        if fact.name not in tracks or find_track(fact.evidence, article, topic.lists) in (None, tracks[fact.name])
    )


def _scenes(article: Article, topic: Topic, lexicon: Lexicon) -> Iterator["Detailed"]:
    discourse = Discourse()
    sentences = [one for one in read(article, lexicon_of(topic.lists, topic.parties)) if one.words]
    about = [sentence.holds(*_ABOUT) for sentence in sentences]
    for index, sentence in enumerate(sentences):
        actors = tuple(find_actors(sentence))
        last_subject = discourse.subject
        speaker = find_speaker(sentence, list(actors), discourse)
        scene = Scene(sentence=sentence, actors=actors, speaker=speaker, last_subject=last_subject)
        marks = tuple(lexicon.marks(sentence.words, sentence.stems, sentence.raw))
        in_context = any(about[max(index - 2, 0) : index + 3])
        yield Detailed(scene=scene, marks=marks, in_context=in_context, months=topic.lists.phrases("month"))


def _facts_of(
    tracked: TrackedFact, scenes: Sequence[Detailed], article: Article, topic: Topic, names: Names
) -> list[Fact]:
    found: list[Fact] = []
    for one in scenes:
        if tracked.kind is FactKind.PERSON:
            findings: Iterable[Finding] = find_persons(one, names)
        elif tracked.kind is FactKind.DATE:
            findings = find_dates(one, article.published)
        else:
            findings = find_numbers(one, tracked.of, topic.lists.language)
        found += [_fact(finding, one, tracked, topic) for finding in findings]
    return _merged(found)


def _fact(finding: Finding, one: Detailed, tracked: TrackedFact, topic: Topic) -> Fact:
    sentence = one.sentence
    return Fact(
        topic=topic.id, name=tracked.name, kind=tracked.kind, value=finding.value, party=finding.party,
        speaker=one.scene.speaker, evidence=sentence.text, span=one.span(finding.start, finding.end),
        background=finding.background or is_background(sentence, finding.start), weight=sentence.weight,
        reason=finding.reason,
    )  # fmt: skip


def _merged(facts: Sequence[Fact]) -> list[Fact]:
    """Return one fact for each party and value: news before background, the weightiest, the text before the title."""
    best: dict[tuple[str | None, str], Fact] = {}
    weight: dict[tuple[str | None, str], float] = {}
    for fact in facts:
        key = (fact.party, fact.value)
        weight[key] = weight.get(key, 0.0) + (0.1 if fact.background else fact.weight)
        known = best.get(key)
        if known is None or (known.background and not fact.background):
            best[key] = fact
    merged = [replace(fact, weight=weight[key]) for key, fact in best.items()]
    news = {fact.party for fact in merged if not fact.background}
    return [fact for fact in merged if not (fact.background and fact.party in news)]
