"""T2: a delivery's way, step by step."""

from datetime import datetime, timedelta

import pytest

from bot.monitor.rules import RuleKind, Severity
from bot.monitor.stories import Judgement, Relation
from bot.store.claims import Dispatch, JoinRule
from bot.store.events import find_lines
from bot.store.states import ChatState, DeliveryState, Platform
from bot.store.store import Store
from tests.store.making import MINUTE, NOW, TOPIC, a_chat, a_feed, an_alert, an_article, an_item, poll, ring


def _only(store: Store, limit: int = 10) -> Dispatch:
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

    assert (delivery.first.number, delivery.first.alert, delivery.chat) == (number, an_alert(first), chat)
    assert (delivery.first.attempts, delivery.repeat, delivery.first.also) == (1, False, ("copy.example",))
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.counts()[DeliveryState.SENDING] == 1
    store.outbox.mark_sent(delivery, 55, NOW)
    assert store.outbox.counts()[DeliveryState.SENT] == 1
    (way,) = store.alerts.get(number).deliveries
    assert (way.state, way.message_id, way.at) == (DeliveryState.SENT, 55, NOW)


def test_chat_gets_one_at_a_time_in_order(store: Store) -> None:
    """Each claim gives one delivery per chat, the oldest alert first, at most as many as asked for."""
    one, two, feed = a_chat(store, 7), a_chat(store, 8), a_feed(store)
    first, second = ring(store, feed, 2)
    claimed = store.outbox.claim(NOW, 10)
    assert [(delivery.first.number, delivery.chat.id) for delivery in claimed] == [(first, one.id), (first, two.id)]
    for delivery in claimed:
        store.outbox.mark_sent(delivery, 1, NOW)
    (limited,) = store.outbox.claim(NOW, 1)
    assert limited.first.number == second
    assert (store.outbox.backlog(one.id), store.outbox.backlog(two.id)) == (1, 1)


def test_threads_of_one_group_share_its_pace(store: Store) -> None:
    """Two topics of one group are one address to Telegram: one at a time, with one pause."""
    a_chat(store, -5, thread=1)
    a_chat(store, -5, thread=2)
    ring(store, a_feed(store))
    delivery = _only(store)
    assert store.outbox.claim(NOW, 10) == []
    store.outbox.mark_sent(delivery, 1, NOW, chat_not_before=NOW + 3 * MINUTE)
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
    store.outbox.mark_retry(failed, "502", NOW, not_before=NOW + MINUTE)
    store.outbox.mark_sent(other, 1, NOW)

    (next_one,) = store.outbox.claim(NOW, 10)
    assert next_one.chat.id == other.chat.id
    store.outbox.mark_sent(next_one, 2, NOW)
    assert store.outbox.claim(NOW, 10) == []
    assert store.outbox.next_due_at() == NOW + MINUTE
    (again,) = store.outbox.claim(NOW + MINUTE, 10)
    assert (again.first.number, again.first.attempts, again.repeat) == (first, 2, False)


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
    store.outbox.mark_failed(_only(store), "can't parse entities", NOW)
    assert store.alerts.get(first).deliveries[0].reason == "can't parse entities"
    assert _only(store).first.number == second


def test_refusal_suspends_the_chat_and_loses_nothing(store: Store) -> None:
    """A chat that blocked us is suspended; the refused delivery is held with the rest and goes out first later."""
    chat, feed = a_chat(store), a_feed(store)
    first, _ = ring(store, feed, 2)
    store.outbox.mark_refused(_only(store), "blocked by the user", NOW)
    assert store.chats.get(chat.id).state is ChatState.SUSPENDED
    assert store.outbox.counts()[DeliveryState.HELD] == 2
    assert store.chats.resume(chat.id, NOW) == 2
    assert _only(store).first.number == first


def test_a_late_refusal_of_the_old_address_does_not_suspend_the_moved_chat(store: Store) -> None:
    """A chat moves while a message is on its way to where it was: that one's refusal says nothing about the new one."""
    chat = a_chat(store, -5)
    ring(store, a_feed(store))
    dispatch = _only(store)
    store.chats.migrate(-5, -1005, NOW)
    assert store.outbox.mark_refused(dispatch, "the group chat was deleted", NOW) is DeliveryState.PENDING
    assert store.chats.get(chat.id).state is ChatState.ACTIVE
    assert _only(store).chat.address == -1005


