"""How well alerts are found over storylines of the corpus that the weights have not seen: precision and recall.

    python -m training.alerts                          # the feed items: feeds, tickers
    python -m training.alerts talks summitry --errors  # other files; what was missed or false
    python -m training.alerts --sure 95                # with another `sure` than the rulebook's default

What a reader wants to hear is derived from the labels: the state machine (`bot.monitor.facts.steps`) goes through the
labels of a storyline, item by item, and each of its rings is *expected*. Then it goes through what is found in the same
items with weights that were learnt without the storyline. A ring is right when it has the party and the value of an
expected one that no other ring has met, and comes from an item that says so too, before the next change, or from one
of the few after the first (`LATE`). A ring for what an optional label says counts neither way. All else is false.

Every party's move counts by itself, though one message tells of both. Items of one day are taken as an hour apart, in
the order of the file, and each as another outlet's. A storyline counts whose items are dated and in order.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from bot.monitor.articles import Article
from bot.monitor.decide import silence_of_step
from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind, Stance, Status
from bot.monitor.facts.places import is_within, main_name
from bot.monitor.facts.state import FactState
from bot.monitor.facts.steps import step
from bot.monitor.rules import Rule, RuleKind
from bot.monitor.topics import Confirm
from bot.rulebooks import load_lists
from training.corpus import Item, Label, read_corpus
from training.learn import Examples, folds_of, learn_all, read_examples, storyline_of, topic_of
from training.score import Tally, plain

DOMAINS = ("feeds", "tickers")
LATE = 4
"""Items after the first of a change that may ring for it as well."""
RULES = {
    FactKind.VENUE: Rule(
        id="venue", kind=RuleKind.NEW_VALUE, title="venue", fact="venue", statuses=("proposed", "agreed"),
        lookback=timedelta(days=365),
    ),
    FactKind.STANCE: Rule(id="stance", kind=RuleKind.CHANGE, title="stance", fact="stance"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ring:
    """An alert: which item of the storyline rings for which value; `party` is "" for a venue."""

    at: int
    kind: FactKind
    party: str
    value: str
    evidence: str = ""
    """The sentence, with the value that was in force."""


@dataclass(slots=True)
class Counts:
    """The tallies of venues and stances, and what was wrong in words."""

    tallies: dict[FactKind, Tally] = field(default_factory=lambda: {kind: Tally() for kind in RULES})
    errors: list[str] = field(default_factory=list)

    def sum(self) -> Tally:
        """Return both kinds together."""
        tallies = self.tallies.values()
        return Tally(sum(t.hits for t in tallies), sum(t.false for t in tallies), sum(t.missed for t in tallies))


def in_order(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items of each storyline that is dated and in order, those of a day an hour apart."""
    for _, group in groupby(items, key=storyline_of):
        storyline = list(group)
        days = [item.article.published for item in storyline]
        if all(item.dated for item in storyline) and all(one <= other for one, other in pairwise(days)):
            yield list(_an_hour_apart(storyline))


def _an_hour_apart(storyline: Sequence[Item]) -> Iterator[Item]:
    last: datetime | None = None
    for number, item in enumerate(storyline):
        day = item.article.published
        last = day if last is None or last < day else last + timedelta(hours=1)
        yield replace(item, article=replace(item.article, published=last, source=f"outlet{number}.example"))


def rings(articles: Sequence[Article], facts: Iterable[Sequence[Fact]], confirm: Confirm) -> list[Ring]:
    """Return what rings when the articles of a storyline say these facts, one after the other."""
    states: dict[tuple[str, str], FactState] = {}
    found = []
    for at, (article, told) in enumerate(zip(articles, facts, strict=True)):
        for (name, party), group in groupby(sorted(told, key=_which), key=_which):
            steps = step(states.get((name, party)), [*group], article=article, now=article.published, confirm=confirm)
            states[name, party] = steps[-1].state
            for one in steps:
                if silence_of_step(RULES[one.fact.kind], one) is None:
                    was = one.before.value if one.before else "nothing"
                    found.append(Ring(at, one.fact.kind, party, one.fact.value, f"[{was}] {one.fact.evidence}"))
    return found


def _which(fact: Fact) -> tuple[str, str]:
    return fact.name, fact.party or ""


def labelled_facts(storyline: Sequence[Item]) -> Iterator[list[Fact]]:
    """Yield what the required labels of each item say, as facts.

    Of several right answers it is the one that the party's state has already: who holds on to it is right too.
    """
    held: dict[str, str] = {}
    for item in storyline:
        told = [
            _fact(item, FactKind.VENUE, main_name(one.of), status=one.values[0]) for one in item.venues if _counts(one)
        ]
        for label in filter(_counts, item.stances):
            value = held[label.of] if held.get(label.of) in label.values else label.values[0]
            if value != Stance.NO_COMMENT:
                held[label.of] = value
            told.append(_fact(item, FactKind.STANCE, value, party=label.of))
        yield told


def _counts(label: Label) -> bool:
    return not label.optional


def _fact(item: Item, kind: FactKind, value: str, *, party: str | None = None, status: str | None = None) -> Fact:
    return Fact(
        topic="t", name=str(kind), kind=kind, value=value, party=party, status=Status(status) if status else None,
        evidence=item.id, reason="label",
    )  # fmt: skip


