"""An article and a topic -> its facts.

Sentence by sentence: marks, actors, speaker, background or news; then the venues and positions of each; at last what
the article as a whole says. Where weights were learnt for the language, they decide (`_weigh`): each sentence gives
each of its parties and places a probability for every label, the article has a label with the probability that one of
its sentences is right about it (noisy-or), and the likeliest sentence is the evidence. What the rules of clauses and
roles say of the sentence is one of the things that the weights look at, and what they say of the article as a whole
(`_by_rules`) raises the odds of that label: two judges of different kinds err in different places. In a language
without weights the rules alone decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.monitor.articles import Article
from bot.monitor.facts.actors import Scene
from bot.monitor.facts.clauses import LEAD_WEIGHT, TITLE_WEIGHT, Sentence, is_background, past_date
from bot.monitor.facts.details import find_details, on_their_track
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.holder import EVENTS
from bot.monitor.facts.lexicon import PLACE, detail_lexicon
from bot.monitor.facts.readings import Reading, Ruled, SentenceReadings, find_readings, own_places, read_by_rules
from bot.monitor.facts.stance import Position
from bot.monitor.facts.status import is_stayed_away
from bot.monitor.facts.told import Dating
from bot.monitor.facts.venue import Venue
from bot.monitor.facts.weights import NONE, Learnt, Weights, raise_odds
from bot.monitor.topics import Topic

_PASSAGE = 10
"""Sentences up to which a text is a passage, all of which is on its subject; a longer one has background."""
_SURE = 0.75
"""Probability from which an article says a second thing of one party or place: "not excluded", and on a condition."""
_GIVES_WAY = (Stance.OPEN, Stance.NOT_EXCLUDED)
"""A condition is said together with these ("nobody rules it out, but first ..."), and it is what counts."""
_LIKELY = 0.5
"""Probability from which a condition does."""
WORTH = {FactKind.STANCE: 1.8, FactKind.VENUE: 0.8}
"""By how much the rules' agreement raises the odds (their natural logarithm) of a fact's `chance`.

