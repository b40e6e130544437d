"""The pipeline: what a poll means, with a real database: news or backlog, edits, sightings, failures, restarts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.feeds.fetch import FailureKind
from bot.feeds.items import FeedItem, ParsedFeed, make_item
from bot.feeds.poll import Items, PollFailed, PollFailure, PollResult, Unchanged, Validators
from bot.feeds.schedule import LONGEST, LONGEST_WAIT, SHORTEST
from bot.monitor.decide import Decision
from bot.monitor.rules import Verdict
from bot.monitor.stories import Relation, StorySettings
from bot.pipeline import MAX_PAGES, TEASER, Pipeline, Taken, feed_update, outlet_of, story_settings
from bot.rulebooks import Rulebooks
from bot.store.chats import Chat
from bot.store.database import StoreUnavailable
from bot.store.feeds import Feed
from bot.store.polls import FeedUpdate
from bot.store.states import FeedState, Platform
from bot.store.store import Store
from tests.monitor.newsroom import (
    NOON,
    ORCHARD,
    ORCHARD_TITLE,
    RULEBOOK,
    STRIKE,
    STRIKE_AGAIN,
    STRIKE_AGAIN_TITLE,
    STRIKE_TITLE,
    rang,
    read_book,
)

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
GENEVA = "Arvania and Belmark agreed to hold their talks in Geneva next week."
OSLO = "Arvania proposed to hold talks with Belmark in Oslo."
QUELL = "Dockers in far-off Quell ended their strike; sailors danced on the pier until the lamps went out at dawn."


def item(key: str, title: str, text: str = "", *, at: datetime | None = NOON, url: str | None = None) -> FeedItem:
    """Return an item of a feed; its address is made from its key unless given."""
    made = make_item(
        guid=key, title=title, text=text, url=f"https://post.example/{key}" if url is None else url, published=at,
        language="en",
    )  # fmt: skip
    assert made is not None
    return made


class Desk:
    """A pipeline over a real store, some feeds, and a clock that goes on an hour with every poll."""

    def __init__(self, path: Path, book: str = RULEBOOK) -> None:
        self.path = path
        self.store = Store.open(path)
        self.pipeline = Pipeline(self.store)
        self.now = NOON - HOUR
        self.books = Rulebooks(books=(read_book(book),))
        self.pipeline.use(self.books)
        self.pipeline.restore(self.now)

    def restart(self) -> None:
        """Leave everything behind but the database, and begin again."""
        self.store.close()
        self.store = Store.open(self.path)
        self.pipeline = Pipeline(self.store)
        self.pipeline.use(self.books)
        self.pipeline.restore(self.now)

    def chat(self, address: int) -> Chat:
        """Return a chat."""
        return self.store.chats.ensure(
            platform=Platform.TELEGRAM, address=address, kind="private", title=f"chat {address}", now=self.now
        )

    def watch(self, address: int, query: str) -> Chat:
        """Return a chat that watches something."""
        chat = self.chat(address)
        self.store.chats.add_watch(chat.id, query, "en", self.now)
        self.pipeline.reload_watches()
        return chat

    def feed(self, name: str = "post", *, chat: Chat | None = None, polled: bool = True) -> int:
        """Return the number of a feed, a chat's own one when a chat is given, that was polled when it was empty."""
        owner = chat or self.chat(1)
        feed = self.store.feeds.add(
            f"https://{name}.example/feed", "", chat_id=owner.id, shared=chat is None, now=self.now
        )
        if polled:
            self.poll(feed.id)
        return feed.id

    def poll(self, feed_id: int, *items: FeedItem, pages: Mapping[str, str] | None = None) -> Taken:
        """Take what a feed shows now, and let an hour go by."""
        feed = self.store.feeds.get(feed_id)
        update = FeedUpdate(feed_id=feed.id, polled_at=self.now, ok=True, next_poll_at=self.now + HOUR)
        taken = self.pipeline.take(feed, items, pages or {}, update, now=self.now)
        self.now += HOUR
        return taken


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk in a folder of its own."""
    one = Desk(tmp_path / "tocsin.db")
    yield one
    one.store.close()


def rings(taken: Taken) -> list[str]:
    """Return the rules that rang at a poll."""
    return [rule for decision in taken.decisions for rule in rang(decision)]


def relations(taken: Taken) -> list[Relation]:
    """Return how the decided articles stood to what was known."""
    return [decision.judgement.relation for decision in taken.decisions]


# News or backlog.


def test_the_first_poll_is_backlog(desk: Desk) -> None:
    """What was published before the feed was added, or says not when, is silent; what came after it rings."""
    feed = desk.feed(polled=False)
    desk.now += 2 * HOUR
    taken = desk.poll(
        feed,
        item("new", QUELL, at=NOON + HOUR / 2),
        item("old", STRIKE_TITLE, STRIKE, at=NOON - 2 * HOUR),
        item("undated", "A port court opens in Lind", "Judges of the port sit in the old customs house.", at=None),
    )
    assert {decision.article.title: decision.article.backlog for decision in taken.decisions} == {
        STRIKE_TITLE: True, QUELL: False, "A port court opens in Lind": True,
    }  # fmt: skip
    assert rings(taken) == ["strike"]
    assert taken.alerts == (1,)
    assert desk.store.alerts.get(1).alert.headline == QUELL


def test_backlog_is_known_afterwards(desk: Desk) -> None:
    """A copy of what was there before is no news either."""
    feed = desk.feed(polled=False)
    desk.poll(feed, item("old", STRIKE_TITLE, STRIKE, at=NOON - DAY))
    copy = desk.poll(desk.feed("wire"), item("w1", STRIKE_TITLE, STRIKE, url="https://wire.example/1"))
    assert relations(copy) == [Relation.COPY]
    assert rings(copy) == []


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("first", ["post", "wire"])
def test_backlog_of_one_feed_is_news_to_another(desk: Desk, private: bool, first: str) -> None:
    """Whoever adds a second feed of an outlet silences nothing that feeds watched before have yet to show."""
    desk.watch(5, "dockers")
    feeds = {name: desk.feed(name) for name in ("post", "wire")}
    shown = {
        "post": item("a", STRIKE_TITLE, STRIKE, at=desk.now - HOUR / 2),
        "wire": item("w", STRIKE_TITLE, STRIKE, url="https://wire.example/w", at=desk.now),
    }
    second = desk.feed("second", chat=desk.watch(6, "port") if private else None, polled=False)
    assert rings(desk.poll(second, shown["post"])) == []
    desk.restart()
    told = desk.poll(feeds[first], shown.pop(first))
    assert rings(told) == ["strike", "port", "watch/1", *["watch/2"][: int(private)]]
    assert {alert.source for alert in told.decisions[0].alerts} == {f"{first}.example"}
    desk.restart()
    assert [rings(desk.poll(feeds[name], one)) for name, one in shown.items()] == [[]]
    assert [rings(desk.poll(feed, item("x", STRIKE_TITLE, STRIKE))) for feed in feeds.values()] == [[], []]


def test_what_is_older_than_a_feed_is_no_news_of_it(desk: Desk) -> None:
    """Backlog that slides into another feed, which was added later than it was published, stays what it was."""
    front = desk.feed("front", polled=False)
    desk.poll(front, item("a", STRIKE_TITLE, STRIKE, at=NOON - 2 * HOUR))
    assert rings(desk.poll(desk.feed(), item("a", STRIKE_TITLE, STRIKE, at=NOON - 2 * HOUR))) == []


def test_news_of_a_private_feed_is_news_to_its_chat_alone(desk: Desk) -> None:
    """What everybody has as backlog rings where a chat's own feed was watched before, and elsewhere with a shared one.

    The other way round, too: what one chat had as news is backlog to those whose feed was added later.
    """
    five = desk.watch(5, "dockers")
    own, shared = desk.feed("own", chat=five), desk.feed("shared")
    strike = item("a", STRIKE_TITLE, STRIKE, at=desk.now - HOUR / 2)
    assert rings(desk.poll(desk.feed("late", polled=False), strike)) == []
    assert rings(desk.poll(own, strike)) == ["watch/1"]
    desk.restart()
    assert rings(desk.poll(shared, strike)) == ["strike", "port"]
    assert not desk.store.articles.get("1").article.backlog
    quell = item("q", QUELL, at=desk.now - HOUR / 2)
    assert rings(desk.poll(own, quell)) == ["watch/1"]
    assert rings(desk.poll(desk.feed("later", polled=False), quell)) == []
    desk.restart()
    assert rings(desk.poll(shared, quell)) == ["strike"]


def test_a_feed_that_is_added_again_does_not_ring_the_past(desk: Desk) -> None:
    """What it shows then is backlog, whether it was known or was published while nobody watched."""
    feed, one = desk.feed(), desk.chat(1)
    known = item("a", ORCHARD_TITLE, ORCHARD)
    desk.poll(feed, known)
    desk.store.feeds.remove(feed, one.id)
    desk.now += 2 * HOUR
    assert desk.feed(polled=False) == feed
    assert rings(desk.poll(feed, known, item("b", STRIKE_TITLE, STRIKE, at=desk.now - HOUR))) == []


def test_a_failed_first_poll_does_not_end_the_backlog(desk: Desk) -> None:
    """What the first poll that works brings is backlog, however late it works."""
    feed = desk.feed(polled=False)
    broken = FeedUpdate(feed_id=feed, polled_at=desk.now, ok=False, next_poll_at=desk.now, failures=1, error="no")
    desk.pipeline.take(desk.store.feeds.get(feed), (), {}, broken, now=desk.now)
    assert rings(desk.poll(feed, item("old", STRIKE_TITLE, STRIKE, at=NOON - DAY))) == []


def test_a_new_item_rings_and_an_unchanged_one_is_not_decided_again(desk: Desk) -> None:
    """A key with the content that it had costs a look into the database and nothing else."""
    feed = desk.feed()
    strike = item("a", STRIKE_TITLE, STRIKE)
    assert rings(desk.poll(feed, strike)) == ["strike", "port"]
    again = desk.poll(feed, strike)
    assert (again.decisions, again.new, again.edited, again.sightings) == ((), 0, 0, 0)


def test_an_undated_item_of_a_known_feed_is_news(desk: Desk) -> None:
    """Many feeds give no dates; what appears in them after the first poll has just been published."""
    feed = desk.feed()
    taken = desk.poll(feed, item("a", STRIKE_TITLE, STRIKE, at=None))
    assert rings(taken) == ["strike", "port"]
    assert taken.decisions[0].article.published == desk.now - HOUR


def test_items_are_decided_in_the_order_in_which_they_were_published(desk: Desk) -> None:
    """Feeds show the newest first; the oldest makes the story."""
    feed = desk.feed()
    taken = desk.poll(
        feed,
        item("b", STRIKE_AGAIN_TITLE, STRIKE_AGAIN, at=NOON - HOUR / 4),
        item("a", STRIKE_TITLE, STRIKE, at=NOON - HOUR / 2),
    )
    assert [decision.article.title for decision in taken.decisions] == [STRIKE_TITLE, STRIKE_AGAIN_TITLE]
    assert relations(taken) == [Relation.NEW, Relation.REPORT]


def test_an_old_entry_that_slides_in_is_no_news(desk: Desk) -> None:
    """An entry was deleted and an older one takes its place: older than all that the feed showed, it is backlog."""
    feed = desk.feed()
    shown = [item(f"k{at}", f"Nothing number {at} happened", ORCHARD[at:], at=NOON - at * HOUR) for at in range(3)]
    desk.poll(feed, *shown)
    slid = desk.poll(feed, *shown[1:], item("k9", STRIKE_TITLE, STRIKE, at=NOON - 30 * HOUR))
    assert slid.decisions[0].article.backlog
    assert rings(slid) == []
    late = desk.poll(feed, *shown[1:], item("late", QUELL, at=NOON - HOUR / 2))
    assert rings(late) == ["strike"]


def test_what_is_older_than_the_memory_is_no_news(desk: Desk) -> None:
    """A feed that brings back last month's entries under new keys rings nothing."""
    feed = desk.feed()
    assert rings(desk.poll(feed, item("x", STRIKE_TITLE, STRIKE, at=NOON - 30 * DAY))) == []


