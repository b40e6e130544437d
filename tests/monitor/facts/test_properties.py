"""What must never depend on how the news comes: order within an hour, repeats, copies, restarts, late articles.

Every property runs the whole `decide` over real articles: their text is read, their story judged, their facts found.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from shutil import rmtree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.feeds.items import FeedItem, make_item
from bot.monitor.articles import Article
from bot.monitor.decide import Decision
from bot.monitor.stories import Relation
from bot.pipeline import Pipeline
from bot.rulebooks import Rulebooks
from bot.store.polls import FeedUpdate
from bot.store.states import Platform
from bot.store.store import Store
from tests.monitor.facts.streams import BOOKS, SAID, alerts_of, articles_of, by_hours, copy_of, saying, streams
from tests.monitor.newsroom import NOON, Newsroom, read_book

_SEARCH = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_QUICK = pytest.param(settings(_SEARCH, max_examples=40), id="quick")
_THOROUGH = pytest.param(settings(_SEARCH, max_examples=2_000), id="thorough", marks=pytest.mark.slow)
searches = pytest.mark.parametrize("search", [_QUICK, _THOROUGH])
books = pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
DAY = timedelta(days=1)
ORDERS = st.integers(0, 1_000)
COPIES = st.lists(st.tuples(st.integers(0, 7), st.floats(0, 40)), min_size=1, max_size=3)


def in_force(room: Newsroom) -> dict[tuple[str, str | None], str]:
    """Return the value in force of every fact."""
    return {(one.name, one.party): one.current.value for one in room.memory.states_of("talks") if one.current}


@books
@searches
def test_the_same_articles_twice_ring_once(book: str, search: settings) -> None:
    """A recording that is played again adds nothing, and leaves in force what was."""

    @search
    @given(streams)
    def holds(stream: list[Article]) -> None:
        room = Newsroom(book=book)
        first = room.tell_all(stream)
        before = in_force(room)
        assert any(decision.facts for decision in first)
        assert alerts_of(room.tell_all(stream)) == {}
        assert in_force(room) == before

    holds()


@books
@searches
def test_the_order_within_an_hour_changes_nothing(book: str, search: settings) -> None:
    """Feeds are polled one after the other: what was published in one hour may come in any order."""

    @search
    @example(articles_of([(12, 1, 0, 1), (15, 1, 0, 1), (17, 0, 0, 1)]), 1)
    @example(articles_of([(0, 0, 20, 3), (1, 0, 0, 3), (3, 0, 20, 1)]), 1)
    @example(articles_of([(0, 0, 20, 3), (0, 1, 0, 1), (0, 1, 0, 2), (1, 0, 0, 3), (3, 0, 20, 1)]), 1)
    @given(streams, ORDERS)
    def holds(stream: list[Article], order: int) -> None:
        shuffled = by_hours(stream, Random(order).shuffle)  # noqa: S311 (reproducible)
        one, other = Newsroom(book=book), Newsroom(book=book)
        assert alerts_of(one.tell_all(shuffled)) == alerts_of(other.tell_all(stream))
        assert in_force(one) == in_force(other)

    holds()


@books
@searches
def test_copies_add_and_remove_nothing(book: str, search: settings) -> None:
    """What other outlets print of it, now or a day later, is no news, no change back, and no further source."""

    @search
    @given(streams, COPIES)
    def holds(stream: list[Article], copies: Sequence[tuple[int, float]]) -> None:
        added = [copy_of(stream[of % len(stream)], number, hours=hours) for number, (of, hours) in enumerate(copies)]
        mixed = sorted([*stream, *added], key=lambda one: one.published)
        one, other = Newsroom(book=book), Newsroom(book=book)
        decisions = one.tell_all(mixed)
        relations = {told.judgement.relation for told in decisions if told.article.id.startswith("copy")}
        assert relations == {Relation.COPY}
        assert alerts_of(decisions) == alerts_of(other.tell_all(stream))
        assert in_force(one) == in_force(other)

    holds()


@books
@searches
def test_a_late_article_never_turns_back(book: str, search: settings) -> None:
    """An article from before everything changes nothing that is in force, nor does its copy; neither rings."""

    @search
    @given(streams, st.sampled_from(SAID), st.integers(1, 60), st.floats(0, 10))
    def holds(stream: list[Article], said: str, hours: int, later: float) -> None:
        room = Newsroom(book=book)
        room.tell_all(stream)
        before = in_force(room)
        late = saying(said, 99, hours=-hours)
        told = room.tell_all([late, copy_of(late, 1, hours=hours + later)])
        assert told[1].judgement.relation is Relation.COPY
        assert in_force(room).items() >= before.items()
        alerts = [alert for decision in told for alert in decision.alerts]
        assert not [alert for alert in alerts if ("stance", alert.party) in before]
        assert not [alert for alert in alerts if alert.new in ("Oslo", "Istanbul") and ("venue", None) in before]

    holds()


class Desk:
    """A pipeline over a real store with one feed that brings one article after the other."""

    def __init__(self, path: Path, book: str) -> None:
        self.path, self.books = path, Rulebooks(books=(read_book(book),))
        before = NOON - DAY
        self.start(before)
        chat = self.store.chats.ensure(platform=Platform.TELEGRAM, address=1, kind="private", title="", now=before)
        self.feed = self.store.feeds.add("https://post.example/feed", "", chat_id=chat.id, shared=True, now=before)
        self.poll(before)

    def start(self, now: datetime) -> None:
        """Begin with nothing but the database."""
        self.store = Store.open(self.path)
        self.pipeline = Pipeline(self.store)
        self.pipeline.use(self.books)
        self.pipeline.restore(now)

    def poll(self, now: datetime, *items: FeedItem) -> list[Decision]:
        """Take what the feed shows."""
        update = FeedUpdate(feed_id=self.feed.id, polled_at=now, ok=True, next_poll_at=now + DAY)
        return list(self.pipeline.take(self.store.feeds.get(self.feed.id), items, {}, update, now=now).decisions)

    def tell(self, one: Article, *, restart: bool) -> list[Decision]:
        """Take an article, from a new process when asked to."""
        if restart:
            self.store.close()
            self.start(one.published)
        item = make_item(
            guid=one.id, title=one.title, text=one.text, url=one.url, published=one.published, language="en"
        )
        return self.poll(one.published, item) if item else []


_RESTARTS = [
    pytest.param(settings(_SEARCH, max_examples=15), id="quick"),
    pytest.param(settings(_SEARCH, max_examples=400), id="thorough", marks=pytest.mark.slow),
]


@books
@pytest.mark.parametrize("search", _RESTARTS)
def test_a_restart_anywhere_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, book: str, search: settings
) -> None:
    """The states, pending values and claims come back from the store as they were."""

    @search
    @given(streams, st.lists(st.booleans(), min_size=8, max_size=8))
    def holds(stream: list[Article], restarts: list[bool]) -> None:
        folder = tmp_path_factory.mktemp("restarts")
        one, other = Desk(folder / "one.db", book), Desk(folder / "other.db", book)
        try:
            for article, restart in zip(stream, restarts, strict=False):
                restarted, steady = one.tell(article, restart=restart), other.tell(article, restart=False)
                assert [found.states for found in restarted] == [found.states for found in steady]
                assert alerts_of(restarted) == alerts_of(steady)
        finally:
            one.store.close()
            other.store.close()
            rmtree(folder)

    holds()
