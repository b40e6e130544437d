"""How fast the story judgement is: `python -m tests.bench.stories [window sizes, 10000 by default]`.

Titles are invented: words drawn by rank as in real news (Zipf). Prints per window: CPU microseconds of an index lookup
with its confirmation and of rapidfuzz `process.extractOne` over the same titles in the same run, the recall of the
lookup against it, the memory per title; and the full decision (clean, candidates, confirm, remember) in articles
per second.
"""

import random
import sys
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from rapidfuzz import fuzz, process

from bot.monitor.articles import Article
from bot.monitor.candidates import Postings
from bot.monitor.rarity import Rarity
from bot.monitor.stories import StoryIndex
from bot.monitor.terms import terms_of

VOCABULARY = 60_000
QUERIES = 100
SLOW_QUERIES = 20
CONFIRMED = 16


def main() -> None:
    """Run the benchmark for each window size on the command line."""
    for size in [int(word) for word in sys.argv[1:]] or [10_000]:
        lookups(size)
    decisions(5_000)


def invented_titles(count: int, seed: int) -> list[str]:
    """Return headlines of 6 to 13 invented words; a few words are frequent and most are rare."""
    draw = random.Random(seed)  # noqa: S311 (reproducible text, no secrets)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words = ["".join(draw.choices(syllables, k=draw.randint(1, 4))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    return [" ".join(draw.choices(words, cum_weights=weights, k=draw.randint(6, 13))) for _ in range(count)]


def lookups(size: int) -> None:
    """Print the cost of finding the nearest title among `size` others, and how often it is the right one."""
    titles = invented_titles(size, seed=1)
    tracemalloc.start()
    postings, rarity = Postings(), Rarity()
    for number, title in enumerate(titles):
        terms = terms_of(title.split(), "en")
        postings.add(number, terms)
        rarity.add(terms, terms)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    draw = random.Random(2)  # noqa: S311
    queries = [_edited(draw.choice(titles), draw) for _ in range(QUERIES)]
    started = time.process_time()
    found = [_nearest(query, titles, postings, rarity) for query in queries]
    fast = (time.process_time() - started) / QUERIES
    started = time.process_time()
    best = [process.extractOne(query, titles, scorer=fuzz.token_sort_ratio) for query in queries[:SLOW_QUERIES]]
    slow = (time.process_time() - started) / SLOW_QUERIES
    right = sum(score >= expected[1] - 1e-9 for score, expected in zip(found, best, strict=False))
    print(  # noqa: T201
        f"{size:>9,} titles: lookup {1e6 * fast:,.0f} us, extractOne {1e6 * slow:,.0f} us, {slow / fast:,.0f}x, "
        f"recall {right / SLOW_QUERIES:.2f}, {held / size:,.0f} bytes per title"
    )


def _edited(title: str, draw: random.Random) -> str:
    words = title.split()
    words.pop(draw.randrange(len(words)))
    words.insert(draw.randrange(len(words)), "update")
    return " ".join(words)


def _nearest(query: str, titles: list[str], postings: Postings, rarity: Rarity) -> float:
    shared = postings.find({term: rarity.weight(term) for term in terms_of(query.split(), "en")})
    near = sorted(shared, key=shared.__getitem__, reverse=True)[:CONFIRMED]
    return max((fuzz.token_sort_ratio(query, titles[number]) for number in near), default=0.0)


def decisions(count: int) -> None:
    """Print the full decisions per second on articles with a title and a lead of 80 words, one in four a copy."""
    draw = random.Random(3)  # noqa: S311
    titles = invented_titles(count * 8, seed=4)
    at = datetime(2026, 5, 4, tzinfo=UTC)
    articles: list[Article] = []
    for number in range(count):
        if articles and draw.random() < 0.25:
            title, text = draw.choice(articles).title, draw.choice(articles).text
        else:
            title, text = titles[8 * number], ". ".join(titles[8 * number : 8 * number + 8])
        at += timedelta(seconds=20)
        source = f"outlet{draw.randrange(50)}.example"
        articles.append(Article(id=str(number), title=title, text=text, published=at, source=source))
    index = StoryIndex()
    started = time.process_time()
    for article in articles:
        clean = index.clean(article)
        index.add(clean, index.judge(clean, now=clean.published), now=clean.published)
    print(f"full decision: {count / (time.process_time() - started):,.0f} articles/s")  # noqa: T201


if __name__ == "__main__":
    main()
