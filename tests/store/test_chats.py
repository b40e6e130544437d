"""Chats, and what each wants."""

import pytest

from bot.monitor.rules import RuleKind
from bot.store.chats import Chat
from bot.store.claims import Dispatch
from bot.store.states import ChatState, DeliveryState, Platform
from bot.store.store import Store
from tests.store.making import MINUTE, NOW, TOPIC, a_chat, a_feed, an_alert, an_article, an_item, poll, ring


def _state(store: Store, chat: Chat) -> dict[int, DeliveryState]:
    found = store.alerts.recent(chat_id=chat.id)
    return {one.number: way.state for one in found for way in one.deliveries if way.chat.id == chat.id}


def test_ensure_makes_then_refreshes(store: Store) -> None:
    """A chat is one per platform, address and thread; its title and kind follow."""
    first = a_chat(store, 5)
    again = store.chats.ensure(platform=Platform.TELEGRAM, address=5, kind="group", title="New", now=NOW + MINUTE)
    thread = a_chat(store, 5, thread=3)
    terminal = store.chats.ensure(platform=Platform.TERMINAL, address=5, kind="terminal", title="", now=NOW)

    assert (again.id, again.kind, again.title) == (first.id, "group", "New")
    assert len({first.id, thread.id, terminal.id}) == 3
    assert (thread.thread, first.thread, first.state) == (3, None, ChatState.ACTIVE)
    assert store.chats.get(first.id) == again
    assert store.chats.find(Platform.TELEGRAM, 5, 3) == thread
    assert store.chats.find(Platform.TELEGRAM, 6) is None
    assert store.chats.all() == [again, thread, terminal]


def test_unknown_chat_is_a_lookup_error(store: Store) -> None:
    """Asking for a number that no chat has raises."""
    with pytest.raises(LookupError, match="no chat 77"):
        store.chats.get(77)


def test_subscribe_and_unsubscribe_say_whether_they_changed_something(store: Store) -> None:
    """Both are idempotent and tell so."""
    chat = a_chat(store, topic=None)
    assert store.chats.subscribe(chat.id, "b", NOW)
    assert not store.chats.subscribe(chat.id, "b", NOW)
    assert store.chats.subscribe(chat.id, "a", NOW)
    assert store.chats.subscriptions(chat.id) == ("a", "b")
    assert store.chats.subscribers("a") == (chat,)
    assert store.chats.unsubscribe(chat.id, "a")
    assert not store.chats.unsubscribe(chat.id, "a")
    assert store.chats.subscribers("a") == ()


def test_watches_are_numbered_once(store: Store) -> None:
    """The same query is one watch; only its chat can remove it; a number is never used again."""
    one, two = a_chat(store, 1), a_chat(store, 2)
    watch = store.chats.add_watch(one.id, '"harbour talks" -fish', "en", NOW)
    assert store.chats.add_watch(one.id, '"harbour talks" -fish', "en", NOW + MINUTE) == watch
    assert (watch.chat_id, watch.query, watch.language, watch.created_at) == (
        one.id,
        '"harbour talks" -fish',
        "en",
        NOW,
    )
    other = store.chats.add_watch(two.id, '"harbour talks" -fish', "en", NOW)
    assert store.chats.watches() == (watch, other)
    assert store.chats.watches(two.id) == (other,)

    assert not store.chats.remove_watch(other.id, one.id)
    assert store.chats.remove_watch(other.id, two.id)
    assert not store.chats.remove_watch(other.id, two.id)
    assert store.chats.add_watch(two.id, "fish", "en", NOW).id > other.id


def test_mute_ends_what_waits_and_what_comes(store: Store) -> None:
    """A muted story reaches the chat no more, neither from the outbox nor later; other chats get it."""
    chat, other, feed = a_chat(store, 7), a_chat(store, 8), a_feed(store)
    (waiting,) = ring(store, feed, kind=RuleKind.KEYWORDS)
    assert store.chats.mute_story(chat.id, "1", NOW)
    assert not store.chats.mute_story(chat.id, "1", NOW)

    later = an_article(store.articles.next_id())
    alert = an_alert(later, story="1", kind=RuleKind.BURST)
    (coming,) = poll(store, feed, an_item(later, alerts=[alert]))

    assert _state(store, chat) == dict.fromkeys((waiting, coming), DeliveryState.MUTED)
    assert _state(store, other) == dict.fromkeys((waiting, coming), DeliveryState.PENDING)
    assert store.outbox.backlog(chat.id) == 0
    assert store.chats.unmute_story(chat.id, "1")
    assert not store.chats.unmute_story(chat.id, "1")