# Edits and sightings.


def test_an_edited_item_is_a_revision(desk: Desk) -> None:
    """It keeps its number and its time, and does not ring again; what is new in it does."""
    feed = desk.feed()
    desk.poll(feed, item("a", STRIKE_TITLE, STRIKE, at=NOON - HOUR / 2))
    edited = desk.poll(feed, item("a", "Dockers strike at the port of Marlow", STRIKE, at=NOON + HOUR / 2))
    assert (edited.new, edited.edited, relations(edited), rings(edited)) == (0, 1, [Relation.REVISION], [])
    stored = desk.store.articles.get("1")
    assert (stored.revision, stored.article.title) == (2, "Dockers strike at the port of Marlow")
    assert stored.article.published == NOON - HOUR / 2
    assert rings(desk.poll(feed, item("a", STRIKE_TITLE, f"{STRIKE} The case goes to court."))) == ["court"]


def test_an_edit_rings_a_younger_rule_only_by_what_is_new_in_it(desk: Desk) -> None:
    """A watch is for what comes from then on: words that stood there before are of the past, whatever else changes."""
    feed, wire = desk.feed(), desk.feed("wire")
    desk.poll(feed, item("a", STRIKE_TITLE, STRIKE))
    desk.watch(5, "dockers")
    desk.watch(6, "ferry")
    unchanged = replace(item("a", STRIKE_TITLE, STRIKE), content_hash="of another version of the program")
    assert rings(desk.poll(feed, unchanged)) == []
    told = desk.poll(feed, item("a", STRIKE_TITLE, f"{STRIKE} The mail was late."))
    (silent,) = [one for one in told.decisions[0].outcomes if one.rule == "watch/1"]
    assert (silent.verdict, silent.reason) == (
        Verdict.BACKLOG, "it was edited, and said so before the rule was there"
    )  # fmt: skip
    again = desk.poll(feed, item("a", STRIKE_TITLE, f"{STRIKE} The mail was late again."))
    assert (relations(again), rings(again)) == ([Relation.REVISION], [])
    desk.restart()
    assert rings(desk.poll(feed, item("a", STRIKE_TITLE, f"{STRIKE} No ferry sails."))) == ["watch/2"]
    copy = item("w", STRIKE_TITLE, STRIKE, url="https://wire.example/w", at=desk.now)
    assert rings(desk.poll(wire, copy)) == ["watch/1"]


