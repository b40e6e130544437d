"""Learnt weights: how likely a sentence gives a candidate a label.

A linear model (multinomial logistic regression) over the features of `features`. It was learnt from the project's own
corpus by ``training/learn.py``; that page tells how. The weights lie in ``bot/learnt/<language>.txt``, one feature a
line, and are values like the word lists: the same text gives the same answer everywhere, and the features that weighed
most can be named.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from math import exp
from struct import Struct
from sys import intern
from typing import Final, NamedTuple, TypeAlias

NONE = "none"
"""The label of a candidate about which the sentence says nothing."""


_SCALE: Final = 100
_BITS: Final = 32
"""Of an integer, for one label: signed hundredths, as wide as a number of `struct`, which reads all in one step."""
_HALF: Final = 1 << (_BITS - 1)
_FIELDS: Final = [Struct(f"<{count}I") for count in range(17)]
_HALVES: Final = [sum(_HALF << (_BITS * label) for label in range(count)) for count in range(17)]
_MASKS: Final = [(1 << (_BITS * count)) - 1 for count in range(17)]


def pack(weights: Iterable[tuple[int, float]]) -> int:
    """Return weights, as (index of the label, weight), in one integer.

    Integers add up label by label, so that the weights of hundreds of features are summed by one addition each
    and not one for each label: five times as fast.

    >>> unpack(pack([(0, 0.5), (2, -1.25)]) + pack([(2, 0.25)]), 3)
    [0.5, 0.0, -1.0]
    """
    return sum(round(weight * _SCALE) << (_BITS * label) for label, weight in weights)


def unpack(packed: int, count: int) -> list[float]:
    """Return the weights of the first so many labels."""
    return [(field - _HALF) / _SCALE for field in _fields(packed, count)]


def _fields(packed: int, count: int) -> tuple[int, ...]:
    """Return the weights in hundredths, each with half a field added, so that none borrows from the next."""
    fields = _FIELDS[count]
    return fields.unpack((packed + _HALVES[count] & _MASKS[count]).to_bytes(fields.size, "little"))


Tail: TypeAlias = str | tuple[str, ...]
Group: TypeAlias = tuple[str, list[str] | list[tuple[str, ...]]]
Groups: TypeAlias = list[Group]
"""Features by head: ``("w=", ["reject", "talk"])`` stands for ``w=reject`` and ``w=talk``, ``("b=", [("H", "will")])``
for ``b=H_will``. A head ends with the first "=", "&" or ":" of the feature, and is "" when there is none. Most tails
are words of the sentence or roles, so that no text is put together to look up its weight."""


class Features(NamedTuple):
    """The features of a reading, in two forms that are both quicker to weigh than texts one by one.

    Attributes:
        common: Whole features; the same few inner tuples come again and again, so that their sums are kept.
        parts: The others. What several readings of a sentence have in common is one object, which is weighed once.
    """

    common: tuple[tuple[str, ...], ...]
    parts: tuple[Groups, ...]

    def names(self) -> list[str]:
        """Return all of them as texts.

        >>> Features((("bias",),), ([("w=", ["reject", "talk"]), ("b=", [("H", "will")])],)).names()
        ['bias', 'w=reject', 'w=talk', 'b=H_will']
        """
        grouped = [group for part in self.parts for group in part]
        whole = [feature for some in self.common for feature in some]
        return [*whole, *(_name(head, tail) for head, tails in grouped for tail in tails)]


_HEAD = re.compile("[^=&:]*[=&:]")


_SEQUENCES = ("b=", "t=")
"""Heads whose tails are units in a row."""


def by_head(rows: Iterable[tuple[str, int]]) -> dict[str, dict[Tail, int]]:
    """Return features with their packed weights, by head and tail.

    >>> by_head([("w=talk", 1), ("subj&open", 2), ("bias", 3), ("b=H_will", 4)])
    {'w=': {'talk': 1}, 'subj&': {'open': 2}, '': {'bias': 3}, 'b=': {('H', 'will'): 4}}
    """
    table: dict[str, dict[Tail, int]] = {}
    for feature, packed in rows:
        head, tail = _split(feature)
        table.setdefault(head, {})[tail] = packed
    return table


def _name(head: str, tail: Tail) -> str:
    return head + (tail if isinstance(tail, str) else "_".join(tail))


@lru_cache(maxsize=4_096)
def _split(feature: str) -> tuple[str, Tail]:
    found = _HEAD.match(feature)
    if found is None:
        return "", intern(feature)
    # Interned words are compared faster, and take less memory.
    head, tail = found.group(), feature[found.end() :]
    return head, tuple(map(intern, tail.split("_"))) if head in _SEQUENCES else intern(tail)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Weights:
    """The weights of one model.

    Attributes:
        labels: The labels, `NONE` first.
        table: For each feature its weights for all labels in one integer, see `pack`; by head and tail.
        threshold: From which probability on an article says so.
        agreement: Added to the log-odds of what the rules of clauses and roles say of the article as a whole too.
    """

    labels: tuple[str, ...]
    table: dict[str, dict[Tail, int]] = field(repr=False)
    threshold: float
    agreement: float

    def weigh(self, features: Features, known: dict[int, int]) -> int:
        """Return the sum of the features' weights, packed; such sums can be added.

        Args:
            features: The features of a reading.
            known: The sums of the parts so far, by identity: of a sentence, while its readings are held.
        """
        total = 0
        for some in features.common:
            total += _sum_of(self, some)
        for part in features.parts:
            found = known.get(id(part))
            if found is None:
                known[id(part)] = found = self._sum(part)
            total += found
        return total

    def _sum(self, groups: Groups) -> int:
        total = 0
        for head, tails in groups:
            if tails and head in self.table:
                known = self.table[head]
                for tail in tails:  # a plain loop: quicker than `sum` over iterators, for the tails are few
                    packed = known.get(tail)
                    if packed:
                        total += packed
        return total

    def probabilities(self, packed: int) -> list[float]:
        """Return the probability of each label from a packed sum of weights (softmax)."""
        fields = _fields(packed, len(self.labels))
        top = max(fields)
        powers = [exp((field - top) / _SCALE) for field in fields]
        whole = sum(powers)
        return [power / whole for power in powers]

    def heaviest(self, features: Iterable[Features], label: str, heads: Collection[str], count: int = 3) -> list[str]:
        """Return the features with one of these heads that speak most for a label, the heaviest first."""
        wanted = self.labels.index(label)
        halves, shift, mask = _HALVES[wanted + 1], _BITS * wanted, _MASKS[1]
        tails_of: dict[str, set[Tail]] = {}
        for some in features:
            for head, tails in (group for part in some.parts for group in part):
                if head in heads:
                    tails_of.setdefault(head, set()).update(tails)
        rated: list[tuple[int, str, Tail]] = []
        for head, seen in tails_of.items():
            known = self.table.get(head, {})
            rated += [((known[tail] + halves >> shift) & mask, head, tail) for tail in known.keys() & seen]
        # Hundreds have a weight and a few are wanted: only what can be one of them becomes a text.
        least = min(nlargest(count, [weight for weight, _, _ in rated]), default=0)
        named = [(-weight, _name(head, tail)) for weight, head, tail in rated if weight >= least and weight > _HALF]
        return [feature for _, feature in sorted(named)[:count]]

    def packed(self, feature: str) -> int:
        """Return a feature's weights, packed; 0 when it has none."""
        head, tail = _split(feature)
        return self.table.get(head, {}).get(tail, 0)

    def rows(self) -> Iterator[tuple[str, int]]:
        """Yield each feature with its packed weights."""
        for head, known in self.table.items():
            yield from ((_name(head, tail), packed) for tail, packed in known.items())


