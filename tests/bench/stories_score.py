"""How well stories are judged: `python -m tests.bench.stories_score FOLDER`, or the folder in TOCSIN_LABELLED.

The folder holds labelled sets of others, which are no part of this repository; any of them may be missing:

- `stream_*.jsonl`: articles in the order they came, with `label`, the true story.
- `republished_pairs.jsonl`: `lead1`, `lead2` and `label`, 1 when one was made from the other.
- `changed_fact_pairs.jsonl`: titles `t1`, `t2`, outlets `d1`, `d2`; `label`: dup, same_story_changed_fact, different.
- `seeds/articles.jsonl`: articles of which no two are copies.
- `scoop_dedup_gt.jsonl`: polled items with `url` and `text`; one address is one article.

Prints each figure that docs/stories.md speaks of beside what is wanted, and ends with 1 when one falls short. The
articles go through the same functions as in `tocsin replay`; a pair is two articles of two outlets, an hour apart, and
the next pair comes when the last one has been forgotten.
"""

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.monitor.articles import Article
from bot.monitor.memory import Memory
from bot.monitor.rules import RuleSet
from bot.monitor.stories import Judgement, Relation, StorySettings
from bot.replay import read_articles, replay

Row = dict[str, Any]
_START = datetime(2026, 1, 1, tzinfo=UTC)
_WANTED_F1 = {"stream_ecb": 0.87, "stream_fnc": 0.87, "stream_uci": 0.76}
_WANTED_COPIES = {"stream_ecb": 125.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure of one set, and what is wanted of it."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether it is as wanted."""
        enough = self.at_least is None or self.value >= self.at_least
        return enough and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        wanted = f"at least {self.at_least:g}" if self.at_least is not None else ""
        wanted = f"at most {self.at_most:g}" if self.at_most is not None else wanted
        return f"  {self.name:<40} {self.value:8.3f}  {wanted:<16}{'' if self.is_met else ' MISSED'}".rstrip()


def main() -> int:
    """Score every set that is there; 1 when a figure falls short."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("TOCSIN_LABELLED"))
    folder = parser.parse_args().folder
    if folder is None:
        parser.error("name the folder of the labelled sets, or set TOCSIN_LABELLED")
    met = [figure.is_met for figure in score_folder(Path(folder))]
    print(f"{sum(met)} of {len(met)} figures are as wanted")  # noqa: T201
    return 0 if met and all(met) else 1


def score_folder(folder: Path, settings: StorySettings | None = None) -> Iterator[Figure]:
    """Print and yield the figures of the sets in a folder."""
    scorers = {
        **{path.name: _score_stream for path in sorted(folder.glob("stream_*.jsonl"))},
        "republished_pairs.jsonl": _score_republished,
        "changed_fact_pairs.jsonl": _score_changed_facts,
        "seeds/articles.jsonl": _score_apart,
        "../seeds/articles.jsonl": _score_apart,
        "scoop_dedup_gt.jsonl": _score_polls,
    }
    for name, scorer in scorers.items():
        if (folder / name).is_file():
            lines = (folder / name).read_text(encoding="utf-8").splitlines()
            print(name.removesuffix(".jsonl"))  # noqa: T201
            for figure in scorer(Path(name).stem, [json.loads(line) for line in lines if line.strip()], settings):
                print(figure)  # noqa: T201
                yield figure


def judged(rows: Iterable[Row], settings: StorySettings | None = None) -> list[Judgement]:
    """Return the judgements of articles in their order, as `tocsin replay` makes them."""
    articles = [one for one in read_articles(map(json.dumps, rows)) if isinstance(one, Article)]
    memory = Memory(settings)
    return [one.judgement for one in replay(articles, RuleSet.build(()), memory, explain=False)]


def _score_stream(name: str, rows: Sequence[Row], settings: StorySettings | None) -> Iterator[Figure]:
    judgements = judged(rows, settings)
    labels, stories = [row["label"] for row in rows], [one.story for one in judgements]
    precision, recall = b_cubed(labels, stories)
    yield Figure(name="B-cubed precision", value=precision)
    yield Figure(name="B-cubed recall", value=recall)
    f1 = 2 * precision * recall / (precision + recall)
    yield Figure(name="B-cubed F1", value=f1, at_least=_WANTED_F1.get(name))
    seen: set[str] = set()
    seen_in_story: set[tuple[str, str]] = set()
    copies = wrong = swallowed = 0
    for label, judgement in zip(labels, judgements, strict=True):
        if judgement.relation is Relation.COPY:
            copies += 1
            wrong += (judgement.story, label) not in seen_in_story
            swallowed += label not in seen
        seen.add(label)
        seen_in_story.add((judgement.story, label))
    yield Figure(name="copies per 1,000", value=1000 * copies / len(rows), at_least=_WANTED_COPIES.get(name))
    yield Figure(name="wrong copies per 1,000", value=1000 * wrong / len(rows), at_most=3)
    yield Figure(name="stories swallowed, per cent", value=100 * swallowed / len(set(labels)), at_most=0)


def b_cubed(labels: Sequence[str], stories: Sequence[str]) -> tuple[float, float]:
    """Return the B-cubed precision and recall of a grouping (Bagga and Baldwin 1998).

    >>> b_cubed(["a", "a", "b", "b"], ["1", "1", "1", "1"])
    (0.5, 1.0)
    """
    both = Counter(zip(labels, stories, strict=True))
    in_label, in_story = Counter(labels), Counter(stories)
    precision = sum(count**2 / in_story[story] for (_, story), count in both.items())
    recall = sum(count**2 / in_label[label] for (label, _), count in both.items())
    return precision / len(labels), recall / len(labels)


def _score_republished(_: str, rows: Sequence[Row], settings: StorySettings | None) -> Iterator[Figure]:
    pairs = [({"text": row["lead1"]}, {"text": row["lead2"]}) for row in rows]
    copies = [relation is Relation.COPY for relation in pair_relations(pairs, settings)]
    hits = sum(copy and row["label"] == 1 for copy, row in zip(copies, rows, strict=True))
    yield Figure(name="precision", value=hits / max(1, sum(copies)), at_least=0.99)
    yield Figure(name="recall", value=hits / sum(row["label"] == 1 for row in rows), at_least=0.85)


def _score_changed_facts(_: str, rows: Sequence[Row], settings: StorySettings | None) -> Iterator[Figure]:
    pairs = [({"title": row["t1"], "source": row["d1"]}, {"title": row["t2"], "source": row["d2"]}) for row in rows]
    suppressed: defaultdict[str, list[bool]] = defaultdict(list)
    for row, relation in zip(rows, pair_relations(pairs, settings), strict=True):
        suppressed[row["label"]].append(relation is Relation.COPY)
    for label, silent in suppressed.items():
        share = 100 * sum(silent) / len(silent)
        wanted = {"at_least": 80.0} if label == "dup" else {"at_most": 0.0}
        yield Figure(name=f"{label} suppressed, per cent", value=share, **wanted)


def pair_relations(pairs: Iterable[tuple[Row, Row]], settings: StorySettings | None = None) -> list[Relation]:
    """Return the relation of each pair's second article, in an index that has forgotten the pairs before it."""
    rows: list[Row] = []
    step = 2 * (settings or StorySettings()).report_window
    for number, pair in enumerate(pairs):
        for side, row in enumerate(pair):
            published = (_START + number * step + timedelta(hours=side)).isoformat()
            rows.append({"source": f"outlet{side}.example"} | row | {"id": f"{number}-{side}", "published": published})
    return [one.relation for one in judged(rows, settings)[1::2]]


def _score_apart(_: str, rows: Sequence[Row], settings: StorySettings | None) -> Iterator[Figure]:
    pairs = [(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]]
    merged = sum(relation is Relation.COPY for relation in pair_relations(pairs, settings))
    yield Figure(name=f"of {len(pairs)} pairs merged as copies", value=merged, at_most=0)


def _score_polls(_: str, rows: Sequence[Row], settings: StorySettings | None) -> Iterator[Figure]:
    polled = [row | {"id": str(number)} for number, row in enumerate(rows)]
    judgements = judged(polled, settings)
    first: dict[str, str] = {}
    doubled = 0
    for row, judgement in zip(polled, judgements, strict=True):
        known = first.setdefault(row["url"], row["id"])
        doubled += known != row["id"] and judgement.relation not in (Relation.COPY, Relation.REVISION)
    yield Figure(name=f"of {len(rows) - len(first)} re-polls a second article", value=doubled, at_most=0)


if __name__ == "__main__":
    sys.exit(main())