def test_an_edit_of_backlog_stays_silent(desk: Desk) -> None:
    """A correction of an old article makes no news of it."""
    feed = desk.feed(polled=False)
    desk.poll(feed, item("a", STRIKE_TITLE, STRIKE, at=NOON - DAY))
    edited = desk.poll(feed, item("a", "Dockers strike at the port", STRIKE, at=NOON))
    assert (relations(edited), rings(edited)) == ([Relation.REVISION], [])


def test_an_edit_of_what_has_left_the_memory_is_only_noted(desk: Desk) -> None:
    """Weeks later it could not be told from news: its key takes the new content, and nothing is decided."""
    feed = desk.feed()
    desk.poll(feed, item("a", STRIKE_TITLE, STRIKE))
    desk.now += 20 * DAY
    desk.poll(feed, item("b", ORCHARD_TITLE, ORCHARD, at=desk.now))
    edit = item("a", "Dockers strike at the port", STRIKE)
    taken = desk.poll(feed, edit)
    assert (taken.decisions, taken.sightings) == ((), 1)
    assert desk.poll(feed, edit).sightings == 0


def test_the_same_address_in_two_feeds_is_one_article(desk: Desk) -> None:
    """The second feed is a sighting, whatever parameters its link carries; from then on it is known there as well."""
    post, front = desk.feed(), desk.feed("front")
    desk.poll(post, item("a", STRIKE_TITLE, STRIKE))
    linked = item("other-guid", STRIKE_TITLE, STRIKE, url="http://www.post.example/a?utm_source=front")
    seen = desk.poll(front, linked)
    assert (seen.decisions, seen.sightings) == ((), 1)
    assert desk.poll(front, linked).sightings == 0
    assert desk.store.articles.next_id() == 2


