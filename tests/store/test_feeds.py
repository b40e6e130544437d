"""Feeds: who wants them, when they are due, and how they move."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.store.feeds import FeedOrigin
from bot.store.states import FeedState
from bot.store.store import Store
from tests.store.making import MINUTE, NOW, a_chat, a_feed, an_article, an_item, an_update, poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A feed as a rulebook names it."""

    url: str
    name: str = ""
    every: timedelta | None = None
    language: str = ""


A, B, C = "https://a.example/feed", "https://b.example/feed", "https://c.example/feed"


def test_sync_adds_updates_and_removes(store: Store) -> None:
    """The rulebooks' feeds become exactly those that are named, with what is said about them."""
    first = store.feeds.sync([Spec(url=A, name="A"), Spec(url=B, every=MINUTE, language="de")], NOW)
    assert (len(first.added), first.removed) == (2, ())

    second = store.feeds.sync([Spec(url=B, name="Bee", every=2 * MINUTE, language="en"), Spec(url=C)], NOW)
    assert (len(second.added), len(second.removed)) == (1, 1)

    bee, cee = store.feeds.all()
    assert (bee.url, bee.title, bee.every, bee.language) == (B, "Bee", 2 * MINUTE, "en")
    assert (bee.origin, bee.shared, bee.audience) == (FeedOrigin.RULEBOOK, True, None)
    assert (cee.url, cee.state, cee.next_poll_at, cee.last_ok_at) == (C, FeedState.ACTIVE, NOW, None)
    assert store.feeds.find(A) is None
    assert store.feeds.sync([Spec(url=B), Spec(url=C), Spec(url=C)], NOW).added == ()


def test_sync_keeps_a_feed_that_a_chat_added(store: Store) -> None:
    """A feed that a rulebook drops stays for the chat that added it, and for nobody else."""
    chat = a_chat(store)
    store.feeds.sync([Spec(url=A, every=MINUTE)], NOW)
    assert store.feeds.add(A, "", chat_id=chat.id, shared=False, now=NOW).shared

    assert store.feeds.sync([], NOW).removed == ()
    (feed,) = store.feeds.all()
    assert (feed.origin, feed.audience, feed.every) == (FeedOrigin.CHAT, frozenset({chat.id}), None)


def test_add_is_idempotent_and_widens_the_audience(store: Store) -> None:
    """One address is one feed, whoever adds it and how often."""
    one, two = a_chat(store, 1), a_chat(store, 2)
    first = store.feeds.add(A, "News", chat_id=one.id, shared=False, now=NOW)
    again = store.feeds.add(A, "Other title", chat_id=one.id, shared=False, now=NOW + MINUTE)
    assert again == first
    assert (first.origin, first.audience) == (FeedOrigin.CHAT, frozenset({one.id}))

    both = store.feeds.add(A, "", chat_id=two.id, shared=False, now=NOW)
    assert (both.id, both.audience) == (first.id, frozenset({one.id, two.id}))

    owned = store.feeds.add(A, "", chat_id=two.id, shared=True, now=NOW)
    assert (owned.origin, owned.shared, owned.audience) == (FeedOrigin.OWNER, True, None)


def test_remove_ends_a_feed_that_nobody_wants(store: Store) -> None:
    """Only the chat that added a feed can remove it, and it ends with the last one."""
    one, two = a_chat(store, 1), a_chat(store, 2)
    feed = store.feeds.add(A, "", chat_id=one.id, shared=False, now=NOW)
    assert not store.feeds.remove(feed.id, two.id)
    store.feeds.add(A, "", chat_id=two.id, shared=False, now=NOW)
    assert store.feeds.remove(feed.id, one.id)
    assert not store.feeds.remove(feed.id, one.id)
    assert [one.id for one in store.feeds.all()] == [feed.id]
    assert store.feeds.remove(feed.id, two.id)
    assert store.feeds.all() == []
    assert store.feeds.get(feed.id).state is FeedState.REMOVED
    assert store.feeds.due(NOW, 10) == []