Less than `Weights.agreement`, by which facts are found: what the rules say of a sentence is among the features already,
so that of what only their agreement makes likely more is wrong than right: of a venue above all, which they see in any
place near a word of meeting. docs/facts.md has the figures.
"""


def extract_facts(article: Article, topic: Topic) -> tuple[Fact, ...]:
    """Return what an article says about a topic's facts.

    Args:
        article: The article, its boilerplate removed.
        topic: The topic; its facts, parties and word lists decide what is looked for.

    Returns:
        Venues in the order of their first mention, then at most two stances per holder, the likeliest first.
    """
    sentences = list(read_by_rules(article, topic))
    dating = Dating(detail_lexicon(topic.lists), article.published.date())
    mentions = _by_rules(sentences, topic, None if topic.lists.learnt else dating)
    if topic.lists.learnt is not None:
        found = _weigh(sentences, topic, topic.lists.learnt, _verdict(mentions), dating)
    else:
        found = {kind: [_best(same) for same in alike] for kind, alike in mentions.items()}
    told = [_named(fact, tracked.name) for tracked in topic.facts for fact in found.get(tracked.kind, ())]
    return on_their_track((*told, *find_details(article, topic)), article, topic)


def _named(fact: Fact, name: str) -> Fact:
    """Return what was found under the name of a tracked fact: several may be of one kind."""
    return fact if fact.name == name else replace(fact, name=name)


def _name_of(topic: Topic, kind: FactKind) -> str:
    """Return the name of the first fact of a kind that the topic tracks."""
    return next((tracked.name for tracked in topic.facts if tracked.kind is kind), "")


class _Weighed(NamedTuple):
    """A reading with its sentence and the probability of each label (as in the weights)."""

    reading: Reading
    sentence: SentenceReadings
    probabilities: list[float]


def _verdict(mentions: dict[FactKind, list[list[Fact]]]) -> set[tuple[str, str]]:
    """Return what the rules say of the article: (party, label) and (place, status)."""
    stances = {(same[0].party or "", str(same[0].value)) for same in mentions[FactKind.STANCE]}
    return stances | {(same[0].value, str(same[0].status)) for same in mentions[FactKind.VENUE]}


def _weigh(
    sentences: Sequence[Ruled], topic: Topic, learnt: Learnt, verdict: set[tuple[str, str]], dating: Dating
) -> dict[FactKind, list[Fact]]:
    parties: dict[str, list[_Weighed]] = {}
    places: dict[str, list[_Weighed]] = {}
    for sentence in find_readings(sentences, topic.parties):
        for weights, readings, by_name in (
            (learnt.stance, sentence.parties, parties),
            (learnt.venue, sentence.places, places),
        ):
            known: dict[int, int] = {}
            shared = weights.weigh(sentence.shared, known) if readings else 0
            for reading in readings:
                if reading.is_elsewhere:
                    continue
                found = weights.probabilities(shared + weights.weigh(reading.features, known))
                _correct(found, reading, weights)
                by_name.setdefault(reading.of, []).append(_Weighed(reading, sentence, found))
    stances = [fact for party in parties.values() for fact in _stances_of(party, topic, learnt.stance, verdict, dating)]
    stances = _without_shared_headlines(stances)
    own = own_places(topic.parties)
    old = dating if len(sentences) > _PASSAGE else None
    venues = [fact for place in places.values() for fact in _venues_at(place, topic, learnt.venue, verdict, own, old)]
    return {FactKind.STANCE: stances, FactKind.VENUE: venues}


def _without_shared_headlines(stances: list[Fact]) -> list[Fact]:
    """Leave out attitudes that the headline alone gives a party, when the text tells them as another one's own words.

    "Meeting of A and B is only possible to finalize an agreement", and below A says so.
    """
    own = {fact.value for fact in stances if fact.weight < TITLE_WEIGHT and fact.speaker == fact.party}
    shared = own.difference((*EVENTS, Stance.CONFIRMED))
    return [fact for fact in stances if fact.weight < TITLE_WEIGHT or fact.value not in shared]


def _correct(found: list[float], reading: Reading, weights: Weights) -> None:
    """Take from the probabilities what the rules see is not said: of another one or meeting, or with a negation."""
    for label in reading.not_theirs:
        found[weights.labels.index(label)] = 0.0
    rule = reading.rule
    if isinstance(rule, Position) and rule.unsaid is not None:
        # "No longer ready": the weights know the words of the cue better than what turns them round.
        unsaid = weights.labels.index(rule.unsaid.value)
        found[weights.labels.index(rule.label.value)] += found[unsaid]
        found[unsaid] = 0.0


def article_probabilities(readings: Iterable[Sequence[float]], weights: Weights) -> list[float]:
    """Return how likely an article gives a candidate each label: that one of its sentences is right (noisy-or)."""
    silent = [1.0] * len(weights.labels)
    for found in readings:
        silent = [one * (1 - probability) for one, probability in zip(silent, found, strict=True)]
    return [1 - one for one in silent]


def _with_agreement(found: Sequence[float], weights: Weights, agreed: Iterable[str], worth: float) -> list[float]:
    """Return the probabilities with those of the labels raised that the rules give the candidate."""
    chances = [*found]
    for label in agreed:
        at = weights.labels.index(label)
        chances[at] = raise_odds(chances[at], worth)
    return chances


def choose_stances(found: Sequence[float], weights: Weights, agreed: Iterable[str]) -> list[str]:
    """Return the labels that an article gives a party, what the rules agree with first."""
    chances = dict(_ranked(found, weights))
    sure = [label for label in agreed if chances[label] >= weights.threshold]
    ranked = sure + [label for label in chances if label not in sure]
    if chances[ranked[0]] < weights.threshold:
        return []
    if ranked[0] in _GIVES_WAY and chances[Stance.CONDITIONAL] >= _LIKELY:
        ranked = [Stance.CONDITIONAL.value]
    # Who declines to comment on one thing can hold any position on another: found is enough.
    needed = {Stance.NO_COMMENT.value: weights.threshold}
    return [label for at, label in enumerate(ranked[:2]) if not at or chances[label] >= needed.get(label, _SURE)]


def choose_statuses(found: Sequence[float], weights: Weights) -> list[str]:
    """Return the statuses that an article gives a place, the likeliest first; none when it is no venue."""
    if _any(found) < weights.threshold:
        return []
    return [label for at, (label, one) in enumerate(_ranked(found, weights)[:2]) if not at or one >= _SURE]


def _any(found: Sequence[float]) -> float:
    """Return how likely a candidate has a label at all."""
    silent = 1.0
    for one in found[1:]:
        silent *= 1 - one
    return 1 - silent


def _ranked(found: Sequence[float], weights: Weights) -> list[tuple[str, float]]:
    rated = [(label, one) for label, one in zip(weights.labels, found, strict=True) if label != NONE]
    return sorted(rated, key=lambda pair: -pair[1])


def _agreed(of: str, weights: Weights, verdict: set[tuple[str, str]]) -> list[str]:
    return [label for label in weights.labels if (of, label) in verdict]


def _stances_of(
    party: list[_Weighed], topic: Topic, weights: Weights, verdict: set[tuple[str, str]], dating: Dating
) -> Iterator[Fact]:
    agreed = _agreed(party[0].reading.of, weights, verdict)
    weighed = article_probabilities((one.probabilities for one in party), weights)
    found = _with_agreement(weighed, weights, agreed, weights.agreement)
    sober = _with_agreement(weighed, weights, agreed, WORTH[FactKind.STANCE])
    for label in choose_stances(found, weights, agreed):
        best = _evidence(party, weights, label)
        reason, span = _shown(best, label, weights)
        scene, reading = best.sentence.scene, best.reading
        rule = reading.rule if _is_ruled(reading, label) else None
        when = dating.day_of(scene.sentence, (rule.at, rule.end) if isinstance(rule, Position) else None)
        chance = _certainty(sober[weights.labels.index(label)])
        yield _stance(scene, topic, reading.of, label, reason, reading.at, span=span, when=when, chance=chance)


def _venues_at(
    place: list[_Weighed],
    topic: Topic,
    weights: Weights,
    verdict: set[tuple[str, str]],
    own: frozenset[str],
    dating: Dating | None,
) -> Iterator[Fact]:
    """Find a place's statuses; `dating`: of a whole article, below whose lead old meetings are background."""
    agreed = _agreed(place[0].reading.of, weights, verdict)
    weighed = article_probabilities((one.probabilities for one in place), weights)
    chance = _any(_with_agreement(weighed, weights, agreed, WORTH[FactKind.VENUE]))
    if not agreed and place[0].reading.of in own:
        # A party's land is named for what it does most of the time; there the silence of the rules tells as much
        # against a venue as their word would for it.
        chance = raise_odds(chance, -weights.agreement)
        if not _stands_as_place(
            max(place, key=lambda one: _any(one.probabilities))
        ):  # "to make Ukraine more cooperative"
            weighed = [raise_odds(one, -weights.agreement / 2) for one in weighed]
    labels = choose_statuses(_with_agreement(weighed, weights, agreed, weights.agreement), weights)
    for label in labels:
        best = _evidence(place, weights, label)
        status = Status.DENIED if label == Status.AGREED and _is_refused(best) else Status(label)
        if label != status and status in labels:
            continue
        if dating and labels == [Status.PAST] and _is_history(best.sentence.scene.sentence, dating):
            continue
        reason, _ = _shown(best, label, weights)
        scene, reading = best.sentence.scene, best.reading
        yield _venue(scene, topic, reading.of, status, reason, reading.at, chance=_certainty(chance))


