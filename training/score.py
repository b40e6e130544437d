"""How well facts are found: precision, recall and F1 against labels, counted like `score_facts.py` does."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.facts.places import main_name
from training.corpus import Item, Label

VENUE, STATUS, STANCE = "venue", "venue+status", "stance"


@dataclass(slots=True)
class Tally:
    """Hits, false ones and misses."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)

    def __str__(self) -> str:
        precision = self.hits / max(1, self.hits + self.false)
        recall = self.hits / max(1, self.hits + self.missed)
        return f"P {precision:.2f} R {recall:.2f} F1 {self.f1:.3f} ({self.hits}/{self.false}/{self.missed})"


@dataclass(slots=True)
class Score:
    """The tallies of a set, and what was wrong."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {VENUE: Tally(), STATUS: Tally(), STANCE: Tally()})
    errors: list[str] = field(default_factory=list)

    def add(self, item: Item, facts: Iterable[Fact]) -> None:
        """Count what was found in an item."""
        facts = list(facts)
        places = {(plain(f.value), str(f.status)) for f in facts if f.kind is FactKind.VENUE}
        stances = {(f.party or "", str(f.value)) for f in facts if f.kind is FactKind.STANCE}
        one_each = list({place: (place, status) for place, status in places}.values())
        self._count(item, VENUE, item.venues, one_each, lambda label, got: got[0] in _names(label))
        self._count(
            item, STATUS, item.venues, [*places], lambda label, got: got[0] in _names(label) and got[1] in label.values
        )
        self._count(
            item, STANCE, item.stances, [*stances], lambda label, got: label.of == got[0] and got[1] in label.values
        )

    def _count(
        self,
        item: Item,
        kind: str,
        gold: Sequence[Label],
        found: Sequence[tuple[str, str]],
        meets: Callable[[Label, tuple[str, str]], bool],
    ) -> None:
        tally = self.tallies[kind]
        for label in gold:
            if label.optional:
                continue
            if any(meets(label, got) for got in found):
                tally.hits += 1
            else:
                tally.missed += 1
                self.errors.append(f"{kind} missed {item.id} {label.of} {'/'.join(label.values)}")
        for got in found:
            if not any(meets(label, got) for label in gold):
                tally.false += 1
                self.errors.append(f"{kind} false {item.id} {got[0]} {got[1]}")


def _names(label: Label) -> set[str]:
    return {plain(main_name(name)) for name in (label.of, *label.also)}


def plain(text: str) -> str:
    """Return a place's name as the scorer compares it."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z:]+", "", re.sub(r"\b(the|city of|republic of)\b", "", ascii_only))