def test_feed_that_comes_back_starts_afresh_but_knows_its_items(store: Store) -> None:
    """Added again, a feed is due at once and its first poll is backlog; what was read before is still known."""
    chat = a_chat(store)
    feed = store.feeds.add(A, "News", chat_id=chat.id, shared=False, now=NOW)
    poll(store, feed, an_item(an_article(store.articles.next_id())))
    store.feeds.remove(feed.id, chat.id)

    later = NOW + timedelta(days=3)
    back = store.feeds.add(A, "", chat_id=chat.id, shared=False, now=later)

    assert (back.id, back.title, back.state) == (feed.id, "News", FeedState.ACTIVE)
    assert (back.added_at, back.next_poll_at, back.last_ok_at, back.etag) == (later, later, None, None)
    assert set(store.articles.known(feed.id, ["key 1", "key 2"])) == {"key 1"}


def test_due_gives_the_longest_overdue_first(store: Store) -> None:
    """Active feeds are due at their times, in the order of these; the next time is told."""
    assert store.feeds.next_due_at() is None
    feeds = [a_feed(store, url) for url in (A, B, C)]
    for feed, minutes in zip(feeds, (3, 1, 2), strict=True):
        store.commit_poll(an_update(feed, next_poll_at=NOW + minutes * MINUTE), [], now=NOW)

    assert store.feeds.next_due_at() == NOW + MINUTE
    assert store.feeds.due(NOW, 10) == []
    assert [feed.url for feed in store.feeds.due(NOW + 2 * MINUTE, 10)] == [B, C]
    assert [feed.url for feed in store.feeds.due(NOW + 9 * MINUTE, 2)] == [B, C]
    (b, *_) = store.feeds.due(NOW + 9 * MINUTE, 1)
    assert [feed.url for feed in store.feeds.due(NOW + 9 * MINUTE, 1, without={b.id})] == [C]


def test_visible_to_hides_what_other_chats_added(store: Store) -> None:
    """A chat sees shared feeds and its own."""
    one, two = a_chat(store, 1), a_chat(store, 2)
    store.feeds.sync([Spec(url=A)], NOW)
    store.feeds.add(B, "", chat_id=one.id, shared=False, now=NOW)
    store.feeds.add(C, "", chat_id=two.id, shared=True, now=NOW)
    assert [feed.url for feed in store.feeds.visible_to(one.id)] == [A, B, C]
    assert [feed.url for feed in store.feeds.visible_to(two.id)] == [A, C]


def test_poll_saves_how_it_went(store: Store) -> None:
    """Validators and times of a good poll are kept; a failed one keeps the validators and tells why."""
    feed = a_feed(store)
    good = an_update(feed, etag="e", last_modified="m", body_hash="b", interval=5 * MINUTE, title="Ignored: it has one")
    store.commit_poll(good, [], now=NOW)
    store.commit_poll(
        an_update(feed, ok=False, polled_at=NOW + MINUTE, failures=2, error="503", etag=None), [], now=NOW + MINUTE
    )

    now = store.feeds.get(feed.id)
    assert (now.etag, now.last_modified, now.body_hash, now.title) == ("e", "m", "b", "News")
    assert (now.last_ok_at, now.last_polled_at, now.failures, now.last_error) == (NOW, NOW + MINUTE, 2, "503")


def test_feed_without_title_takes_its_own(store: Store) -> None:
    """A feed that was added without a title is called what it calls itself."""
    feed = store.feeds.add(A, "", chat_id=a_chat(store).id, shared=True, now=NOW)
    store.commit_poll(an_update(feed, title="Harbour News"), [], now=NOW)
    assert store.feeds.get(feed.id).title == "Harbour News"


def test_header_with_broken_bytes_is_stored(store: Store) -> None:
    """An ETag or a guid with bytes that are no text does not stop the feed."""
    feed = a_feed(store)
    update = an_update(feed, etag='W/"\udcff"', error="bad\0byte")
    item = an_item(an_article(store.articles.next_id()), key="guid \udc80\0")
    store.commit_poll(update, [item], now=NOW)
    assert store.feeds.get(feed.id).etag == 'W/"?"'
    assert list(store.articles.known(feed.id, ["guid \udc80\0"])) == ["guid \udc80\0"]