@lru_cache(maxsize=65_536)
def _sum_of(weights: Weights, features: tuple[str, ...]) -> int:
    return sum(map(weights.packed, features))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Learnt:
    """The models of one language: for the stance of a party, and for a place as the venue."""

    stance: Weights
    venue: Weights


def raise_odds(probability: float, by: float) -> float:
    """Return a probability with something added to its log-odds.

    >>> round(raise_odds(0.5, 1.0), 3)
    0.731
    """
    odds = probability / max(1e-12, 1 - probability) * exp(by)
    return odds / (1 + odds)


def parse_learnt(text: str) -> Learnt:
    r"""Return the models of a file of weights.

    A model begins with ``# name threshold agreement label label ...``; a line is
    ``feature<TAB>label:weight label:weight ...`` with the number of the label.

    Raises:
        ValueError: A line does not follow that, or a model is missing.

    >>> learnt = parse_learnt("# stance 0.5 2 none open\nw=ready\t1:1.5\n# venue 0.5 2 none past")
    >>> unpack(learnt.stance.weigh(Features((("w=ready",),), ()), {}), 2)
    [0.0, 1.5]
    """
    models: dict[str, Weights] = {}
    for part in text.split("# ")[1:]:
        head, *lines = part.splitlines()
        name, threshold, agreement, *labels = head.split()
        models[name] = Weights(
            labels=tuple(labels),
            table=by_head(map(_parse_row, filter(None, lines))),
            threshold=float(threshold),
            agreement=float(agreement),
        )
    missing = {"stance", "venue"}.difference(models)
    if missing:
        raise ValueError(f"there are no weights for {', '.join(sorted(missing))}")
    return Learnt(stance=models["stance"], venue=models["venue"])


def _parse_row(line: str) -> tuple[str, int]:
    feature, values = line.split("\t")
    pairs = (value.split(":") for value in values.split())
    return feature, pack((int(label), float(weight)) for label, weight in pairs)