@pytest.mark.parametrize("kind", [RuleKind.NEW_VALUE, RuleKind.CHANGE])
def test_a_changed_fact_rings_in_a_muted_story(store: Store, kind: RuleKind) -> None:
    """What a mute keeps away is the story, not that a venue or a stance has changed, whether it waits or comes."""
    chat, feed = a_chat(store, 7), a_feed(store)
    (waiting,) = ring(store, feed, kind=kind)
    store.chats.mute_story(chat.id, "1", NOW)
    later = an_article(store.articles.next_id())
    (coming,) = poll(store, feed, an_item(later, alerts=[an_alert(later, story="1", kind=kind)]))
    assert _state(store, chat) == dict.fromkeys((waiting, coming), DeliveryState.PENDING)


def test_suspended_chat_keeps_everything_until_it_is_back(store: Store) -> None:
    """What waits and what comes is held, in every thread of the address, and goes out in order after the return."""
    chat, thread, feed = a_chat(store, -5), a_chat(store, -5, thread=2), a_feed(store)
    before = ring(store, feed)
    store.chats.suspend(thread.id, "kicked", NOW)
    after = ring(store, feed)

    assert store.chats.get(chat.id).state is ChatState.SUSPENDED
    assert store.chats.get(chat.id).suspended_why == "kicked"
    assert store.chats.subscriptions(chat.id) == (TOPIC,)
    assert _state(store, chat) == dict.fromkeys((*before, *after), DeliveryState.HELD)
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.next_due_at() is None

    assert store.chats.resume(chat.id, NOW) == 4
    assert store.chats.get(thread.id).state is ChatState.ACTIVE
    (delivery,) = store.outbox.claim(NOW, 10)
    assert delivery.first.number == before[0]


def test_migration_changes_only_the_address(store: Store) -> None:
    """A group that becomes a supergroup keeps its number and all it has."""
    chat, feed = a_chat(store, -5), a_feed(store)
    watch = store.chats.add_watch(chat.id, "fish", "en", NOW)
    numbers = ring(store, feed)
    (delivery,) = store.outbox.claim(NOW, 1)

    (moved,) = store.chats.migrate(-5, -100500, NOW)

    assert (moved.id, moved.address) == (chat.id, -100500)
    assert store.chats.watches(chat.id) == (watch,)
    assert store.chats.subscriptions(chat.id) == (TOPIC,)
    store.outbox.mark_retry(delivery, "moved", NOW)
    (again,) = store.outbox.claim(NOW, 1)
    assert (again.first.number, again.chat.address) == (numbers[0], -100500)
    assert store.chats.migrate(-5, -100500, NOW) == ()


def test_migration_merges_when_the_new_address_is_known(store: Store) -> None:
    """Two chats become the elder one with all of both, and whoever names the younger is led to it."""
    old, feed = a_chat(store, -5, topic="a"), a_feed(store)
    new = a_chat(store, -100500, topic="b")
    store.chats.subscribe(new.id, "a", NOW)
    mine = store.chats.add_watch(old.id, "fish", "en", NOW)
    store.chats.add_watch(new.id, "fish", "en", NOW)
    theirs = store.chats.add_watch(new.id, "salt", "en", NOW)
    store.chats.mute_story(new.id, "99", NOW)
    store.feeds.add(feed.url, "", chat_id=old.id, shared=False, now=NOW)
    store.feeds.add("https://own.example/feed", "", chat_id=new.id, shared=False, now=NOW)
    ring(store, feed, topic="a")
    ring(store, feed, topic=None, chat=new.id, rule="watch/3")
    store.chats.suspend(old.id, "kicked", NOW)

    (merged,) = store.chats.migrate(-5, -100500, NOW)

    assert (merged.id, merged.address, merged.state) == (old.id, -100500, ChatState.ACTIVE)
    assert store.chats.subscriptions(old.id) == ("a", "b")
    assert [(watch.id, watch.chat_id) for watch in store.chats.watches()] == [(mine.id, old.id), (theirs.id, old.id)]
    assert not store.chats.mute_story(old.id, "99", NOW)
    own = store.feeds.find("https://own.example/feed")
    assert own is not None
    assert own.audience == frozenset({old.id})
    assert _state(store, merged) == {1: DeliveryState.PENDING, 2: DeliveryState.PENDING}
    assert store.alerts.get(2).alert.chat == old.id
    assert store.chats.get(new.id) == merged
    for address in (-5, -100500):
        assert store.chats.find(Platform.TELEGRAM, address) == merged
    assert a_chat(store, -5, topic=None).id == old.id