def test_an_alert_that_cannot_be_read_stops_nobody(store: Store) -> None:
    """A damaged row ends as failed, with the reason; its chat's next alert and the other chats' go."""
    a_chat(store, 7)
    feed = a_feed(store)
    broken, whole = ring(store, feed, 2)
    a_chat(store, 8)
    (later,) = ring(store, feed)
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alerts SET alert = '{' WHERE number = ?", (broken,))
    assert [dispatch.chat.address for dispatch in store.outbox.claim(NOW, 10)] == [8]
    assert _joined(store, above=1) == [[whole, later]]
    assert store.outbox.counts()[DeliveryState.FAILED] == 1
    with store.database.read() as connection:
        assert any(b"cannot be read" in line for _, line in find_lines(connection, after=0, limit=100))


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
    assert (again.first.number, again.repeat, again.first.attempts) == (first, True, 2)
    store.outbox.mark_sent(again, 1, NOW)
    assert (_only(store).first.number, store.outbox.settle_uncertain(resend=True, now=NOW)) == (second, 0)


def test_policy_hold_leaves_it_uncertain_and_goes_on(store: Store) -> None:
    """Held back for good, an uncertain delivery is not sent again, not even when its chat returns."""
    chat = a_chat(store)
    first, second = ring(store, a_feed(store), 2)
    store.outbox.mark_uncertain(_only(store), "the answer was lost", NOW)
    assert store.outbox.settle_uncertain(resend=False, now=NOW) == 1
    assert store.alerts.get(first).deliveries[0].state is DeliveryState.UNCERTAIN
    store.chats.suspend(chat.id, "kicked", NOW)
    store.chats.resume(chat.id, NOW)
    assert _only(store).first.number == second
    assert store.outbox.backlog(chat.id) == 1


def test_only_what_is_being_sent_can_be_marked(store: Store) -> None:
    """A second answer for one delivery is a mistake and changes nothing."""
    a_chat(store)
    ring(store, a_feed(store))
    delivery = _only(store)
    store.outbox.mark_sent(delivery, 1, NOW)
    for mark in (
        store.outbox.mark_failed,
        store.outbox.mark_uncertain,
        store.outbox.mark_refused,
        store.outbox.mark_retry,
    ):
        with pytest.raises(LookupError, match="are being sent"):
            mark(delivery, "late", NOW)
    assert store.outbox.counts()[DeliveryState.SENT] == 1


@pytest.mark.parametrize("end", ["retry", "uncertain", "refused", "moved"])
def test_a_story_muted_while_it_is_sent_comes_not_again(store: Store, end: str) -> None:
    """Whatever comes of a message whose story its chat mutes meanwhile: when it did not arrive, it has ended."""
    chat = a_chat(store)
    (number,) = ring(store, a_feed(store), kind=RuleKind.KEYWORDS, story="1")
    dispatch = _only(store)
    if end == "uncertain":
        store.outbox.mark_uncertain(dispatch, "lost", NOW)
    store.chats.mute_story(chat.id, "1", NOW)
    if end == "uncertain":
        assert store.outbox.settle_uncertain(resend=True, now=NOW) == 1
    elif end == "retry":
        store.outbox.mark_retry(dispatch, "502", NOW)
    elif end == "moved":
        store.outbox.mark_migrated(dispatch, -8, NOW)
    else:
        store.outbox.mark_refused(dispatch, "blocked", NOW)
        store.chats.resume(chat.id, NOW)
    assert store.outbox.claim(NOW + MINUTE, 1) == []
    (way,) = store.alerts.get(number).deliveries
    assert way.state is DeliveryState.MUTED


def test_a_mute_counts_for_what_a_merge_brings(store: Store) -> None:
    """A chat that becomes one with another ends what that other's mutes keep away."""
    old, new = a_chat(store, -5, topic=None), a_chat(store, -1005)
    ring(store, a_feed(store), kind=RuleKind.KEYWORDS, story="1")
    store.chats.mute_story(old.id, "1", NOW)
    store.chats.migrate(-5, -1005, NOW)
    assert store.chats.get(new.id).id == old.id
    assert store.outbox.claim(NOW, 1) == []


