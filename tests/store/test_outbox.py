"""T2: a delivery's way, step by step."""

from datetime import timedelta

import pytest

from bot.monitor.stories import Judgement, Relation
from bot.store.outbox import Delivery
from bot.store.states import ChatState, DeliveryState
from bot.store.store import Store
from tests.store.making import MINUTE, NOW, a_chat, a_feed, an_alert, an_article, an_item, poll, ring


def _only(store: Store, limit: int = 10) -> Delivery:
    (delivery,) = store.outbox.claim(NOW, limit)
    return delivery


def test_claim_commits_sending_and_gives_all_that_is_needed(store: Store) -> None:
    """A claimed delivery carries alert, chat and the story's other outlets, and nobody claims it again."""
    chat, feed = a_chat(store), a_feed(store)
    first = an_article(1)
    (number,) = poll(store, feed, an_item(first, alerts=[an_alert(first)]))
    copy = Judgement(relation=Relation.COPY, story="1", of="1", similarity=99, reason="the same words")
    poll(store, feed, an_item(an_article(2, source="copy.example"), judgement=copy))

    delivery = _only(store)

    assert (delivery.number, delivery.alert, delivery.chat) == (number, an_alert(first), chat)
    assert (delivery.attempts, delivery.repeat, delivery.also) == (1, False, ("copy.example",))
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.counts()[DeliveryState.SENDING] == 1
    store.outbox.mark_sent(delivery.id, 55, NOW)
    assert store.outbox.counts()[DeliveryState.SENT] == 1
    (way,) = store.alerts.get(number).deliveries
    assert (way.state, way.message_id, way.at) == (DeliveryState.SENT, 55, NOW)


def test_chat_gets_one_at_a_time_in_order(store: Store) -> None:
    """Each claim gives one delivery per chat, the oldest alert first, at most as many as asked for."""
    one, two, feed = a_chat(store, 7), a_chat(store, 8), a_feed(store)
    first, second = ring(store, feed, 2)
    claimed = store.outbox.claim(NOW, 10)
    assert [(delivery.number, delivery.chat.id) for delivery in claimed] == [(first, one.id), (first, two.id)]
    for delivery in claimed:
        store.outbox.mark_sent(delivery.id, 1, NOW)
    (limited,) = store.outbox.claim(NOW, 1)
    assert limited.number == second
    assert (store.outbox.backlog(one.id), store.outbox.backlog(two.id)) == (1, 1)


def test_threads_of_one_group_share_its_pace(store: Store) -> None:
    """Two topics of one group are one address to Telegram: one at a time, with one pause."""
    a_chat(store, -5, thread=1)
    a_chat(store, -5, thread=2)
    ring(store, a_feed(store))
    delivery = _only(store)
    assert store.outbox.claim(NOW, 10) == []
    store.outbox.mark_sent(delivery.id, 1, NOW, chat_not_before=NOW + 3 * MINUTE)
    assert store.outbox.next_due_at() == NOW + 3 * MINUTE
    assert store.outbox.claim(NOW + 2 * MINUTE, 10) == []
    (other,) = store.outbox.claim(NOW + 3 * MINUTE, 10)
    assert other.chat.thread == 2


def test_retry_waits_and_keeps_the_order(store: Store) -> None:
    """A delivery that is to be tried again holds back the later ones of its chat, and of no other."""
    a_chat(store, 7)
    a_chat(store, 8)
    first, _ = ring(store, a_feed(store), 2)
    failed, other = store.outbox.claim(NOW, 10)
    store.outbox.mark_retry(failed.id, "502", NOW, not_before=NOW + MINUTE)
    store.outbox.mark_sent(other.id, 1, NOW)

    (next_one,) = store.outbox.claim(NOW, 10)
    assert next_one.chat.id == other.chat.id
    store.outbox.mark_sent(next_one.id, 2, NOW)
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.next_due_at() == NOW + MINUTE
    (again,) = store.outbox.claim(NOW + MINUTE, 10)
    assert (again.number, again.attempts, again.repeat) == (first, 2, False)


def test_slow_chat_stops_only_that_chat(store: Store) -> None:
    """Telegram's 429 for one chat leaves the others alone."""
    slow, _ = a_chat(store, 7), a_chat(store, 8)
    ring(store, a_feed(store))
    store.outbox.slow_chat(slow.id, NOW + MINUTE)
    assert _only(store).chat.address == 8


def test_pause_stops_everybody(store: Store) -> None:
    """A limit on the whole bot holds for all chats, over a restart, until its time or until it is lifted."""
    a_chat(store)
    ring(store, a_feed(store))
    store.outbox.pause(NOW + MINUTE)
    again = Store(store.database)
    assert again.outbox.claim(NOW, 10) == []
    assert again.outbox.next_due_at() == NOW + MINUTE
    again.outbox.pause(None)
    assert again.outbox.next_due_at() == NOW
    assert again.outbox.claim(NOW, 10) != []


