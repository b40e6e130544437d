"""How well persons, days and counts are found over the corpus: precision, recall and F1 of each file.

    python -m training.details                        # every file, and the sum
    python -m training.details talks feeds --errors   # some of them, and what was missed or false

Every person, day and count that is labelled is asked for; what is found and not labelled is false, an optional label
neither. A person is right with the party and the full name, a count with what it counts. A file that labels none of a
kind says nothing about it and is left out for that kind, and so is for days an item without a date line and without a
labelled day: its days cannot be told.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.monitor.facts.details import find_details
from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.lists import WordLists
from bot.monitor.text import fold
from bot.monitor.topics import Topic, TrackedFact
from bot.rulebooks import load_lists
from training.corpus import Item, Label, Storyline, read_corpus
from training.score import Tally

KINDS = (FactKind.PERSON, FactKind.DATE, FactKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one item gives for one kind: its tally, and what was wrong in words."""

    kind: FactKind
    tally: Tally
    errors: tuple[str, ...]


def count(item: Item, lists: WordLists) -> Iterator[Counted]:
    """Yield what an item gives, kind by kind."""
    topic = _topic(item.storyline, lists)
    facts = [fact for fact in find_details(item.article, topic) if not fact.background]
    for kind in KINDS:
        labels = [label for label in item.others if label.of.split()[0] == kind]
        if kind is FactKind.DATE and not item.dated and not labels:
            continue
        found = {(_of(kind, fact.party or fact.name), fact.value): fact.reason for fact in facts if fact.kind is kind}
        yield _counted(kind, labels, found, item)


def _topic(storyline: Storyline, lists: WordLists) -> Topic:
    facts = [TrackedFact(name="person", kind=FactKind.PERSON), TrackedFact(name="date", kind=FactKind.DATE)]
    facts += [TrackedFact(name=name, kind=FactKind.NUMBER, of=of) for name, of in storyline.numbers.items()]
    return Topic(id="t", title=storyline.name, lists=lists, parties=storyline.parties, facts=tuple(facts))


def _of(kind: FactKind, name: str) -> str:
    return str(kind) if kind is FactKind.DATE else f"{kind} {name}"


def _counted(kind: FactKind, labels: Sequence[Label], found: dict[tuple[str, str], str], item: Item) -> Counted:
    required = [label for label in labels if not label.optional]
    missed = [label for label in required if not any(_meets(label, *got) for got in found)]
    wrong = [got for got in found if not any(_meets(label, *got) for label in labels)]
    errors = [f"missed {item.id} {label.of} {'/'.join(label.values)}" for label in missed]
    errors += [f"false {item.id} {of} {value} ({found[of, value]})" for of, value in wrong]
    tally = Tally(hits=len(required) - len(missed), false=len(wrong), missed=len(missed))
    return Counted(kind, tally, tuple(errors))


def _meets(label: Label, of: str, value: str) -> bool:
    return label.of == of and fold(value) in {fold(right.replace(",", "")) for right in label.values}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="How well persons, days and counts are found over the corpus.")
    parser.add_argument("domains", nargs="*", help="files of training/corpus, without .txt (default: all)")
    parser.add_argument("--errors", action="store_true", help="print what was missed or false too")
    asked = parser.parse_args()
    lists = load_lists("en")
    items = [item for item in read_corpus() if not asked.domains or item.storyline.domain in asked.domains]
    counted = [(item.storyline.domain, one) for item in items for one in count(item, lists)]
    if asked.errors:
        sys.stdout.writelines(f"{error}\n" for _, one in counted for error in one.errors)
    sys.stdout.writelines(_report(counted, {kind: _labelling(items, kind) for kind in KINDS}))


def _labelling(items: Iterable[Item], kind: FactKind) -> set[str]:
    return {item.storyline.domain for item in items for label in item.others if label.of.split()[0] == kind}


def _report(counted: Sequence[tuple[str, Counted]], labelling: dict[FactKind, set[str]]) -> Iterator[str]:
    for kind in KINDS:
        yield f"\n{kind}  (hits/false/missed)\n"
        of_kind = [(domain, one.tally) for domain, one in counted if one.kind is kind and domain in labelling[kind]]
        for domain in sorted(labelling[kind]):
            yield f"  {domain:12} {_sum(tally for name, tally in of_kind if name == domain)}\n"
        yield f"  {'all':12} {_sum(tally for _, tally in of_kind)}\n"


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total = Tally(hits=total.hits + one.hits, false=total.false + one.false, missed=total.missed + one.missed)
    return total


if __name__ == "__main__":
    main()