def test_merged_chats_keep_the_further_delivery(store: Store) -> None:
    """When two chats become one, an alert that one of them has received is not sent to the other."""
    old, new = a_chat(store, -5), a_chat(store, -100500)
    first, second = ring(store, a_feed(store), 2)
    claimed = {delivery.chat.id: delivery for delivery in store.outbox.claim(NOW, 10)}
    store.outbox.mark_sent(claimed[new.id], 5, NOW)
    store.outbox.mark_retry(claimed[old.id], "moved", NOW)

    (chat,) = store.chats.migrate(-5, -100500, NOW)

    states = [[way.state for way in store.alerts.get(number).deliveries] for number in (first, second)]
    assert states == [[DeliveryState.SENT], [DeliveryState.PENDING]]
    assert (_only(store).first.number, store.alerts.by_message(chat.id, 5)) == (second, (first,))


def test_a_merge_while_a_joined_message_is_sent_leaves_nothing_behind(store: Store) -> None:
    """One of its alerts was received at the new address already: the others are marked, and told in the history."""
    old, new = a_chat(store, -5), a_chat(store, -100500)
    feed = a_feed(store)
    ring(store, feed)
    for delivery in store.outbox.claim(NOW, 10):
        if delivery.chat.id == new.id:
            store.outbox.mark_sent(delivery, 5, NOW)
        else:
            store.outbox.mark_retry(delivery, "moved", NOW)
    ring(store, feed, 2)
    (joined,) = store.outbox.claim(NOW, 1, joining=JoinRule(above=2, fits=len))
    assert (joined.chat.id, [delivery.number for delivery in joined.deliveries]) == (old.id, [1, 2, 3])

    store.chats.migrate(-5, -100500, NOW)
    store.outbox.mark_sent(joined, 6, NOW)

    assert [[way.state for way in store.alerts.get(number).deliveries] for number in (1, 2, 3)] == [
        [DeliveryState.SENT]
    ] * 3
    assert store.alerts.by_message(old.id, 6) == (2, 3)
    with store.database.read() as connection:
        lines = [line for _, line in find_lines(connection, after=0, limit=100)]
    assert sum(b'"sent"' in line for line in lines) == 3
    (following,) = ring(store, feed)
    assert _only(store).first.number == following


def test_pace_of_each_chat_is_kept_in_a_backlog(store: Store) -> None:
    """With a backlog in many chats, each claim serves the chats whose pause is over, the oldest alerts first."""
    for address in range(1, 31):
        a_chat(store, address)
    ring(store, a_feed(store), 3)
    served: list[tuple[int, int]] = []
    for step in range(12):
        now = NOW + timedelta(seconds=step)
        for delivery in store.outbox.claim(now, 10):
            store.outbox.mark_sent(delivery, step, now, chat_not_before=now + timedelta(seconds=1))
            served.append((delivery.first.number, delivery.chat.address))
    assert served == [(number, address) for number in (1, 2, 3) for address in range(1, 31)]


def _joined(store: Store, now: datetime = NOW, *, above: int = 2, most: int = 100) -> list[list[int]]:
    """Send everything that waits, and return the alerts' numbers message by message."""
    rule = JoinRule(above=above, fits=lambda alerts: min(len(alerts), most))
    messages = []
    while claimed := store.outbox.claim(now, 10, joining=rule):
        for dispatch in claimed:
            messages.append([delivery.number for delivery in dispatch.deliveries])
            store.outbox.mark_sent(dispatch, 1, now)
    return messages


def test_a_backlog_beyond_the_limit_is_joined(store: Store) -> None:
    """Up to the limit each alert is a message; above it they go together, as many as fit, and none is dropped."""
    a_chat(store)
    feed = a_feed(store)
    first = ring(store, feed, 2)
    assert _joined(store) == [[number] for number in first]
    more = ring(store, feed, 7)
    assert _joined(store, most=3) == [list(more[:3]), list(more[3:6]), [more[6]]]


def test_a_terminal_is_never_behind(store: Store) -> None:
    """What has no pace gets each alert by itself."""
    chat = store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="", now=NOW)
    store.chats.subscribe(chat.id, TOPIC, NOW)
    numbers = ring(store, a_feed(store), 4)
    assert _joined(store) == [[number] for number in numbers]


def test_a_joined_message_begins_with_what_is_urgent(store: Store) -> None:
    """The severity of the rule decides, then a change stands before words, then the order is that of time."""
    chat, feed = a_chat(store), a_feed(store)
    words = ring(store, feed, 2, kind=RuleKind.KEYWORDS, topic=None, chat=chat.id)
    venues = ring(store, feed, 2)
    low = ring(store, feed, severity=Severity.LOW)
    high = ring(store, feed, kind=RuleKind.KEYWORDS, topic=None, chat=chat.id, severity=Severity.HIGH)
    assert _joined(store) == [[*high, *venues, *words, *low]]