def _stands_as_place(place: _Weighed) -> bool:
    """Return whether a place begins the sentence or stands behind a word of place, journey or venue."""
    sentence, at = place.sentence.scene.sentence, place.reading.at - 1
    while at >= 0 and sentence.at(at, "skip"):
        at -= 1
    return at < 0 or sentence.at(at, "location", "direction", "travel", "venue", "host") is not None


def _is_refused(place: _Weighed) -> bool:
    """Return whether somebody refuses to come, in the clause that names the place: "will send nobody to Geneva"."""
    rule, sentence = place.reading.rule, place.sentence.scene.sentence
    subjects = [actor.end for actor in place.sentence.scene.actors if actor.is_subject and not actor.possessive]
    if is_stayed_away(sentence, subjects, place.reading.at):
        return True
    if isinstance(rule, Venue) and rule.status is not Status.DENIED:
        return False
    told = [one.rule for one in place.sentence.parties]
    return any(
        isinstance(one, Position) and one.label is Stance.REFUSES and sentence.same_clause(one.at, place.reading.at)
        for one in told
    )


def _is_history(sentence: Sentence, dating: Dating) -> bool:
    """Return whether a sentence below the lead tells of earlier years: of another meeting, as background."""
    return sentence.weight < LEAD_WEIGHT and dating.is_of_earlier_years(sentence)


