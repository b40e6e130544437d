"""How fast facts are found: `make bench-facts`, once as written and once compiled.

Prints, all in CPU time of this process: articles per second over news of about the length of a feed's full text; the
median for one article against `feedparser.parse` on a feed of 26 items in 50 KB, in the same run; the same for articles
of your own (JSON Lines as for `tocsin replay`, read for the topics of the shipped rulebooks); and what hostile articles
of 30 KB cost. Ends with 1 when a limit is broken: that of hostile articles, and, compiled, the share of feedparser.

Every other text is written here or made from these sentences.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path

import feedparser

from bot.monitor import text
from bot.monitor.articles import Article
from bot.monitor.facts.clauses import read
from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import FactKind
from bot.monitor.facts.places import spellings
from bot.monitor.text import tokenize
from bot.monitor.topics import Party, Topic, TrackedFact
from bot.replay import read_articles
from bot.rulebooks import load_lists, load_rulebooks, shipped_rules_dir

IS_COMPILED = not text.__file__.endswith(".py")
HOSTILE_SECONDS = 1.5
SHARE_OF_FEEDPARSER = 0.25
ROUNDS = 15
SIZE = 30_000
WHEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
PARTIES = (
    Party(id="AR", name="Arland", country="", aliases=("President Odel", "Odel", "Tarn", "Foreign Minister Lys")),
    Party(id="BE", name="Belmark", country="", aliases=("Chancellor Brandt", "Brandt", "Hask", "Spokesman Rehn")),
    Party(id="CH", name="Switzerland", country="Switzerland", aliases=("Cassis",)),
)
PARAGRAPHS = (
    "President Odel said on Monday that he was ready to sit down with Chancellor Brandt “at any table that has four "
    "legs”, but that the shelling of the border villages had to end first. His office named no date.",
    "The two have not met since the talks in Helsinki in March 2019, which ended without a paper. Since then envoys "
    "have gone to and fro between the capitals, most of them at night and none of them with a mandate.",
    "In Hask, the chancellor's spokesman Rehn called the offer “interesting, if it is one”. A meeting was not ruled "
    "out, he told reporters, yet it would be too early to speak of a place.",
    "Switzerland has let it be known that Geneva could host the two delegations at short notice. A hotel on the lake "
    "has kept two floors free until the end of the month, according to its manager, who did not say for whom.",
    "Foreign Minister Lys, who led the delegation last year, flew to Ankara on Sunday. Turkish diplomats say that "
    "she asked whether Istanbul was still on the table; the ministry in Tarn would neither confirm nor deny it.",
    "The opposition was not impressed. “First he refuses to meet anybody for two winters, then he wants to "
    "be photographed,” said a deputy from the border region, where 40 prisoners were exchanged in January.",
    "Markets hardly moved. Shipping agents in the strait, who have paid double for insurance since the autumn, said "
    "that they would believe in the summit when both planes were in the air.",
    "Earlier this month a video conference of the two deputy ministers was called off an hour before it was to "
    "begin. Each side blamed the line of the other.",
    "Brandt is expected to answer on Thursday in parliament. Her coalition is divided: the larger party would accept "
    "an invitation to a neutral country, the smaller one wants to see the guns fall silent before anyone travels.",
)


def main(paths: Sequence[str]) -> int:
    """Run all of it, over the articles of these files as well; return the exit code."""
    print("compiled" if IS_COMPILED else "as written")  # noqa: T201
    news = [_article("Odel ready to meet Brandt, with a condition", paragraphs) for paragraphs in _cuts()]
    topic = _topic()
    for article in news:
        extract_facts(article, topic)
    times = [_usual(partial(_extract, article, topic)) for article in news]
    size = statistics.mean(len(article.text) for article in news)
    print(f"articles of {size:.0f} characters: {len(times) / sum(times):.0f} a second with venues and stances")  # noqa: T201
    every = _topic(*FactKind)
    with_all = [_fastest(partial(_extract, article, every), 5) for article in news]
    print(f"    with every kind of facts: {len(with_all) / sum(with_all):.0f} a second")  # noqa: T201
    fine = _against_feedparser(times)
    for path in map(Path, paths):
        fine = _against_feedparser(_given(path), f"{path.name}, ") and fine
    for name, hostile in _hostile().items():
        article = _article("", (hostile,))
        seconds = _fastest(partial(_extract, article, every), 1)
        fine = seconds < HOSTILE_SECONDS and fine
        verdict = "" if seconds < HOSTILE_SECONDS else f"  MORE THAN {HOSTILE_SECONDS} s"
        print(f"hostile, {name}: {seconds:.2f} s{verdict}")  # noqa: T201
    return 0 if fine else 1


def _given(path: Path) -> list[float]:
    """Return what each article of a recording costs with the topics of the shipped rulebooks that track facts."""
    topics = [topic for topic in load_rulebooks(shipped_rules_dir()).topics if topic.facts]
    articles = [one for one in read_articles(path.read_text("utf-8").splitlines()) if isinstance(one, Article)]
    for topic in topics:
        _extract(articles[0], topic)
    return [sum(_usual(partial(_extract, article, topic)) for topic in topics) for article in articles]


def _topic(*kinds: FactKind) -> Topic:
    names = kinds or (FactKind.VENUE, FactKind.STANCE)
    return Topic(
        id="talks",
        title="Talks",
        lists=load_lists("en"),
        parties=PARTIES,
        facts=tuple(TrackedFact(name=kind.value, kind=kind) for kind in names),
    )


def _cuts() -> list[tuple[str, ...]]:
    """Return the paragraphs in several orders, so that not one text is measured."""
    return [PARAGRAPHS[start:] + PARAGRAPHS[:start] for start in range(len(PARAGRAPHS))]


def _article(title: str, paragraphs: tuple[str, ...]) -> Article:
    return Article(id="1", title=title, text="\n".join(paragraphs), published=WHEN, source="a.example", language="en")


def _extract(article: Article, topic: Topic) -> None:
    """Extract as from an article that was not seen before."""
    read.cache_clear()
    tokenize.cache_clear()
    extract_facts(article, topic)


def _fastest(work: Callable[[], object], rounds: int) -> float:
    """Return the CPU seconds of the fastest of some rounds: the least disturbed one."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _usual(work: Callable[[], object]) -> float:
    """Return the CPU seconds that work usually takes: the same measure for articles and for the feed."""
    return statistics.median(_fastest(work, 3) for _ in range(ROUNDS))