def test_gone_feed_is_polled_no_more_until_a_person_adds_it(store: Store) -> None:
    """A 410 ends the polling; a rulebook does not restart it, a person does."""
    store.feeds.sync([Spec(url=A)], NOW)
    (feed,) = store.feeds.all()
    store.commit_poll(an_update(feed, state=FeedState.GONE), [], now=NOW)
    assert store.feeds.due(NOW + 99 * MINUTE, 10) == []
    assert store.feeds.sync([Spec(url=A)], NOW).added == ()
    assert store.feeds.get(feed.id).state is FeedState.GONE

    store.feeds.add(A, "", chat_id=a_chat(store).id, shared=True, now=NOW)
    assert store.feeds.get(feed.id).state is FeedState.ACTIVE


def test_feed_removed_while_it_is_polled_stays_removed(store: Store) -> None:
    """The poll that was under way is saved, and does not bring the feed back."""
    chat = a_chat(store)
    feed = store.feeds.add(A, "", chat_id=chat.id, shared=True, now=NOW)
    store.feeds.remove(feed.id, chat.id)
    store.commit_poll(an_update(feed, new_url=B), [], now=NOW)
    assert store.feeds.get(feed.id).state is FeedState.REMOVED
    assert store.feeds.find(B) is None


def test_moved_feed_is_still_meant_by_its_old_address(store: Store) -> None:
    """After a 301 the feed is polled at its new address, and rulebooks and chats may name either."""
    store.feeds.sync([Spec(url=A)], NOW)
    (feed,) = store.feeds.all()
    store.commit_poll(an_update(feed, new_url=B), [], now=NOW)

    assert store.feeds.get(feed.id).url == B
    synced = store.feeds.sync([Spec(url=A), Spec(url=B)], NOW)
    assert (synced.added, synced.removed) == ((), ())
    found = store.feeds.find(A)
    assert found is not None
    assert found.id == feed.id


def test_moved_feed_merges_into_the_one_that_lives_there(store: Store) -> None:
    """Two feeds that turn out to be one keep the chats, the items and the rulebook's wish of both."""
    one, two = a_chat(store, 1), a_chat(store, 2)
    store.feeds.sync([Spec(url=A, every=MINUTE, language="de")], NOW)
    (old,) = store.feeds.all()
    store.feeds.add(A, "", chat_id=one.id, shared=True, now=NOW)
    new = store.feeds.add(B, "", chat_id=one.id, shared=False, now=NOW)
    store.feeds.add(B, "", chat_id=two.id, shared=False, now=NOW)
    poll(store, new, an_item(an_article(1), key="both"), an_item(an_article(2), key="new"))

    update = an_update(old, new_url=B)
    store.commit_poll(update, [an_item(an_article(3), key="both"), an_item(an_article(4), key="old")], now=NOW)

    (feed,) = store.feeds.all()
    assert (feed.id, feed.url, feed.origin, feed.every) == (new.id, B, FeedOrigin.RULEBOOK, MINUTE)
    known = store.articles.known(feed.id, ["both", "new", "old"])
    assert {key: item.article_id for key, item in known.items()} == {"both": "1", "new": "2", "old": "4"}
    assert store.feeds.sync([], NOW).removed == ()
    assert store.feeds.get(new.id).origin is FeedOrigin.OWNER
    assert store.feeds.remove(new.id, one.id)
    assert store.feeds.get(new.id).audience == frozenset({two.id})


def test_old_address_of_a_removed_feed_starts_a_new_one(store: Store) -> None:
    """An address that a removed feed has left may have become another feed: it is read afresh."""
    chat = a_chat(store)
    feed = store.feeds.add(A, "", chat_id=chat.id, shared=True, now=NOW)
    store.commit_poll(an_update(feed, new_url=B), [], now=NOW)
    store.feeds.remove(feed.id, chat.id)

    fresh = store.feeds.add(A, "", chat_id=chat.id, shared=True, now=NOW)
    assert (fresh.id != feed.id, fresh.url) == (True, A)
    back = store.feeds.add(B, "", chat_id=chat.id, shared=True, now=NOW)
    assert (back.id, back.url) == (feed.id, B)


def test_unknown_feed_is_a_lookup_error(store: Store) -> None:
    """Asking for a number that no feed has raises."""
    with pytest.raises(LookupError, match="no feed 77"):
        store.feeds.get(77)
