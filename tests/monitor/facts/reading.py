"""What an article says, for the tests of this folder: a topic with well-known parties, and facts as short tuples."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from bot.monitor.articles import Article
from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind
from bot.monitor.facts.lists import WordLists, merge_lists
from bot.monitor.topics import Party, Topic, TrackedFact
from bot.rulebooks import load_lists

PARTIES = (
    Party(id="RU", name="Russia", country="Russia", aliases=("Putin", "Kremlin", "Peskov", "Lavrov", "Medinsky")),
    Party(id="UA", name="Ukraine", country="Ukraine", aliases=("Zelensky", "Zelenskyy", "Kiev", "Podolyak", "Yermak")),
    Party(
        id="US",
        name="United States",
        country="United States",
        aliases=("US", "U.S.", "Trump", "White House", "Witkoff"),
    ),
    Party(id="TR", name="Turkey", country="Turkey", aliases=("Türkiye", "Erdogan")),
    Party(id="FR", name="France", country="France", aliases=("Macron",)),
    Party(id="GB", name="United Kingdom", country="United Kingdom", aliases=("Starmer",)),
    Party(id="IR", name="Iran", country="Iran", aliases=("Araghchi",)),
    Party(id="KP", name="North Korea", country="North Korea", aliases=("Kim",)),
    Party(id="AZ", name="Azerbaijan", country="Azerbaijan", aliases=("Aliyev",)),
    Party(id="AM", name="Armenia", country="Armenia", aliases=("Pashinyan",)),
    Party(id="HAMAS", name="Hamas", aliases=("Hamas",)),
    Party(id="UNION", name="the union", aliases=("the guild", "Actors Guild")),
    Party(id="STUDIOS", name="the studios", aliases=("the studios",)),
)
WHEN = datetime(2025, 5, 12, 12, tzinfo=UTC)


@cache
def shipped_lists(language: str = "en") -> WordLists:
    """Return the word lists that come with Tocsin, without what was learnt: the rules alone decide."""
    return replace(load_lists(language), learnt=None)


def topic_with(lists: Mapping[str, object] | None = None, parties: tuple[Party, ...] = PARTIES) -> Topic:
    """Return a topic that tracks a venue and a stance, with the shipped lists and these changes to them."""
    return Topic(
        id="talks",
        title="The talks",
        lists=merge_lists(shipped_lists(), lists or {}),
        parties=parties,
        facts=(TrackedFact(name="venue", kind=FactKind.VENUE), TrackedFact(name="stance", kind=FactKind.STANCE)),
    )


def article(
    text: str, *, title: str = "", published: datetime = WHEN, ident: str = "1", source: str = "a.example"
) -> Article:
    """Return an article."""
    return Article(id=ident, title=title, text=text, published=published, source=source, language="en")


def facts_of(text: str, *, title: str = "", topic: Topic | None = None) -> tuple[Fact, ...]:
    """Return the facts of a text."""
    return extract_facts(article(text, title=title), topic or topic_with())


def venues(text: str, *, title: str = "", topic: Topic | None = None) -> set[tuple[str, str]]:
    """Return the venues of a text as (place, status)."""
    return {
        (fact.value, str(fact.status))
        for fact in facts_of(text, title=title, topic=topic)
        if fact.kind is FactKind.VENUE
    }


def stances(text: str, *, title: str = "", topic: Topic | None = None) -> set[tuple[str | None, str]]:
    """Return the stances of a text as (holder, label)."""
    return {
        (fact.party, str(fact.value))
        for fact in facts_of(text, title=title, topic=topic)
        if fact.kind is FactKind.STANCE
    }