def compare(storyline: Sequence[Item], expected: Sequence[Ring], found: Iterable[Ring], counts: Counts) -> None:
    """Count which rings are right, which are false and which are missing."""
    open_ones = list(expected)
    for ring in found:
        met = next((one for one in open_ones if _meets(storyline, expected, one, ring)), None)
        if met is not None:
            open_ones.remove(met)
            counts.tallies[ring.kind].hits += 1
        elif not any(label.optional and _says(label, ring) for label in _labels(storyline[ring.at], ring.kind)):
            counts.tallies[ring.kind].false += 1
            counts.errors.append(f"false  {_line(storyline, ring)}")
    for ring in open_ones:
        counts.tallies[ring.kind].missed += 1
        counts.errors.append(f"missed {_line(storyline, ring)}")


def _meets(storyline: Sequence[Item], expected: Sequence[Ring], wanted: Ring, ring: Ring) -> bool:
    """Return whether a ring is the expected one, or one for the same from an item near by that says so too."""
    if (wanted.kind, wanted.party) != (ring.kind, ring.party):
        return False
    right = [label for label in _labels(storyline[wanted.at], wanted.kind) if _says(label, wanted)]
    if not any(_says(label, ring) for label in right):
        return False
    turns = [one.at for one in expected if (one.kind, one.party) == (wanted.kind, wanted.party)]
    if wanted.kind is FactKind.STANCE and not (
        max((at for at in turns if at < wanted.at), default=-1) < ring.at
        < min((at for at in turns if at > wanted.at), default=len(storyline))
    ):  # fmt: skip
        return False
    says_so = any(_says(label, ring) for label in _labels(storyline[ring.at], ring.kind))
    return says_so or 0 <= ring.at - wanted.at <= LATE


def _labels(item: Item, kind: FactKind) -> Sequence[Label]:
    return item.venues if kind is FactKind.VENUE else item.stances


def _says(label: Label, ring: Ring) -> bool:
    """Return whether a label says what rings; a country says the city in it, and the other way round."""
    if ring.kind is FactKind.STANCE:
        return label.of == ring.party and ring.value in label.values
    names = [main_name(name) for name in (label.of, *label.also)]
    same = plain(ring.value) in map(plain, names)
    return same or any(is_within(name, ring.value) or is_within(ring.value, name) for name in names)


def _line(storyline: Sequence[Item], ring: Ring) -> str:
    item = storyline[ring.at]
    return f"{item.id} {item.article.published:%Y-%m-%d} {ring.party} {ring.value} {ring.evidence}"


def measure(
    storylines: Iterable[Sequence[Item]], facts_of: Callable[[Item], Sequence[Fact]], confirm: Confirm
) -> Mapping[str, Counts]:
    """Return the counts of each domain, and "all".

    Args:
        storylines: In order, see `in_order`.
        facts_of: What is found in an item.
        confirm: What a value needs; of the labels none needs more than one report.
    """
    counts: dict[str, Counts] = defaultdict(Counts)
    for storyline in storylines:
        articles = [item.article for item in storyline]
        expected = rings(articles, labelled_facts(storyline), Confirm())
        found = rings(articles, [facts_of(item) for item in storyline], confirm)
        for name in (storyline[0].storyline.domain, "all"):
            compare(storyline, expected, found, counts[name])
    return counts


def read_unseen(
    items: Sequence[Item], wanted: Sequence[Item], examples: Sequence[tuple[Item, Examples, Examples]], parts: int
) -> dict[str, Sequence[Fact]]:
    """Return what is found in each wanted item, by its id, with weights that have not seen its storyline."""
    lists = load_lists("en")
    found: dict[str, Sequence[Fact]] = {}
    for part in folds_of(items, parts):
        here = [item for item in wanted if storyline_of(item) in part]
        learnt = learn_all([one for one in examples if storyline_of(one[0]) not in part])
        for item in here:
            found[item.id] = extract_facts(item.article, topic_of(item, replace(lists, learnt=learnt)))
    return found


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("domains", nargs="*", default=DOMAINS, help="files of the corpus")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--folds", type=int, default=5, help="in so many parts storylines are left out")
    parser.add_argument("--sure", type=int, default=None, metavar="PERCENT")
    arguments = parser.parse_args()
    items = read_corpus()
    storylines = [one for one in in_order(items) if one[0].storyline.domain in arguments.domains]
    wanted = [item for storyline in storylines for item in storyline]
    found = read_unseen(items, wanted, read_examples(items, load_lists("en")), arguments.folds)
    sure = None if arguments.sure is None else arguments.sure / 100
    counts = measure(storylines, lambda item: found[item.id], Confirm(sure=sure))
    for name, one in counts.items():
        if arguments.errors and name != "all":
            sys.stdout.write("".join(f"{error}\n" for error in one.errors))
    for name, one in counts.items():
        tallies = "  ".join(f"{kind} {tally}" for kind, tally in one.tallies.items())
        sys.stdout.write(f"{name:10} {tallies}  both {one.sum()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
