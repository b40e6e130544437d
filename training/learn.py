"""Learn the weights of the facts from the corpus, and tell how well they do on storylines that they have not seen.

    python -m training.learn                    # write bot/learnt/en.txt
    python -m training.learn --check FOLDS      # leave storylines out, in so many parts, and print the scores

The model is a multinomial logistic regression over the readings of `bot.monitor.facts.readings`. An item is labelled
as a whole, not sentence by sentence, so the likelihood is that of the item: a required label is there when one of the
readings says so (noisy-or, as in `extract`), a label that is neither required nor optional must be in none of them.
Optional labels weigh nothing. The sum is minimised with L-BFGS and a quadratic penalty; nothing is drawn at random, so
the same corpus gives the same weights.

The weights are the mean of three such fits (`PARTS`). One fit alone gives the same sentence anything from 15 to 80 % as
a few files come or go, for hundreds of small weights add up; the mean of fits is steadier (docs/facts.md).
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.optimize
import scipy.sparse

from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import FactKind, Stance, Status
from bot.monitor.facts.lists import WordLists
from bot.monitor.facts.places import main_name
from bot.monitor.facts.readings import find_readings, read_by_rules
from bot.monitor.facts.weights import NONE, Learnt, Weights, by_head, pack, unpack
from bot.monitor.topics import Topic, TrackedFact
from bot.rulebooks import load_lists
from training.corpus import Item, Label, read_corpus
from training.score import Score, plain

TARGET = Path(__file__).parent.parent / "bot" / "learnt" / "en.txt"
STANCES = (NONE, *(stance.value for stance in Stance))
STATUSES = (NONE, *(status.value for status in Status))
PENALTY = 2.0
"""Of the squared weights. From 0.3 to 5 the scores on unseen storylines differ by a point."""
RARE = 3
"""Features that fewer readings have are left out."""
WEAK = 0.1
"""Features of which no weight is larger are left out, and the others learnt again: a fifth of them reads as well."""
TINY = 0.05
"""Smaller weights are not written."""
STEPS = 120
NEWS = frozenset(
    ["asides", "bulletins", "dispatches", "fixtures", "headlines", "listings", "notices", "posts", "renderings",
     "retellings", "sidelines", "snippets", "updates"]
)  # fmt: skip
RETOLD = frozenset(
    ["accounts", "detours", "digests", "paraphrases", "recasts", "restatements", "reworded", "rewrites", "shortlists",
     "versions"]
)  # fmt: skip
PARTS: tuple[frozenset[str], ...] = (NEWS | RETOLD, RETOLD, frozenset())
"""The files that each fit leaves out: the first knows the texts alone that were written harder than news, the second
plain news besides, the last one everything."""
THRESHOLDS = {"stance": 0.55, "venue": 0.4}
AGREEMENT = {"stance": 2.5, "venue": 2.0}
"""See `Weights.agreement`. Narrowed down with the thresholds on files of the corpus that were left out; the last
choice, for fewer false alerts, was made on 111 labelled feed items, whose figures flatter for that."""


@dataclass(frozen=True, slots=True)
class Group:
    """The readings [start, end) of one party or place in an item, and the numbers of its labels."""

    start: int
    end: int
    required: list[list[int]]
    allowed: set[int]


@dataclass(frozen=True, slots=True)
class Examples:
    """What one model learns from: the features of all readings, and the groups that they belong to."""

    rows: list[list[str]]
    groups: list[Group]


def topic_of(item: Item, lists: WordLists) -> Topic:
    """Return a topic that tracks the stance and the venue of an item's storyline."""
    facts = (TrackedFact(name="venue", kind=FactKind.VENUE), TrackedFact(name="stance", kind=FactKind.STANCE))
    return Topic(id="t", title="t", lists=lists, parties=item.storyline.parties, facts=facts)


def read_examples(items: Iterable[Item], lists: WordLists) -> list[tuple[Item, Examples, Examples]]:
    """Return for each item what the models of stances and of venues learn from it."""
    return [_examples(item, lists) for item in items]


def _examples(item: Item, lists: WordLists) -> tuple[Item, Examples, Examples]:
    parties: dict[str, list[list[str]]] = defaultdict(list)
    places: dict[str, list[list[str]]] = defaultdict(list)
    ruled = read_by_rules(item.article, topic_of(item, lists))
    for sentence in find_readings(ruled, item.storyline.parties, without_cue=True):
        for readings, rows in ((sentence.parties, parties), (sentence.places, places)):
            for reading in readings:
                rows[reading.of].append([*sentence.shared.names(), *reading.features.names()])
    return (
        item,
        _grouped(parties, item.stances, STANCES, lambda label, name: label.of == name),
        _grouped(places, item.venues, STATUSES, lambda label, name: names_same(label, name)),
    )