def test_the_same_address_twice_in_one_poll_is_one_article(desk: Desk) -> None:
    """Two keys, one link: the first is decided, the second a sighting, before anything is in the database."""
    taken = desk.poll(
        desk.feed(),
        item("a", STRIKE_TITLE, STRIKE, url="https://post.example/a"),
        item("b", STRIKE_TITLE, STRIKE, url="https://post.example/a#comments"),
    )
    assert (taken.new, taken.sightings, rings(taken)) == (1, 1, ["strike", "port"])


def test_items_that_share_no_more_than_a_page_are_two_articles(desk: Desk) -> None:
    """A feed links all of its items to its front page, or to one running page."""
    for url in ("https://post.example/", "https://post.example/live"):
        taken = desk.poll(
            desk.feed(f"post{len(url)}"),
            item("a", STRIKE_TITLE, STRIKE, url=url),
            item("b", ORCHARD_TITLE, ORCHARD, url=url),
        )
        assert (taken.new, taken.sightings) == (2, 0)


@pytest.mark.parametrize("days", [0, 20])
@pytest.mark.parametrize("footer", ["", "\n\nAnn Lee is our reporter at the docks. Write to her at any time of day."])
def test_an_id_that_a_feed_gives_again_names_another_article(desk: Desk, days: int, footer: str) -> None:
    """Another address, title and text are news under whatever id, soon or after the first has left the memory."""
    feed = desk.feed()
    first = item("1", ORCHARD_TITLE, ORCHARD[:150] + footer, url="https://post.example/1")
    desk.poll(feed, first)
    desk.now += days * DAY
    again = item("1", STRIKE_TITLE, STRIKE[:150] + footer, url="https://post.example/2", at=desk.now)
    taken = desk.poll(feed, again)
    assert (taken.new, relations(taken), rings(taken)) == (1, [Relation.NEW], ["strike", "port"])
    assert desk.poll(feed, again).decisions == ()
    if not days:
        assert [desk.poll(feed, one).sightings for one in (first, again)] == [1, 1]
    edited = desk.poll(feed, replace(again, text=f"More soon. {again.text}", content_hash="edited"))
    assert [one.judgement.of for one in edited.decisions] == ["2"]


def test_an_edit_that_moves_says_by_what_it_is_known(desk: Desk) -> None:
    """A new address with the title or the text that we have is an edit, and the reason names the id."""
    feed = desk.feed()
    desk.poll(feed, item("a", STRIKE_TITLE, STRIKE))
    moved = desk.poll(feed, item("a", "Port of Marlow closed", STRIKE, url="https://post.example/moved"))
    assert [one.judgement.reason for one in moved.decisions] == ["#1 again: same id, changed"]


def test_a_private_article_that_everybody_gets_is_decided_for_the_others(desk: Desk) -> None:
    """Chat 5 read it first, in a feed of its own; the shared feed brings it to chat 6 and to the topics, once."""
    five, six = desk.watch(5, "dockers"), desk.watch(6, "dockers")
    own, shared = desk.feed("own", chat=five), desk.feed("post")
    strike = item("a", STRIKE_TITLE, STRIKE)
    assert rings(desk.poll(own, strike)) == ["watch/1"]
    seen = desk.poll(shared, strike)
    assert rings(seen) == ["strike", "port", "watch/2"]
    assert [alert.chat for alert in seen.decisions[0].alerts] == [None, None, six.id]
    assert (seen.new, seen.edited, seen.sightings) == (0, 0, 1)
    assert desk.store.articles.get("1").article.audience is None
    assert rings(desk.poll(own, replace(strike, content_hash="edited"))) == []


def test_an_article_of_two_private_feeds_is_seen_by_both_chats(desk: Desk) -> None:
    """Its audience grows; each chat is rung once."""
    five, six = desk.watch(5, "dockers"), desk.watch(6, "dockers")
    strike = item("a", STRIKE_TITLE, STRIKE)
    told = [desk.poll(desk.feed(f"own{chat.id}", chat=chat), strike) for chat in (five, six)]
    assert [rings(taken) for taken in told] == [["watch/1"], ["watch/2"]]
    assert desk.store.articles.get("1").article.audience == frozenset({five.id, six.id})


def test_a_shared_article_in_a_private_feed_is_a_sighting(desk: Desk) -> None:
    """Everybody could see it already."""
    five = desk.watch(5, "dockers")
    strike = item("a", STRIKE_TITLE, STRIKE)
    assert rings(desk.poll(desk.feed(), strike)) == ["strike", "port", "watch/1"]
    assert desk.poll(desk.feed("own", chat=five), strike).sightings == 1


def test_a_private_feed_edits_nothing_that_everybody_reads(desk: Desk) -> None:
    """It may show a shared article under its address with words of its own: they reach nobody else."""
    five = desk.watch(5, "ferry")
    shared, own = desk.feed(), desk.feed("own", chat=desk.chat(9))
    desk.poll(shared, item("a", STRIKE_TITLE, STRIKE))
    desk.poll(own, item("a", STRIKE_TITLE, STRIKE))
    edit = item("a", STRIKE_TITLE, f"{STRIKE} No ferry sails.")
    taken = desk.poll(own, edit)
    assert (taken.decisions, taken.sightings) == ((), 1)
    assert desk.store.articles.get("1").article.text == STRIKE
    (alert,) = [one for decision in desk.poll(shared, edit).decisions for one in decision.alerts]
    assert alert.chat == five.id