def test_failed_delivery_does_not_block(store: Store) -> None:
    """A message that is never accepted ends with its reason, and the next one follows."""
    a_chat(store)
    first, second = ring(store, a_feed(store), 2)
    store.outbox.mark_failed(_only(store).id, "can't parse entities", NOW)
    assert store.alerts.get(first).deliveries[0].reason == "can't parse entities"
    assert _only(store).number == second


def test_refusal_suspends_the_chat_and_loses_nothing(store: Store) -> None:
    """A chat that blocked us is suspended; the refused delivery is held with the rest and goes out first later."""
    chat, feed = a_chat(store), a_feed(store)
    first, _ = ring(store, feed, 2)
    store.outbox.mark_refused(_only(store).id, "blocked by the user", NOW)
    assert store.chats.get(chat.id).state is ChatState.SUSPENDED
    assert store.outbox.counts()[DeliveryState.HELD] == 2
    assert store.chats.resume(chat.id, NOW) == 2
    assert _only(store).number == first


def test_held_chat_is_released(store: Store) -> None:
    """Deliveries can be held without suspending the chat."""
    chat = a_chat(store)
    ring(store, a_feed(store))
    store.outbox.hold_chat(chat.id, "quiet hours", NOW)
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.release_chat(chat.id, NOW) == 1
    assert store.outbox.claim(NOW, 10) != []


def test_crash_makes_what_was_being_sent_uncertain(store: Store) -> None:
    """At the next start nothing is sent again before the policy has settled it; resent, it is marked."""
    a_chat(store)
    first, second = ring(store, a_feed(store), 2)
    _only(store)
    assert store.outbox.recover(NOW) == 1
    assert store.outbox.recover(NOW) == 0
    assert store.outbox.counts()[DeliveryState.UNCERTAIN] == 1
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.next_due_at() is None

    assert store.outbox.settle_uncertain(resend=True, now=NOW) == 1
    again = _only(store)
    assert (again.number, again.repeat, again.attempts) == (first, True, 2)
    store.outbox.mark_sent(again.id, 1, NOW)
    assert (_only(store).number, store.outbox.settle_uncertain(resend=True, now=NOW)) == (second, 0)


def test_policy_hold_leaves_it_uncertain_and_goes_on(store: Store) -> None:
    """Held back for good, an uncertain delivery is not sent again, not even when its chat returns."""
    chat = a_chat(store)
    first, second = ring(store, a_feed(store), 2)
    store.outbox.mark_uncertain(_only(store).id, "the answer was lost", NOW)
    assert store.outbox.settle_uncertain(resend=False, now=NOW) == 1
    assert store.alerts.get(first).deliveries[0].state is DeliveryState.UNCERTAIN
    store.chats.suspend(chat.id, "kicked", NOW)
    store.chats.resume(chat.id, NOW)
    assert _only(store).number == second
    assert store.outbox.backlog(chat.id) == 1


def test_only_what_is_being_sent_can_be_marked(store: Store) -> None:
    """A second answer for one delivery is a mistake and changes nothing."""
    a_chat(store)
    ring(store, a_feed(store))
    delivery = _only(store)
    store.outbox.mark_sent(delivery.id, 1, NOW)
    for mark in (
        store.outbox.mark_failed,
        store.outbox.mark_uncertain,
        store.outbox.mark_refused,
        store.outbox.mark_retry,
    ):
        with pytest.raises(LookupError, match="is not being sent"):
            mark(delivery.id, "late", NOW)
    assert store.outbox.counts()[DeliveryState.SENT] == 1


def test_merged_chats_keep_the_further_delivery(store: Store) -> None:
    """When two chats become one, an alert that one of them has received is not sent to the other."""
    old, new = a_chat(store, -5), a_chat(store, -100500)
    first, second = ring(store, a_feed(store), 2)
    claimed = {delivery.chat.id: delivery for delivery in store.outbox.claim(NOW, 10)}
    store.outbox.mark_sent(claimed[new.id].id, 5, NOW)
    store.outbox.mark_retry(claimed[old.id].id, "moved", NOW)

    (chat,) = store.chats.migrate(-5, -100500, NOW)

    states = [[way.state for way in store.alerts.get(number).deliveries] for number in (first, second)]
    assert states == [[DeliveryState.SENT], [DeliveryState.PENDING]]
    assert (_only(store).number, store.alerts.by_message(chat.id, 5)) == (second, first)


def test_pace_of_each_chat_is_kept_in_a_backlog(store: Store) -> None:
    """With a backlog in many chats, each claim serves the chats whose pause is over, the oldest alerts first."""
    for address in range(1, 31):
        a_chat(store, address)
    ring(store, a_feed(store), 3)
    served: list[tuple[int, int]] = []
    for step in range(12):
        now = NOW + timedelta(seconds=step)
        for delivery in store.outbox.claim(now, 10):
            store.outbox.mark_sent(delivery.id, step, now, chat_not_before=now + timedelta(seconds=1))
            served.append((delivery.number, delivery.chat.address))
    assert served == [(number, address) for number in (1, 2, 3) for address in range(1, 31)]