def names_same(label: Label, place: str) -> bool:
    """Return whether a label's place is the one that was found."""
    return plain(place) in {plain(main_name(name)) for name in (label.of, *label.also)}


def _grouped(
    rows: Mapping[str, list[list[str]]],
    labels: Sequence[Label],
    names: Sequence[str],
    is_of: Callable[[Label, str], bool],
) -> Examples:
    flat: list[list[str]] = []
    groups = []
    for name, features in rows.items():
        mine = [label for label in labels if is_of(label, name)]
        required = [[names.index(value) for value in label.values] for label in mine if not label.optional]
        allowed = {names.index(value) for label in mine for value in label.values}
        groups.append(Group(len(flat), len(flat) + len(features), required, allowed))
        flat += features
    return Examples(flat, groups)


def learn(examples: Sequence[Examples], labels: tuple[str, ...], threshold: float, agreement: float) -> Weights:
    """Return the weights that make the labels of the examples likeliest."""
    counts = Counter(feature for one in examples for row in one.rows for feature in set(row))
    names = sorted(feature for feature, count in counts.items() if count >= RARE)
    strong = np.abs(_fit(examples, names, len(labels))).max(axis=1) >= WEAK
    names = [name for name, is_strong in zip(names, strong, strict=True) if is_strong]
    matrix = _fit(examples, names, len(labels))
    table = {name: packed for name, row in zip(names, matrix, strict=True) if (packed := _packed(row))}
    return Weights(labels=labels, table=by_head(table.items()), threshold=threshold, agreement=agreement)


