"""Streams of real articles for properties of the whole `decide`: what they say, when, where, and what rang.

Each article says one thing about the talks of the gazette's rulebook and goes on with invented words of its own, so
that no two are copies of each other; a copy has the very text of another one.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from bot.monitor.articles import Article
from bot.monitor.decide import Decision
from bot.monitor.facts.places import find_country, is_within
from tests.monitor.newsroom import RULEBOOK, Newsroom, article

SAID = (
    "Arvania refuses to meet Belmark.",
    "Arvania refuses to meet Belmark, President Odel said.",
    "Arvania is open to talks with Belmark.",
    "President Odel said that Arvania is open to talks with Belmark.",
    "Arvania says it is too early for talks with Belmark.",
    "Belmark is open to talks with Arvania, Chancellor Brandt said.",
    "Belmark proposed a meeting with Arvania.",
    "Arvania refuses to meet Belmark, Chancellor Brandt said.",
    "Last year Arvania had refused to meet Belmark.",
    "Last week, Arvania refused to meet Belmark.",
    "President Odel declined to comment on talks with Belmark.",
    "Arvania proposed to hold talks with Belmark in Turkey.",
    "Arvania proposed to hold talks with Belmark in Istanbul.",
    "Arvania and Belmark agreed to hold their talks in Istanbul next week.",
    "Arvania proposed to hold talks with Belmark in Ankara.",
    "Arvania proposed to hold talks with Belmark in Oslo.",
    "Arvania and Belmark agreed to hold their talks in Geneva next week.",
    "The talks between Arvania and Belmark will not take place in Oslo.",
    "In March 2019 Arvania and Belmark held talks in Geneva.",
    "Arvania and Belmark agreed to hold their talks in Oslo next week.",
    "Arvania proposed to hold talks with Belmark in Oslo or in Geneva, President Odel said.",
    "Arvania confirmed that it will meet Belmark, President Odel said.",
)
BOOK = RULEBOOK.replace(
    "rules:\n",
    """rules:
  - {id: agreed, kind: new_value, topic: talks, statuses: [agreed], first: silent}
  - {id: open, kind: change, topic: talks}
  - {id: all, kind: new_value, topic: talks, statuses: [proposed, agreed, past, denied], lookback: 1d}
""",
    1,
).replace(", cooldown: 12h", "")  # a rule that rests after the first of two rings cannot be blind to their order
TWO_SOURCES = BOOK.replace(
    "topics:\n",
    """facts:
  stance: {confirm: {sources: 2, within: 3h}}
  venue: {confirm: {sources: 2, within: 1d, official: no}}
topics:
""",
    1,
)
BOOKS = {"one report": BOOK, "two sources": TWO_SOURCES}


@cache
def own_words(number: int) -> str:
    """Return a paragraph that only this article has."""
    draw = random.Random(number)  # noqa: S311 (the same in every run)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u")]
    words = ["".join(draw.choices(syllables, k=4)) for _ in range(60)]
    return f"{' '.join(words[:30]).capitalize()}. {' '.join(words[30:]).capitalize()}."


def saying(said: str, number: int, *, hours: float, source: int = 1) -> Article:
    """Return an article that says this, in words that no other article has."""
    text, title = f"{said} {own_words(number)}", own_words(-number)[:60]
    return article(number, text, title, hours=hours, source=f"outlet{source}.example")


def articles_of(told: Sequence[tuple[int, int, int, int]]) -> list[Article]:
    """Return articles from what each says (an index of `SAID`), its hour, minute and outlet, by their time."""
    ordered = enumerate(sorted(told, key=lambda one: one[1:3]), 1)
    return [
        saying(SAID[said], number, hours=hour + minute / 60, source=source)
        for number, (said, hour, minute, source) in ordered
    ]


streams: st.SearchStrategy[list[Article]] = st.lists(
    st.tuples(
        st.integers(0, len(SAID) - 1), st.sampled_from([0, 0, 0, 1, 2, 30]), st.sampled_from([0, 0, 20, 59]),
        st.integers(1, 3),
    ),
    min_size=2,
    max_size=8,
).map(articles_of)  # fmt: skip
"""Articles in the order of their publication; many in one hour, some in one minute."""


def copy_of(one: Article, number: int, *, hours: float) -> Article:
    """Return another outlet's print of an article, some hours later."""
    at = one.published + timedelta(hours=hours)
    name = f"copy{number}"
    return replace(one, id=name, url=f"https://{name}.example/", source=f"{name}.example", published=at)


def told(articles: Iterable[Article], book: str) -> list[Decision]:
    """Decide on articles one after the other."""
    return Newsroom(book=book).tell_all(articles)


def alerts_of(decisions: Iterable[Decision]) -> Counter[Any]:
    """Count what rang: for a stance by rule, party and label, for a venue by rule and country.

    Within a country, and in its order, the first city stands for it: "Turkey" then "Istanbul" is one venue. An alert
    about two parties at once counts for both.
    """
    return Counter(
        (alert.rule, party, country_of(alert.new or "") if party is None else alert.new)
        for decision in decisions
        for alert in decision.alerts
        for party in (alert.party, *(moved.party for moved in alert.joint))
    )


@cache
def country_of(place: str) -> str:
    """Return the country that a venue of these tests lies in, or the place itself."""
    known = ("Turkey", "Switzerland", "Norway")
    return next((name for name in known if find_country(name) and is_within(place, name)), place)


def by_hours(articles: Sequence[Article], order: Callable[[list[Article]], None]) -> list[Article]:
    """Return the articles with those of each hour in another order."""
    hours: dict[str, list[Article]] = {}
    for one in articles:
        hours.setdefault(f"{one.published:%Y-%m-%d %H}", []).append(one)
    for some in hours.values():
        order(some)
    return [one for some in hours.values() for one in some]