def test_an_unreadable_watch_stops_nobody(desk: Desk) -> None:
    """A query that an older version accepted is left out; the others ring."""
    desk.watch(5, '"unclosed')
    desk.watch(6, "dockers")
    assert "watch/2" in rings(desk.poll(desk.feed(), item("a", STRIKE_TITLE, STRIKE)))


# A commit that fails.


def state_of(desk: Desk) -> object:
    """Return what the store would make of the next article, and what it knows of the topic."""
    fresh = Pipeline(desk.store)
    fresh.use(desk.books)
    fresh.restore(desk.now)
    return len(fresh.memory.stories), fresh.states_of("talks"), fresh.memory.rung_at("gazette/strike", "1")


def memory_of(desk: Desk) -> object:
    """Return the same of the memory."""
    memory = desk.pipeline.memory
    return len(memory.stories), desk.pipeline.states_of("talks"), memory.rung_at("gazette/strike", "1")


def test_a_full_disk_loses_nothing(desk: Desk) -> None:
    """The poll fails as a whole, memory and store still agree, and once there is room the next poll brings it all."""
    feed = desk.feed()
    desk.poll(feed, item("a", ORCHARD_TITLE, ORCHARD))
    pages = _pragma(desk, "page_count")
    _pragma(desk, f"max_page_count = {pages}")
    news = [item("b", STRIKE_TITLE, STRIKE * 300), item("c", "Talks", OSLO)]
    with pytest.raises(StoreUnavailable):
        desk.poll(feed, *news)
    assert memory_of(desk) == state_of(desk)
    assert desk.store.articles.known(feed, ["b", "c"]) == {}
    _pragma(desk, "max_page_count = 1000000")
    assert set(rings(desk.poll(feed, *news))) >= {"strike", "port", "venue"}
    assert memory_of(desk) == state_of(desk)


def test_a_database_that_cannot_even_be_read_loses_nothing(desk: Desk) -> None:
    """A table has gone and comes back: what rang before does not ring again, what could not be saved rings."""
    feed = desk.feed()
    desk.poll(feed, item("a", STRIKE_TITLE, STRIKE))
    _sql(desk, "ALTER TABLE alerts RENAME TO gone")
    report, news = item("b", STRIKE_AGAIN_TITLE, STRIKE_AGAIN), item("c", "Talks", OSLO)
    with pytest.raises(StoreUnavailable):
        desk.poll(feed, report, news)
    _sql(desk, "ALTER TABLE gone RENAME TO alerts")
    assert set(rings(desk.poll(feed, report, news))) == {"court", "venue", "arvania"}
    assert memory_of(desk) == state_of(desk)


def _sql(desk: Desk, statement: str) -> None:
    with desk.store.database.write() as connection:
        connection.exec_driver_sql(statement)


def _pragma(desk: Desk, text: str) -> int:
    with desk.store.database.read() as connection:
        return int(connection.exec_driver_sql(f"PRAGMA {text}").scalar_one())


# Restarts.

WORDS = [
    (STRIKE_TITLE, STRIKE), ("Dockers at Marlow's port strike", STRIKE), (STRIKE_AGAIN_TITLE, STRIKE_AGAIN),
    (ORCHARD_TITLE, ORCHARD), ("Quell", QUELL), ("Talks", GENEVA), ("More talks", OSLO),
    ("Odel", "Arvania refuses to meet Belmark, President Odel said."),
    ("Early", "Arvania says it is too early for talks with Belmark."),
]  # fmt: skip
BURST = (
    "  - {id: many, kind: burst, topic: harbour, query: strike OR frost OR talks, stories: 2, sources: 2, within: 6d}\n"
)
POLLS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.lists(
            st.tuples(st.integers(0, 5), st.integers(0, len(WORDS) - 1)),
            min_size=1,
            max_size=3,
            unique_by=lambda shown: shown[0],
        ),
        st.booleans(),
        st.sampled_from([HOUR, 30 * HOUR, 100 * HOUR]),
    ),
    min_size=2,
    max_size=5,
)


def story(decision: Decision) -> tuple[object, ...]:
    """Return what of a decision must not depend on a restart."""
    judgement = decision.judgement
    return decision.article, judgement.relation, judgement.story, judgement.of, decision.states, decision.alerts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(POLLS)
def test_a_restart_changes_no_decision(
    tmp_path_factory: pytest.TempPathFactory,
    polls: Sequence[tuple[int, Sequence[tuple[int, int]], bool, timedelta]],
) -> None:
    """One program that is started again now and then, and one that never is, decide the same."""
    folder = tmp_path_factory.mktemp("restarts")
    one, other = Desk(folder / "one.db", RULEBOOK + BURST), Desk(folder / "other.db", RULEBOOK + BURST)
    try:
        for desk in (one, other):
            desk.watch(6, "cherries")
            chat = desk.watch(5, "dockers")
            for name in ("post", "wire"):
                desk.feed(name)
            desk.feed("own", chat=chat)
        for feed, shown, restart, pause in polls:
            items = [
                item(f"k{key}", *WORDS[words], at=one.now, url=f"https://out{key % 4}.example/{key}")
                for key, words in shown
            ]
            if restart:
                one.restart()
            taken = [desk.poll(feed + 1, *items) for desk in (one, other)]
            assert [story(decision) for decision in taken[0].decisions] == [
                story(decision) for decision in taken[1].decisions
            ]
            for desk in (one, other):
                desk.now += pause
    finally:
        one.store.close()
        other.store.close()