def _fit(examples: Sequence[Examples], names: Sequence[str], labels: int) -> np.ndarray:
    """Return the weights of these features, one row for each, one column for each label; the rows have no mean."""
    problem = _Problem(examples, {name: at for at, name in enumerate(names)}, labels)
    start = np.zeros(len(names) * labels)
    found = scipy.optimize.minimize(problem.loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    matrix: np.ndarray = found.x.reshape(len(names), labels)
    matrix -= matrix.mean(axis=1, keepdims=True)
    return matrix


class _Problem:
    """The negative log-likelihood of the labels, and its gradient."""

    def __init__(self, examples: Sequence[Examples], index: dict[str, int], labels: int) -> None:
        cells: list[int] = []
        ends = [0]
        forbidden: list[np.ndarray] = []
        rows: list[int] = []
        masks: list[np.ndarray] = []
        numbers: list[int] = []
        for one in examples:
            base = len(ends) - 1
            for row in one.rows:
                cells += [index[feature] for feature in row if feature in index]
                ends.append(len(cells))
            for group in one.groups:
                mask = np.ones(labels)
                mask[[0, *group.allowed]] = 0
                forbidden += [mask] * (group.end - group.start)
                for required in group.required:
                    wanted = np.zeros(labels)
                    wanted[required] = 1
                    number = numbers[-1] + 1 if numbers else 0
                    for row_number in range(base + group.start, base + group.end):
                        rows.append(row_number)
                        masks.append(wanted)
                        numbers.append(number)
        shape = (len(ends) - 1, len(index))
        self._matrix = scipy.sparse.csr_matrix((np.ones(len(cells)), cells, ends), shape=shape)
        self._matrix.sum_duplicates()
        self._transposed = self._matrix.T.tocsr()
        self._forbidden = np.array(forbidden)
        self._rows, self._masks, self._numbers = np.array(rows), np.array(masks), np.array(numbers)
        self._labels = labels

    def loss(self, flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(-1, self._labels)
        sums = self._matrix @ weights
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        chance = np.clip(powers / powers.sum(axis=1, keepdims=True), 1e-9, 1 - 1e-9)
        slope = self._forbidden / (1 - chance)
        loss = 0.5 * PENALTY * float(flat @ flat) - float((self._forbidden * np.log(1 - chance)).sum())
        right = np.clip((chance[self._rows] * self._masks).sum(axis=1), 1e-9, 1 - 1e-9)
        silent = np.exp(np.bincount(self._numbers, np.log(1 - right)))
        said = np.clip(1 - silent, 1e-9, 1)
        loss -= float(np.log(said).sum())
        pull = -(silent / said)[self._numbers] / (1 - right)
        np.add.at(slope, self._rows, pull[:, None] * self._masks)
        slope = chance * (slope - (slope * chance).sum(axis=1, keepdims=True))
        return loss, (self._transposed @ slope + PENALTY * weights).ravel()


def learn_all(examples: Sequence[tuple[Item, Examples, Examples]]) -> Learnt:
    """Return the models of stances and venues: the mean of a fit for each of the `PARTS`."""
    parts = [[one for one in examples if one[0].storyline.domain not in left] for left in PARTS]
    different = {len(part): part for part in parts}  # nested, so that as many are the same ones
    return mean_of([_learn_one(part) for part in different.values() if part])


def mean_of(fits: Sequence[Learnt]) -> Learnt:
    """Return the models with the mean of each weight; where a fit lacks a feature, its weight is 0."""
    return Learnt(stance=_mean([fit.stance for fit in fits]), venue=_mean([fit.venue for fit in fits]))


def _mean(fits: Sequence[Weights]) -> Weights:
    count = len(fits[0].labels)
    sums: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(count))
    for fit in fits:
        for feature, packed in fit.rows():
            sums[feature] += np.array(unpack(packed, count))
    table = {feature: _packed(row / len(fits)) for feature, row in sums.items()}
    return replace(fits[0], table=by_head((feature, row) for feature, row in table.items() if row))


def _packed(row: np.ndarray) -> int:
    return pack((int(label), float(row[label])) for label in np.flatnonzero(np.abs(row) >= TINY))


def _learn_one(examples: Sequence[tuple[Item, Examples, Examples]]) -> Learnt:
    return Learnt(
        stance=learn([stances for _, stances, _ in examples], STANCES, THRESHOLDS["stance"], AGREEMENT["stance"]),
        venue=learn([venues for _, _, venues in examples], STATUSES, THRESHOLDS["venue"], AGREEMENT["venue"]),
    )


def score(items: Iterable[Item], lists: WordLists) -> Score:
    """Return how well the facts of some items are found with these lists (and weights)."""
    result = Score()
    for item in items:
        result.add(item, extract_facts(item.article, topic_of(item, lists)))
    return result


def render(learnt: Learnt) -> str:
    """Return the models as text, see `parse_learnt`."""
    lines = []
    for name, weights in (("stance", learnt.stance), ("venue", learnt.venue)):
        lines.append(f"# {name} {weights.threshold} {weights.agreement} {' '.join(weights.labels)}")
        for feature, packed in sorted(weights.rows()):
            row = enumerate(unpack(packed, len(weights.labels)))
            lines.append(feature + "\t" + " ".join(f"{label}:{weight:g}" for label, weight in row if weight))
    return "\n".join(lines) + "\n"


def folds_of(items: Sequence[Item], count: int) -> list[set[tuple[str, str]]]:
    """Return the storylines in so many parts, each domain spread over all of them."""
    names = sorted({(item.storyline.domain, item.storyline.name) for item in items})
    return [set(names[part::count]) for part in range(count)]


def check(items: Sequence[Item], lists: WordLists, count: int) -> dict[str, Score]:
    """Return the scores of each domain on storylines that were left out, and "all"."""
    examples = read_examples(items, lists)
    scores: dict[str, Score] = defaultdict(Score)
    for part in folds_of(items, count):
        learnt = learn_all([one for one in examples if storyline_of(one[0]) not in part])
        for item in (item for item in items if storyline_of(item) in part):
            facts = extract_facts(item.article, topic_of(item, replace(lists, learnt=learnt)))
            scores[item.storyline.domain].add(item, facts)
            scores["all"].add(item, facts)
    return scores


def storyline_of(item: Item) -> tuple[str, str]:
    """Return what names an item's storyline: its domain and its name."""
    return item.storyline.domain, item.storyline.name


def main() -> int:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--check", type=int, default=0, metavar="FOLDS")
    arguments = parser.parse_args()
    items, lists = read_corpus(), load_lists("en")
    if arguments.check:
        for name, result in sorted(check(items, lists, arguments.check).items()):
            sys.stdout.write(
                f"{name:12} " + "  ".join(f"{kind} {tally}" for kind, tally in result.tallies.items()) + "\n"
            )
        return 0
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(render(learn_all(read_examples(items, lists))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