def test_two_suspended_chats_that_become_one_are_tried_again(store: Store) -> None:
    """The move shows that the bot is still heard of there; what both missed waits in one chat."""
    old, feed = a_chat(store, -5, topic="a"), a_feed(store)
    new = a_chat(store, -100500, topic="b")
    ring(store, feed, topic="a")
    ring(store, feed, topic="b")
    for chat in (old, new):
        store.chats.suspend(chat.id, "kicked", NOW)
    (merged,) = store.chats.migrate(-5, -100500, NOW)
    assert (merged.state, merged.suspended_why) == (ChatState.ACTIVE, None)
    assert _state(store, merged) == {1: DeliveryState.PENDING, 2: DeliveryState.PENDING}


def test_a_suspended_group_that_moves_is_back(store: Store) -> None:
    """What refused us was the old address; the new one is tried, in every thread, with all that was held."""
    chat, thread, feed = a_chat(store, -5), a_chat(store, -5, thread=2), a_feed(store)
    (number,) = ring(store, feed)
    store.chats.suspend(chat.id, "kicked", NOW)
    assert {moved.state for moved in store.chats.migrate(-5, -5, NOW)} == {ChatState.SUSPENDED}  # no move at all

    moved = store.chats.migrate(-5, -100500, NOW)

    assert [(one.id, one.state, one.suspended_why) for one in moved] == [
        (chat.id, ChatState.ACTIVE, None),
        (thread.id, ChatState.ACTIVE, None),
    ]
    assert _state(store, chat) == {number: DeliveryState.PENDING}
    (delivery,) = store.outbox.claim(NOW, 10)
    assert (delivery.first.number, delivery.chat.address) == (number, -100500)


def _claimed_at_both(store: Store) -> tuple[Chat, Chat, list[Dispatch]]:
    """Let one alert be on its way to a group's old and to its new address."""
    old, new = a_chat(store, -5), a_chat(store, -100500)
    ring(store, a_feed(store))
    return old, new, sorted(store.outbox.claim(NOW, 10), key=lambda dispatch: dispatch.chat.id)


@pytest.mark.parametrize("doubtful", [0, 1])
def test_what_may_have_arrived_keeps_its_mark_when_chats_become_one(store: Store, doubtful: int) -> None:
    """Whichever of two deliveries of an alert stays, it is marked when the other one may have arrived."""
    *_, dispatches = _claimed_at_both(store)
    store.outbox.mark_uncertain(dispatches[doubtful], "no answer", NOW)
    store.outbox.settle_uncertain(resend=True, now=NOW)
    store.outbox.mark_retry(dispatches[1 - doubtful], "429", NOW)
    store.chats.migrate(-5, -100500, NOW)
    (again,) = store.outbox.claim(NOW, 10)
    assert again.repeat


def test_an_alert_on_its_way_to_both_addresses_of_a_move_comes_again_marked(store: Store) -> None:
    """The answer of the one whose delivery goes is not heard any more: it may have been taken."""
    *_, (to_old, to_new) = _claimed_at_both(store)
    store.chats.migrate(-5, -100500, NOW)
    with pytest.raises(LookupError):
        store.outbox.mark_sent(to_new, 1, NOW)
    store.outbox.mark_migrated(to_old, -100500, NOW)
    (again,) = store.outbox.claim(NOW, 10)
    assert again.repeat


def test_rule_of_a_merged_chat_reaches_the_elder(store: Store) -> None:
    """A rule that was loaded before the merge still names the younger chat; its alert is not lost."""
    old, new, feed = a_chat(store, -5, topic=None), a_chat(store, -100500, topic=None), a_feed(store)
    store.chats.migrate(-5, -100500, NOW)
    ring(store, feed, topic=None, chat=new.id, rule="watch/3")
    (delivery,) = store.outbox.claim(NOW, 1)
    assert delivery.chat.id == old.id


def test_late_news_of_a_migration_changes_nothing_more(store: Store) -> None:
    """When the old address speaks up after the move and the news comes again, the elder still has everything."""
    chat = a_chat(store, -5)
    store.chats.migrate(-5, -100500, NOW)
    a_chat(store, -5, topic="b")
    (merged,) = store.chats.migrate(-5, -100500, NOW)
    assert (merged.id, merged.address) == (chat.id, -100500)
    assert store.chats.subscriptions(chat.id) == ("b", TOPIC)
    (back,) = store.chats.migrate(-100500, -5, NOW)
    assert (back.id, back.address) == (chat.id, -5)