def test_a_burst_outlives_a_restart(tmp_path: Path) -> None:
    """Stories of the time, and those by which the usual is measured, count as if the program had never stopped."""
    desk = Desk(tmp_path / "tocsin.db", RULEBOOK + BURST)
    try:
        feed = desk.feed()
        desk.poll(feed, item("a", ORCHARD_TITLE, ORCHARD, at=desk.now))
        desk.now += 9 * DAY
        desk.poll(feed, item("b", STRIKE_TITLE, STRIKE, at=desk.now, url="https://wire.example/b"))
        before = desk.pipeline.memory.sightings("gazette/many")
        desk.restart()
        assert len(before) == 2
        assert desk.pipeline.memory.sightings("gazette/many") == before
        taken = desk.poll(feed, item("c", "Talks", GENEVA, at=desk.now))
        assert "many" in rings(taken)
        desk.restart()
        more = desk.poll(feed, item("d", "Frost", "Frost over the northern hills again.", at=desk.now))
        (found,) = [one for one in more.decisions[0].outcomes if one.rule == "gazette/many"]
        assert found.verdict is Verdict.RUNG_BEFORE
    finally:
        desk.store.close()


def test_a_private_feed_takes_nothing_from_a_burst(tmp_path: Path) -> None:
    """What a chat's own feed brings first counts for everybody once a shared feed shows it."""
    desk = Desk(tmp_path / "tocsin.db", RULEBOOK + BURST)
    try:
        own, shared, wire = desk.feed("own", chat=desk.chat(5)), desk.feed(), desk.feed("wire")
        desk.poll(wire, item("w", ORCHARD_TITLE, ORCHARD, url="https://wire.example/w", at=desk.now))
        strike = item("a", STRIKE_TITLE, STRIKE, at=desk.now)
        assert rings(desk.poll(own, strike)) == []
        assert "many" in rings(desk.poll(shared, strike))
    finally:
        desk.store.close()


def test_a_long_story_rings_once_a_week(desk: Desk) -> None:
    """What goes on for two weeks is two stories: neither tidying nor a restart makes a rule ring again within one."""
    feed = desk.feed()
    for day in range(0, 15, 3):
        if day == 12:
            desk.restart()
        desk.pipeline.forget()
        text = f"{STRIKE} Day {day}: nobody gives in." if day else STRIKE
        taken = desk.poll(feed, item(f"d{day}", f"{STRIKE_TITLE}, day {day}", text, at=desk.now))
        assert taken.decisions[0].judgement.story == ("1" if day < 9 else "4")
        assert ("strike" in rings(taken)) == (day in (0, 9))
        desk.now += 3 * DAY - HOUR


# Pages.


def test_only_teasers_that_could_matter_want_their_page(desk: Desk) -> None:
    """New or edited, short, with an address, and with a word that a rule looks for."""
    feed = desk.feed()
    known, edited = item("known", "Strike over"), item("edited", "Strike goes on")
    desk.poll(feed, known, item("edited", "Strike begins"))
    wanted = item("wanted", "A word on the port")
    shown = [
        known, edited, wanted, item("party", "Odel travels", "Arvania waits."), item("dull", ORCHARD_TITLE),
        item("full", "Strike", STRIKE * 2), item("nowhere", "Strike talk", url=""),
    ]  # fmt: skip
    found = desk.pipeline.wanted_pages(desk.store.feeds.get(feed), shown)
    assert [one.key for one in found] == ["edited", "wanted", "party"]
    assert len(STRIKE * 2) >= TEASER


def test_a_poll_fetches_few_pages(desk: Desk) -> None:
    """However many teasers a feed shows at once."""
    shown = [item(str(number), f"Strike number {number}") for number in range(40)]
    assert len(desk.pipeline.wanted_pages(desk.store.feeds.get(desk.feed()), shown)) == MAX_PAGES


def test_the_longer_text_of_item_and_page_decides(desk: Desk) -> None:
    """A page that has more to say is the article; one with less is not."""
    feed = desk.feed()
    taken = desk.poll(
        feed,
        item("b", ORCHARD_TITLE, ORCHARD),
        item("a", "A word on the port", "It is short."),
        pages={"a": STRIKE_AGAIN, "b": "Cookies?"},
    )
    assert [decision.article.text for decision in taken.decisions] == [STRIKE_AGAIN, ORCHARD]
    assert "court" in rings(taken)


# What a poll means for its feed.


def parsed(*items: FeedItem, ttl: int | None = None) -> ParsedFeed:
    """Return a feed as it was parsed."""
    return ParsedFeed(title="The Post", link="", ttl=ttl, language="en", items=items)


VALIDATORS = Validators(etag='"2"', last_modified="yesterday", body_hash="hash")


def test_a_good_poll_keeps_the_validators(desk: Desk) -> None:
    """They, the title and the new address are saved; failures end."""
    feed = replace(desk.store.feeds.get(desk.feed()), failures=3)
    result = Items(feed=parsed(), validators=VALIDATORS, new_url="https://post.example/new")
    update = desk.pipeline.feed_update(feed, result, desk.now)
    assert (update.ok, update.failures, update.error, update.state) == (True, 0, None, FeedState.ACTIVE)
    assert (update.etag, update.last_modified, update.body_hash) == ('"2"', "yesterday", "hash")
    assert (update.title, update.new_url) == ("The Post", "https://post.example/new")
    unchanged = desk.pipeline.feed_update(feed, Unchanged(validators=VALIDATORS), desk.now)
    assert (unchanged.ok, unchanged.etag, unchanged.body_hash) == (True, '"2"', "hash")