def _against_feedparser(times: Sequence[float], of: str = "") -> bool:
    """Print the median against feedparser; return whether it is fine."""
    feed, median = _feed(), statistics.median(times)
    parse = _usual(lambda: feedparser.parse(feed))
    share = median / parse
    within = share <= SHARE_OF_FEEDPARSER or not IS_COMPILED
    print(  # noqa: T201
        f"{of}median for one article {1000 * median:.1f} ms; feedparser on {len(feed) / 1000:.0f} KB with 26 items "
        f"{1000 * parse:.1f} ms: {share:.2f} of it{'' if within else f'  MORE THAN {SHARE_OF_FEEDPARSER}'}"
    )
    return within


def _feed() -> bytes:
    """Return an RSS feed of 26 items in about 50 KB, with summaries in HTML as outlets send them."""
    items = []
    for number in range(26):
        body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[number % 9 :][:8] + PARAGRAPHS[: max(0, number % 9 - 1)])
        items.append(
            f"<item><title>Odel and Brandt, report {number}</title><link>https://a.example/{number}</link>"
            f"<guid>https://a.example/{number}</guid><pubDate>Mon, 02 Mar 2026 12:{number:02}:00 GMT</pubDate>"
            f"<category>World</category><description>{escape(body[:1_500])}</description></item>"
        )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>A</title><link>https://a.example</link>'
    return f"{head}<description>News</description>{''.join(items)}</channel></rss>".encode()


def _hostile() -> dict[str, str]:
    """Return texts of 30 KB that are made to hurt."""
    places = " ".join(spelling for spelling, _ in spellings().values())
    cues = " ".join(
        phrase.replace("=", "").replace("*", "").replace(" .. ", " ")
        for _, phrases in load_lists("en").lists
        for phrase in phrases
    )
    made = {
        "no punctuation": "president odel said brandt may meet him in geneva or refuse the talks on friday and never ",
        "only place names": places + " ",
        "only cue words": cues + " ",
        "10,000 quotations": "“a”",
        "only parties": "Odel and Brandt and Hask, ",
        "only numbers and days": "14 March 2026, 40 prisoners on Thursday at 12.30, ",
        "only capitals": "Anna Berg Carl Dahl Envoy Minister ",
        "one word": "x",
    }
    # Numbered once in a sentence's length, for a sentence that stands there twice is read once.
    parts = {name: one * (600 // len(one) + 1) for name, one in made.items()}
    return {name: "".join(f"{part}{at}" for at in range(SIZE // len(part) + 1))[:SIZE] for name, part in parts.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