def _certainty(chance: float) -> float:
    """Return a probability in hundredths; no reading is ever certain."""
    return min(0.99, round(chance, 2))


def _evidence(readings: list[_Weighed], weights: Weights, label: str) -> _Weighed:
    """Return the reading to quote: one's own words rather than a claim, the text rather than the title.

    Of these one that the rules read alike, news rather than background, then the likeliest. The reader of an alert
    sees the headline anyway, and wants to be quoted the sentence. A headline names no speaker most of the time, so that
    what only the other side says in the text stays a claim.
    """
    index = weights.labels.index(label)
    top = max(one.probabilities[index] for one in readings)

    def rank(one: _Weighed) -> tuple[bool, bool, bool, bool, float]:
        scene = one.sentence.scene
        is_title = scene.sentence.weight >= TITLE_WEIGHT
        is_own = one.reading.of in scene.speakers or (not scene.speaker and not is_title)
        is_news = not is_background(scene.sentence, one.reading.at)
        return is_own, not is_title, _is_ruled(one.reading, label), is_news, one.probabilities[index]

    return max(
        (one for one in readings if one.probabilities[index] >= top / 2 or _is_ruled(one.reading, label)), key=rank
    )


def _is_ruled(reading: Reading, label: str) -> bool:
    """Return whether the rules say the same of the sentence."""
    rule = reading.rule
    return rule is not None and label == (rule.label if isinstance(rule, Position) else rule.status)


def _shown(best: _Weighed, label: str, weights: Weights) -> tuple[str, tuple[int, int] | None]:
    """Return why, and where in the sentence the words stand by which it is told.

    That is what the rules say when they say the same (for a venue they name no words), else the words that weigh most.
    """
    sentence, rule = best.sentence.scene.sentence, best.reading.rule
    if rule is not None and _is_ruled(best.reading, label):
        return rule.reason, sentence.span(rule.at, rule.end) if isinstance(rule, Position) else None
    heaviest = _heaviest(best, label, weights)
    words = [f"“{text}”" for text in heaviest]
    reason = f"learnt from: {', '.join(words)}" if words else "learnt from the sentence as a whole"
    return reason, next(filter(None, (_place_of(text, sentence) for text in heaviest)), None)


def _heaviest(best: _Weighed, label: str, weights: Weights) -> list[str]:
    """Return the words that weigh most, at most three times."""
    heaviest = weights.heaviest([best.sentence.shared, best.reading.features], label, _TOLD_IN_WORDS, 12)
    return list(dict.fromkeys([text for one in heaviest if (text := _in_words(one))][:3]))


_TOLD_IN_WORDS = frozenset(
    f"{kind}=" for kind in ("w", "b", "t", "cL", "cR", "L2", "R2", "L5", "R5", "subj", "spk", "own")
)
"""The heads of features that are words of the sentence."""


def _place_of(text: str, sentence: Sentence) -> tuple[int, int] | None:
    """Return where words stand one after the other, as written or as stems, or None."""
    words = [word for word in text.split() if word != "…"]
    for at in range(len(sentence.words) - len(words) + 1):
        if all(word in (sentence.words[at + by], sentence.stems[at + by]) for by, word in enumerate(words)):
            return sentence.span(at, at + len(words))
    return None


def _in_words(feature: str) -> str:
    """Return a sequence of words as a person would write it, or "": "b=H_will" -> "... will"."""
    text = feature.partition("=")[2]
    parts = [{"H": "…", "O": "…", "P": "…"}.get(part, part) for part in text.split("_") if part not in "<>"]
    return " ".join(parts) if any(part.isalpha() for part in parts) else ""


def _by_rules(sentences: Iterable[Ruled], topic: Topic, dating: Dating | None) -> dict[FactKind, list[list[Fact]]]:
    """Return what the rules say of the article, each fact with all its mentions; undated without `dating`."""
    mentions = list(_mentions(sentences, topic, dating))
    return {
        FactKind.VENUE: _merge_venues(_news([fact for fact in mentions if fact.kind is FactKind.VENUE])),
        FactKind.STANCE: _merge_stances(_news([fact for fact in mentions if fact.kind is FactKind.STANCE])),
    }