def failed(kind: FailureKind | PollFailure, **values: int) -> PollResult:
    """Return a poll that failed."""
    return PollFailed(kind=kind, message="It is of no use.", **values)


def test_failures_double_the_wait(desk: Desk) -> None:
    """Each one longer than the one before, up to a day; the validators stay."""
    feed = replace(desk.store.feeds.get(desk.feed()), interval=HOUR / 4, etag='"1"')
    waits = []
    for failures in range(12):
        update = desk.pipeline.feed_update(replace(feed, failures=failures), failed(FailureKind.TIMEOUT), desk.now)
        assert (update.ok, update.failures, update.error) == (False, failures + 1, "It is of no use.")
        waits.append(update.next_poll_at - desk.now)
    assert waits[:3] == [waits[0], waits[0] * 2, waits[0] * 4]
    assert waits[-1] == waits[-2] <= LONGEST_WAIT * 1.1
    desk.pipeline.take(feed, (), {}, update, now=desk.now)
    stored = desk.store.feeds.get(feed.id)
    assert (stored.failures, stored.last_error, stored.last_ok_at) == (12, "It is of no use.", NOON - HOUR)


def test_a_server_that_names_a_time_is_obeyed(desk: Desk) -> None:
    """Retry-After, up to a day."""
    feed = desk.store.feeds.get(desk.feed())
    update = desk.pipeline.feed_update(feed, failed(FailureKind.THROTTLED, retry_after=7200), desk.now)
    assert update.next_poll_at - desk.now == timedelta(hours=2)


def test_a_feed_that_is_gone_is_polled_no_more(desk: Desk) -> None:
    """410 ends it; nothing is due."""
    feed = desk.store.feeds.get(desk.feed())
    update = desk.pipeline.feed_update(feed, failed(FailureKind.GONE, status=410), desk.now)
    desk.pipeline.take(feed, (), {}, update, now=desk.now)
    assert desk.store.feeds.get(feed.id).state is FeedState.GONE
    assert desk.store.feeds.due(desk.now + 99 * DAY, 10) == []


def test_a_feed_is_polled_as_often_as_it_publishes_and_less_when_it_falls_silent(desk: Desk) -> None:
    """Every four hours an item: polled every two; silent for weeks: every six. Its stored articles tell the habit."""
    feed_id = desk.feed()
    items = [item(f"k{at}", f"Nothing number {at}", ORCHARD[at:], at=NOON - at * 4 * HOUR) for at in range(9)]
    feed = desk.store.feeds.get(feed_id)
    busy = desk.pipeline.feed_update(feed, Items(feed=parsed(*items), validators=VALIDATORS), NOON)
    assert busy.interval == 2 * HOUR
    desk.poll(feed_id, *items)
    silent = desk.pipeline.feed_update(feed, Unchanged(validators=VALIDATORS), NOON + 20 * HOUR)
    assert silent.interval == 5 * HOUR
    dead = desk.pipeline.feed_update(feed, Unchanged(validators=VALIDATORS), NOON + 99 * DAY)
    assert dead.interval == LONGEST


def test_the_rulebooks_interval_wins(desk: Desk) -> None:
    """Exactly as often as it says, whatever the habit; the server's wish counts without one."""
    feed = desk.store.feeds.get(desk.feed())
    asked = feed_update(replace(feed, every=7 * SHORTEST), Unchanged(validators=VALIDATORS), (), NOON)
    assert (asked.interval, asked.next_poll_at) == (7 * SHORTEST, NOON + 7 * SHORTEST)
    wished = feed_update(feed, Items(feed=parsed(ttl=40), validators=VALIDATORS), (), NOON)
    assert wished.interval == timedelta(minutes=40)


@pytest.mark.parametrize(
    ("url", "title", "feed_url", "outlet"),
    [
        ("https://www.post.example/a", "The Post", "https://feeds.example/post", "post.example"),
        ("", "The Post", "https://feeds.example/post", "The Post"),
        ("", "", "https://feeds.example/post", "feeds.example"),
        ("http://127.0.0.1:8080/a", "The Post", "https://feeds.example/post", "The Post"),
        ("http://127.0.0.1/a", "", "http://me:pw@127.0.0.1/feed?key=hush", "127.0.0.1"),
        ("", "", "http://intranet:8080/hush?key=hush", "intranet"),
    ],
)
def test_who_published_an_item(desk: Desk, url: str, title: str, feed_url: str, outlet: str) -> None:
    """The site that the item links to, else the feed's title, else its own host and no more of its address."""
    feed: Feed = replace(desk.store.feeds.get(desk.feed()), title=title, url=feed_url)
    assert outlet_of(feed, url) == outlet


def test_an_aggregators_items_are_their_outlets(desk: Desk) -> None:
    """Where a feed leads to its own site, the source that it names published the item; elsewhere the link tells."""
    feed: Feed = replace(desk.store.feeds.get(desk.feed()), url="https://news.aggregator.example/rss?q=quake")
    source = "https://www.hullmail.example/rss"
    assert outlet_of(feed, "https://news.aggregator.example/articles/1", source) == "hullmail.example"
    assert outlet_of(feed, "https://news.aggregator.example/articles/1", "") == "news.aggregator.example"
    assert outlet_of(feed, "https://post.example/1", "https://feeds.example/post") == "post.example"


