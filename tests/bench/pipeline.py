"""Speed and memory of the pipeline: parse -> decide -> committed transaction, on a generated stream.

Run by `make bench`. 10,000 articles of 150 to 450 words from 100 feeds, a fifth of them copies or near-copies of
earlier ones, against 1,000 keyword rules and the shipped rulebooks' topics. Words follow Zipf's law, as news does. CPU
time of this process; nothing is timed in the test suite.
"""

import random
import resource
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from bot.feeds.parse import ParsedFeed, parse_feed
from bot.feeds.poll import Items, Validators
from bot.monitor.query import parse_query
from bot.monitor.rules import Rule, RuleKind, RuleSet
from bot.pipeline import Pipeline
from bot.rulebooks import load_rulebooks, shipped_rules_dir
from bot.store.store import Store

ARTICLES, FEEDS, PER_POLL, RULES, WORDS = 10_000, 100, 25, 1_000, 20_000
START = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A feed that the stream comes from."""

    url: str
    name: str
    every: timedelta | None = None
    language: str = "en"


class Generator:
    """Writes articles; the same ones in every run."""

    def __init__(self) -> None:
        self._random = random.Random(20260105)  # noqa: S311 - the stream must be the same each time
        syllables = ["ka", "ro", "mi", "ten", "sol", "var", "ne", "du", "lis", "per", "an", "gor", "ti", "bel", "os"]
        made = {"".join(self._random.choices(syllables, k=self._random.randint(1, 4))) for _ in range(WORDS * 3)}
        self.words = sorted(made)[:WORDS]
        self._random.shuffle(self.words)
        self._weights = [1 / (rank + 2.7) for rank in range(len(self.words))]
        self._earlier: list[tuple[str, str]] = []

    def text(self, words: int) -> str:
        """Return that many words in sentences of fifteen."""
        chosen = self._random.choices(self.words, self._weights, k=words)
        return " ".join(" ".join(chosen[at : at + 15]).capitalize() + "." for at in range(0, len(chosen), 15))

    def article(self) -> tuple[str, str]:
        """Return a title and a text, now and then an earlier one again."""
        if self._earlier and self._random.random() < 0.2:
            title, text = self._random.choice(self._earlier[-500:])
            return title, self.text(20) + " " + text if self._random.random() < 0.5 else text
        fresh = self.text(11).replace(".", ""), self.text(self._random.randint(150, 450))
        self._earlier.append(fresh)
        return fresh

    def rules(self, count: int) -> list[Rule]:
        """Return keyword rules of two or three words that are neither the commonest nor the rarest."""
        middle = self.words[30:6_000]
        queries = (self._random.sample(middle, self._random.randint(2, 3)) for _ in range(count))
        return [
            Rule(
                id=f"bench/{number}",
                kind=RuleKind.KEYWORDS,
                title="Keywords",
                topic="bench",
                query=parse_query(" ".join(words)),
            )
            for number, words in enumerate(queries)
        ]


def render(items: list[tuple[str, str, datetime, str]]) -> bytes:
    """Return an RSS feed of the items (title, text, published, guid)."""
    entries = "".join(
        f"<item><title>{escape(title)}</title><guid isPermaLink='false'>{guid}</guid>"
        f"<link>https://{guid}.example/a</link><pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for title, text, at, guid in items
    )
    return f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()


def run(folder: Path) -> None:
    """Run the stream through the pipeline and print the figures."""
    generator = Generator()
    store = Store.open(folder / "tocsin.db")
    pipeline = Pipeline(store)
    specs = [Spec(url=f"https://feed{number}.example/rss", name=f"feed{number}.example") for number in range(FEEDS)]
    store.feeds.sync(specs, START)
    feeds = store.feeds.all()
    books = load_rulebooks(shipped_rules_dir())
    pipeline.use(books)
    pipeline.rules = RuleSet.build((*books.rules, *generator.rules(RULES)), books.topics)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = dict.fromkeys(("parse", "judge and commit"), 0.0)
    articles = alerts = copies = number = 0
    now = START
    while articles < ARTICLES:
        feed = feeds[number % FEEDS]
        now += timedelta(minutes=4)
        items = [(*generator.article(), now - timedelta(minutes=1), f"g{number}-{one}") for one in range(PER_POLL)]
        body = render(items)
        began = time.process_time()
        parsed = parse_feed(body, content_type="application/rss+xml", charset="utf-8", base_url=feed.url)
        assert isinstance(parsed, ParsedFeed)
        spent["parse"] += time.process_time() - began
        began = time.process_time()
        result = Items(feed=parsed, validators=Validators(body_hash=str(number)))
        taken = pipeline.take(feed, parsed.items, {}, pipeline.feed_update(feed, result, now), now=now)
        spent["judge and commit"] += time.process_time() - began
        articles += taken.new
        alerts += len(taken.alerts)
        copies += sum(decision.judgement.relation == "copy" for decision in taken.decisions)
        number += 1
    total = sum(spent.values())
    print(f"{articles} articles, {RULES} keyword rules, {alerts} alerts, {copies} copies")  # noqa: T201
    for name, seconds in spent.items():
        print(f"{name:17} {seconds:6.1f} s CPU  {articles / seconds:8.0f} articles/s")  # noqa: T201
    print(f"{'in all':17} {total:6.1f} s CPU  {articles / total:8.0f} articles/s")  # noqa: T201
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {peak / 1024:.0f} MB, of which {(peak - base) / 1024:.0f} MB came with the stream")  # noqa: T201
    store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder))
