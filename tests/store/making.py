"""Values for the tests of the store, as the monitor would make them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.monitor.alerts import Alert
from bot.monitor.articles import Article
from bot.monitor.decide import Decision
from bot.monitor.facts.fact import Fact, FactKind, Status
from bot.monitor.facts.state import FactState, Seen
from bot.monitor.rules import Outcome, RuleKind, Verdict
from bot.monitor.stories import Judgement, Relation
from bot.store.chats import Chat
from bot.store.feeds import Feed
from bot.store.polls import Decided, FeedUpdate, Sighting
from bot.store.states import Platform
from bot.store.store import Store

NOW = datetime(2026, 5, 12, 9, 30, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TOPIC = "harbour-talks"


def a_chat(store: Store, address: int = 7, *, thread: int | None = None, topic: str | None = TOPIC) -> Chat:
    """Return a Telegram chat, subscribed to the topic unless it is None."""
    chat = store.chats.ensure(
        platform=Platform.TELEGRAM, address=address, thread=thread, kind="private", title=f"chat {address}", now=NOW
    )
    if topic is not None:
        store.chats.subscribe(chat.id, topic, NOW)
    return chat


def a_feed(
    store: Store, url: str = "https://news.example/feed", *, shared: bool = True, chat: Chat | None = None
) -> Feed:
    """Return a feed that a chat added."""
    chat = chat or a_chat(store, 1, topic=None)
    return store.feeds.add(url, "News", chat_id=chat.id, shared=shared, now=NOW)


def an_article(number: int | str, **values: Any) -> Article:
    """Return an article with this number."""
    given: dict[str, Any] = {
        "title": f"Ministers meet in the harbour, day {number}", "text": "They spoke of fish.", "published": NOW,
        "url": f"https://news.example/{number}", "source": "news.example", "language": "en",
    }  # fmt: skip
    return Article(id=str(number), **(given | values))


def an_alert(article: Article, *, story: str | None = None, **values: Any) -> Alert:
    """Return an alert that the article raises for the topic."""
    given: dict[str, Any] = {
        "rule": "harbour/venue", "kind": RuleKind.NEW_VALUE, "title": "New venue", "topic": TOPIC,
        "topic_title": "Harbour talks", "chat": None, "new": "Oslo", "old": "Bergen", "old_since": NOW - 9 * MINUTE,
        "status": "proposed", "evidence": "The talks move to Oslo.", "matched": ("Oslo",), "reason": "new",
        "at": NOW,
    }  # fmt: skip
    return Alert(
        article=article.id, headline=article.title, url=article.url, source=article.source,
        published=article.published, story=story or article.id, **(given | values),
    )  # fmt: skip


def a_fact(**values: Any) -> Fact:
    """Return a venue."""
    given: dict[str, Any] = {
        "topic": TOPIC, "name": "venue", "kind": FactKind.VENUE, "value": "Oslo", "status": Status.PROPOSED,
        "evidence": "The talks move to Oslo.", "weight": 3.0, "reason": "preposition after a meeting word",
    }  # fmt: skip
    return Fact(**(given | values))


def a_state(value: str = "Oslo", *, party: str | None = None) -> FactState:
    """Return what a topic remembers of its venue."""
    seen = Seen(
        value=value, status="proposed", first=NOW, last=NOW, article="1", source="news.example", evidence="To Oslo."
    )
    return FactState(topic=TOPIC, name="venue", party=party, current=seen, seen=(seen,))


def an_item(
    article: Article, *, alerts: Iterable[Alert] = (), key: str | None = None, content_hash: str = "h1", **values: Any
) -> Decided:
    """Return an item with a decision; the article is the first of its story unless a judgement is given."""
    new = Judgement(relation=Relation.NEW, story=article.id, of=None, similarity=12.5, reason="nothing like it")
    outcome = Outcome(rule="harbour/venue", verdict=Verdict.RANG, reason="Oslo is new")
    given: dict[str, Any] = {"judgement": new, "outcomes": (outcome,), "alerts": tuple(alerts)}
    decision = Decision(article=article, **(given | values))
    return Decided(key=key or f"key {article.id}", content_hash=content_hash, decision=decision, fetched_at=NOW)


def an_update(feed: Feed, **values: Any) -> FeedUpdate:
    """Return a good poll of the feed."""
    given: dict[str, Any] = {"polled_at": NOW, "ok": True, "next_poll_at": NOW + 5 * MINUTE, "etag": '"e1"'}
    return FeedUpdate(feed_id=feed.id, **(given | values))


def poll(
    store: Store, feed: Feed, *items: Decided, sightings: Iterable[Sighting] = (), now: datetime = NOW
) -> tuple[int, ...]:
    """Commit a good poll with these items."""
    return store.commit_poll(an_update(feed), items, tuple(sightings), now=now)


def ring(store: Store, feed: Feed, count: int = 1, **values: Any) -> tuple[int, ...]:
    """Commit a poll with new articles that each raise one alert; return the alerts' numbers."""
    items = []
    for _ in range(count):
        article = an_article(store.articles.next_id())
        items.append(an_item(article, alerts=[an_alert(article, **values)]))
    return poll(store, feed, *items)
