"""How fast the story judgement is: `make bench-stories`, or `python -m tests.bench.stories [window sizes]`.

Titles are invented: words drawn by rank as in real news (Zipf). Looked up are titles that were edited on their way: a
word dropped, added, replaced, two swapped. Prints per window, in one run and in CPU time: microseconds of an index
lookup with its confirmation and of rapidfuzz `process.extractOne` over the same titles, round by round in turn; how
often the lookup finds one as near as `extractOne` does (recall); the memory per title. Then how both grow from the
smallest window to the largest, and the full decision (clean, candidates, confirm, remember) in articles per second.
"""

import gc
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.monitor.articles import Article
from bot.monitor.candidates import Postings
from bot.monitor.likeness import sorted_title
from bot.monitor.rarity import Rarity
from bot.monitor.stories import CONFIRMED, StoryIndex
from bot.monitor.terms import terms_of

WINDOWS = (10_000, 1_000_000)
VOCABULARY = 60_000
ROUNDS, QUERIES = 5, 20
WANTED = {10_000: 100, 1_000_000: 300}
"""How many times as fast as `extractOne` a lookup has to be."""
WANTED_RECALL = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One window: CPU seconds per lookup and per `extractOne`, recall 0 to 1, bytes per title."""

    size: int
    lookup: float
    extract: float
    recall: float
    held: float

    @property
    def times(self) -> float:
        """How many times as fast the lookup is."""
        return self.extract / self.lookup

    @property
    def is_met(self) -> bool:
        """Whether it is as fast and sure as wanted."""
        return self.recall >= WANTED_RECALL and self.times >= WANTED.get(self.size, 0)

    def __str__(self) -> str:
        missed = "" if self.is_met else "  MISSED"
        return (
            f"{self.size:>9,} titles: lookup {1e6 * self.lookup:,.0f} us, extractOne {1e6 * self.extract:,.0f} us, "
            f"{self.times:,.0f}x, recall {self.recall:.3f}, {self.held:,.0f} bytes per title{missed}"
        )


def main() -> int:
    """Run the benchmark for each window size on the command line; 1 when a figure falls short."""
    sizes = [int(word) for word in sys.argv[1:]] or list(WINDOWS)
    windows = []
    for size in sizes:
        windows.append(lookups(size))
        print(windows[-1], flush=True)  # noqa: T201
    one, other = windows[0], windows[-1]
    if other.size > one.size:
        print(  # noqa: T201
            f"from {one.size:,} to {other.size:,} titles ({other.size / one.size:,.0f} times as many): "
            f"lookup x {other.lookup / one.lookup:.1f}, extractOne x {other.extract / one.extract:.1f}, "
            f"memory x {other.size * other.held / (one.size * one.held):.1f}"
        )
    for text in (False, True):
        print(f"full decision, {'titles and leads' if text else 'titles'}: {decisions(5_000, text):,.0f} articles/s")  # noqa: T201
    return 0 if all(one.is_met for one in windows) else 1


def invented_titles(count: int, seed: int) -> list[str]:
    """Return headlines of 6 to 13 invented words; a few words are frequent and most are rare."""
    draw = random.Random(seed)  # noqa: S311 (reproducible text, no secrets)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    return [" ".join(draw.choices(words, cum_weights=weights, k=draw.randint(6, 13))) for _ in range(count)]


def lookups(size: int) -> Measured:
    """Measure how the nearest title is found among `size` others."""
    titles = invented_titles(size, seed=1)
    before = _resident()
    postings, rarity = Postings(), Rarity()
    prints = []
    for number, title in enumerate(titles):
        terms = terms_of(title.split(), "en")
        postings.add(number, terms)
        rarity.add(terms, terms)
        prints.append(sorted_title(title.split()))
    held = _resident() - before
    draw = random.Random(2)  # noqa: S311
    fast = slow = 0.0
    right = 0
    for _ in range(ROUNDS):
        queries = [_edited(draw.choice(titles), draw) for _ in range(QUERIES)]
        took, found = _timed(lambda query: _nearest(query, prints, postings, rarity), queries)
        fast += took
        took, best = _timed(
            lambda query: _score(process.extractOne(query, titles, scorer=fuzz.token_sort_ratio)), queries
        )
        slow += took
        right += sum(one >= other - 1e-9 for one, other in zip(found, best, strict=True))
    asked = ROUNDS * QUERIES
    return Measured(size=size, lookup=fast / asked, extract=slow / asked, recall=right / asked, held=held / size)


def _resident() -> int:
    """Return the bytes of memory that the process holds (Linux; to trace allocations would take ten times as long)."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _timed(find: Callable[[str], float], queries: Sequence[str]) -> tuple[float, list[float]]:
    started = time.process_time()
    found = [find(query) for query in queries]
    return time.process_time() - started, found


def _edited(title: str, draw: random.Random) -> str:
    words = title.split()
    at = draw.randrange(len(words))
    match draw.randrange(4):
        case 0:
            words.pop(at)
        case 1:
            words.insert(at, "update")
        case 2:
            words[at] = "update"
        case 3:
            words[0], words[at] = words[at], words[0]
    return " ".join(words)


def _nearest(query: str, prints: Sequence[str], postings: Postings, rarity: Rarity) -> float:
    shared = postings.find(rarity.weights(terms_of(query.split(), "en")))
    near = [prints[number] for number in sorted(shared, key=shared.__getitem__, reverse=True)[:CONFIRMED]]
    return _score(process.extractOne(sorted_title(query.split()), near, scorer=fuzz.ratio))


def _score(best: tuple[str, float, int] | None) -> float:
    return best[1] if best else 0.0


def decisions(count: int, text: bool) -> float:
    """Return the full decisions per CPU second on titles, with a lead of 80 words or without, one in four a copy."""
    draw = random.Random(3)  # noqa: S311
    titles = invented_titles(count * 8, seed=4)
    at = datetime(2026, 5, 4, tzinfo=UTC)
    articles: list[Article] = []
    for number in range(count):
        if articles and draw.random() < 0.25:
            title, lead = draw.choice(articles).title, draw.choice(articles).text
        else:
            title, lead = titles[8 * number], ". ".join(titles[8 * number : 8 * number + 8]) if text else ""
        at += timedelta(seconds=20)
        source = f"outlet{draw.randrange(50)}.example"
        articles.append(Article(id=str(number), title=title, text=lead, published=at, source=source))
    index = StoryIndex()
    started = time.process_time()
    for article in articles:
        clean = index.clean(article)
        index.add(clean, index.judge(clean, now=clean.published), now=clean.published)
    return count / (time.process_time() - started)


if __name__ == "__main__":
    sys.exit(main())