def _mentions(sentences: Iterable[Ruled], topic: Topic, dating: Dating | None) -> Iterator[Fact]:
    """Yield every mention of a venue or a stance, sentence by sentence."""
    for ruled in sentences:
        scene = ruled.scene
        for venue in ruled.venues:
            yield _venue(scene, topic, venue.place, venue.status, venue.reason, venue.at)
        for position in ruled.positions:
            label, cue = position.label.value, (position.at, position.end)
            span, when = scene.sentence.span(*cue), dating.day_of(scene.sentence, cue) if dating else None
            yield _stance(scene, topic, position.party, label, position.reason, position.at, span=span, when=when)


def _venue(
    scene: Scene, topic: Topic, place: str, status: Status, reason: str, at: int, *, chance: float = 1.0
) -> Fact:
    sentence = scene.sentence
    return Fact(
        topic=topic.id, name=_name_of(topic, FactKind.VENUE), kind=FactKind.VENUE, value=place, status=status,
        speaker=scene.speaker, evidence=sentence.text, span=_where_named(sentence, place, at),
        background=is_background(sentence, at), weight=sentence.weight, reason=reason,
        when=past_date(sentence) if status is Status.PAST else None, chance=chance,
    )  # fmt: skip


def _where_named(sentence: Sentence, place: str, at: int) -> tuple[int, int] | None:
    """Return where a place is named, in whatever spelling: "Istanbul", "Düsseldorf", "by video link"."""
    mark = sentence.at(at, PLACE, "virtual", "capital", "border")
    around = None if mark is None else sentence.span(mark.start, mark.end)
    start = sentence.text.find(place, *(around or ()))
    return around if start < 0 else (start, start + len(place))


def _stance(
    scene: Scene, topic: Topic, party: str, label: str, reason: str, at: int, *, span: tuple[int, int] | None,
    when: datetime | None, chance: float = 1.0,
) -> Fact:  # fmt: skip
    sentence = scene.sentence
    return Fact(
        topic=topic.id, name=_name_of(topic, FactKind.STANCE), kind=FactKind.STANCE, value=label, party=party,
        speaker=scene.speaker_for(party), evidence=sentence.text, span=span, background=is_background(sentence, at),
        weight=sentence.weight, reason=reason, when=when, chance=chance,
    )  # fmt: skip


def _news(facts: Sequence[Fact]) -> list[Fact]:
    """Return what is news: no background, and no venues of the rest when title or lead names one.

    Past venues stay, for they fill the memory; where there is no news, all stays.
    """
    live = [fact for fact in facts if not fact.background and fact.status is not Status.PAST]
    if not live:
        return list(facts)
    top = max(fact.weight for fact in live)
    floor = LEAD_WEIGHT if live[0].kind is FactKind.VENUE and top >= LEAD_WEIGHT else 0
    return [fact for fact in facts if fact.status is Status.PAST or (not fact.background and fact.weight >= floor)]


def _merge_venues(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the mentions of each venue and status."""
    mentions: dict[tuple[str, Status | None], list[Fact]] = {}
    for fact in facts:
        mentions.setdefault((fact.value, fact.status), []).append(fact)
    return [*mentions.values()]


def _best(mentions: Sequence[Fact]) -> Fact:
    """Return the strongest mention; when that is the title, with the evidence of the text."""
    top = max(mentions, key=_strength)
    alike = [fact for fact in mentions if fact.weight < TITLE_WEIGHT and fact.is_claim == top.is_claim]
    return replace(max(alike, key=_strength), weight=top.weight) if alike else top


def _merge_stances(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the mentions of the label that the article gives each holder."""
    by_party: dict[str, dict[str, list[Fact]]] = {}
    for fact in facts:
        by_party.setdefault(fact.party or "", {}).setdefault(fact.value, []).append(fact)
    return [min(labels.values(), key=_rank) for labels in by_party.values()]


def _rank(mentions: Sequence[Fact]) -> tuple[bool, float]:
    """Return how a label ranks among those of its holder: the one with the most weight, claims only without others."""
    return all(fact.is_claim for fact in mentions), -sum(_strength(fact) for fact in mentions)


def _strength(fact: Fact) -> float:
    """Return how much a mention counts: its own words more, a claim less, background little, silence almost nothing."""
    said = 1.2 if fact.speaker == fact.party else 0.4 if fact.is_claim else 1.0
    return fact.weight * said * (0.3 if fact.background else 1.0) * (0.2 if fact.value == Stance.NO_COMMENT else 1.0)