def test_what_was_missed_is_one_digest(store: Store) -> None:
    """However few they are, the alerts of the time away come together, and later ones by themselves after them."""
    chat, feed = a_chat(store), a_feed(store)
    store.chats.suspend(chat.id, "blocked", NOW)
    missed = ring(store, feed, 2)
    store.chats.resume(chat.id, NOW)
    (later,) = ring(store, feed)
    (digest,) = store.outbox.claim(NOW, 10, joining=JoinRule(above=10, fits=len))
    assert digest.missed
    store.outbox.mark_retry(digest, "502", NOW)
    assert _joined(store, above=10) == [list(missed), [later]]


def test_a_repeat_goes_by_itself(store: Store) -> None:
    """What may have arrived is not mixed with what is new: only its own message carries the mark."""
    a_chat(store)
    feed, rule = a_feed(store), JoinRule(above=2, fits=len)
    first = ring(store, feed, 3)
    assert len(store.outbox.claim(NOW, 10, joining=rule)) == 1
    second = ring(store, feed, 3)
    assert store.outbox.recover(NOW) == 1
    store.outbox.settle_uncertain(resend=True, now=NOW)
    (again,) = store.outbox.claim(NOW, 10, joining=rule)
    assert again.repeat
    assert [delivery.number for delivery in again.deliveries] == list(first)
    store.outbox.mark_sent(again, 1, NOW)
    (others,) = store.outbox.claim(NOW, 10, joining=rule)
    assert (others.repeat, len(others.deliveries)) == (False, len(second))


def test_a_refused_digest_goes_apart(store: Store) -> None:
    """When several alerts are refused together, each is sent alone; the ones that came since are joined as ever."""
    a_chat(store)
    feed, rule = a_feed(store), JoinRule(above=2, fits=len)
    first = ring(store, feed, 3)
    (dispatch,) = store.outbox.claim(NOW, 10, joining=rule)
    store.outbox.mark_apart(dispatch, "can't parse", NOW)
    second = ring(store, feed, 3)
    assert _joined(store) == [*([number] for number in first), list(second)]


def test_a_move_is_one_step(store: Store) -> None:
    """The refusal that tells of a new address changes it and gives the message its turn again, together."""
    chat = a_chat(store, -5)
    (number,) = ring(store, a_feed(store))
    store.outbox.mark_migrated(_only(store), -100500, NOW)
    again = _only(store)
    assert (again.first.number, again.chat.id, again.chat.address) == (number, chat.id, -100500)


def test_a_rest_from_before_the_clock_jumped_back_is_void(store: Store) -> None:
    """A time more than an hour ahead cannot be meant: neither a chat nor the bot waits a day for it."""
    chat = a_chat(store)
    ring(store, a_feed(store))
    tomorrow = NOW + timedelta(days=1)
    store.outbox.slow_chat(chat.id, tomorrow)
    store.outbox.pause(tomorrow)
    assert len(store.outbox.claim(NOW, 10)) == 1


def test_a_closed_topic_is_remembered(store: Store) -> None:
    """After an alert went to the chat itself, the chat says so until its topic is open again."""
    chat = a_chat(store, -5, thread=4)
    ring(store, a_feed(store), 2)
    store.outbox.mark_sent(_only(store), 1, NOW, topic_closed=True)
    assert _only(store).chat.topic_closed
    store.chats.open_topic(chat.id)
    assert not store.chats.get(chat.id).topic_closed


def test_an_answer_does_not_cut_short_what_telegram_asked_for(store: Store) -> None:
    """A chat that is to rest for a minute rests for it, though an answer goes there meanwhile; a void rest does not."""
    chat = a_chat(store)
    ring(store, a_feed(store))
    (dispatch,) = store.outbox.claim(NOW, 10)
    store.outbox.mark_retry(dispatch, "429", NOW, chat_not_before=NOW + timedelta(minutes=1))
    store.outbox.slow_chat(chat.id, NOW + timedelta(seconds=1))
    assert store.outbox.claim(NOW + timedelta(seconds=59), 10) == []
    store.outbox.slow_chat(chat.id, NOW - timedelta(days=1))  # the clock went back: the rest is void
    assert store.outbox.claim(NOW - timedelta(hours=23), 10)