def test_reports_through_an_aggregator_count_as_several_outlets(desk: Desk) -> None:
    """What two outlets tell there is told by two."""
    feed = desk.feed("aggregator")
    for key, title in (("a", STRIKE_TITLE), ("b", STRIKE_AGAIN_TITLE)):
        told = item(key, title, url=f"https://aggregator.example/{key}")
        desk.poll(feed, replace(told, source=f"https://{key}.example/"))
    assert desk.store.articles.outlets("1") == ["a.example", "b.example"]
    story = desk.pipeline.memory.stories.story("1")
    assert story
    assert story.independent_sources == 2


def test_the_first_poll_names_the_outlet(desk: Desk) -> None:
    """A feed without a site to be named by has no title before its first poll; the one that it brings counts."""
    feed = desk.store.feeds.add("http://intranet/feed?key=hush", "", chat_id=desk.chat(1).id, shared=True, now=NOON)
    update = FeedUpdate(feed_id=feed.id, polled_at=NOON, ok=True, next_poll_at=NOON + HOUR, title="The Post")
    taken = desk.pipeline.take(feed, [item("a", STRIKE_TITLE, STRIKE, url="")], {}, update, now=NOON)
    assert [decision.article.source for decision in taken.decisions] == ["The Post"]


def test_rulebooks_widen_the_windows() -> None:
    """A rulebook's window holds; the report window is never the shorter one."""
    usual = StorySettings()
    assert story_settings(Rulebooks()) == usual
    wide = Rulebooks(books=(read_book(f"{RULEBOOK}stories: {{window: 10d}}\n"),))
    assert (story_settings(wide).window, story_settings(wide).report_window) == (10 * DAY, 10 * DAY)


def test_the_thresholds_of_stories_are_those_of_the_rulebook() -> None:
    """Percent in the rulebook; what it does not name is as measured. 0 is a threshold too."""
    text = f"{RULEBOOK}stories: {{copy_lead: 40, copy_title: 90, copy_title_lead: 5, report: 0, report_text: 61.5}}\n"
    found = story_settings(Rulebooks(books=(read_book(text),)))
    assert (found.copy_lead, found.copy_title, found.copy_title_lead) == (0.4, 90.0, 0.05)
    assert (found.report, found.report_text, found.window) == (0.0, 0.615, StorySettings().window)


def test_spellings_come_from_the_parties_of_the_topics() -> None:
    """What a rulebook lists as aliases of one party, spelled alike, is one name to the stories."""
    book = read_book(RULEBOOK.replace("aliases: [President Odel]", "aliases: [Odel, Odell, Brandt]"))
    assert story_settings(Rulebooks(books=(book,))).spellings == (("odell", "odel"),)


def test_more_than_can_be_decided_at_once_is_decided_in_turns(desk: Desk) -> None:
    """Each turn saves the oldest; until the last one the feed counts as not read, so that nothing is taken for news."""
    feed_id = desk.feed(polled=False)
    old = [item(f"old{day}", f"In Quell, day {day}", f"{QUELL} Day {day}.", at=NOON - day * DAY) for day in range(2, 5)]
    news = item("new", STRIKE_TITLE, STRIKE, at=NOON + HOUR)
    desk.now = NOON + 2 * HOUR
    before = desk.store.feeds.get(feed_id)
    update = FeedUpdate(
        feed_id=feed_id, polled_at=desk.now, ok=True, next_poll_at=desk.now + HOUR, etag='"1"', body_hash="hash"
    )
    left, alerts, decided = [], [], list[str]()
    for _ in range(4):
        taken = desk.pipeline.take(before, [news, *old], {}, update, now=desk.now, patience=0)
        left.append(taken.left)
        alerts.append(len(taken.alerts))
        decided += [decision.article.title for decision in taken.decisions]
        feed = desk.store.feeds.get(feed_id)
        assert (feed.last_ok_at, feed.etag, feed.body_hash) == (
            (None, None, None) if taken.left else (desk.now, '"1"', "hash")
        )
        if taken.left == 2:
            desk.restart()
    assert left == [3, 2, 1, 0]
    assert decided == [one.title for one in (*reversed(old), news)]
    assert [count > 0 for count in alerts] == [False, False, False, True]


def test_a_feed_that_was_read_before_forgets_its_validators_between_turns(desk: Desk) -> None:
    """A crash between two turns loses nothing: the next poll reads the feed whole, and finds the rest."""
    feed_id = desk.feed()
    update = FeedUpdate(
        feed_id=feed_id, polled_at=desk.now, ok=True, next_poll_at=desk.now + HOUR, etag='"1"', body_hash="hash"
    )
    first_read = desk.store.feeds.get(feed_id).last_ok_at
    shown = [item(str(number), f"News {number}", f"Text {number}") for number in range(3)]
    assert desk.pipeline.take(desk.store.feeds.get(feed_id), shown, {}, update, now=desk.now, patience=0).left == 2
    feed = desk.store.feeds.get(feed_id)
    assert (feed.etag, feed.body_hash, feed.last_ok_at) == (None, None, first_read)
    desk.restart()
    assert desk.pipeline.take(feed, shown, {}, update, now=desk.now).new == 2
    assert desk.store.feeds.get(feed_id).body_hash == "hash"
