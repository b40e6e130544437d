"""Ids of topics that come and go: no subscription and no state is lost with them, and who is told is remembered."""

from dataclasses import replace
from datetime import timedelta

from bot.monitor.facts.lists import WordLists
from bot.monitor.topics import Topic
from bot.rulebooks import GoneTopic
from bot.store.chats import Chat
from bot.store.states import Platform
from bot.store.store import Store
from tests.store.making import NOW, TOPIC, a_chat, a_fact, a_feed, a_state, an_article, an_item, poll

HOUR = timedelta(hours=1)
HARBOUR = Topic(id=TOPIC, title="Harbour talks", lists=WordLists("en", ()))
QUAY = replace(HARBOUR, id="quay-talks")


def told_of(untold: list[tuple[Chat, tuple[GoneTopic, ...]]]) -> dict[int, list[str]]:
    """Return the titles by the chat that is to be told."""
    return {chat.address: [topic.title for topic in topics] for chat, topics in untold}


def test_a_topic_that_goes_is_noted_once_and_its_subscribers_stay(store: Store) -> None:
    """With how many chats and what it was called; when it comes back all is as before, and its next end is news."""
    ada, ben = a_chat(store, 7), a_chat(store, 8)
    terminal = store.chats.ensure(platform=Platform.TERMINAL, address=0, kind="terminal", title="", now=NOW)
    store.chats.subscribe(terminal.id, TOPIC, NOW)
    assert store.topics.note_gone([HARBOUR], NOW) == ()
    assert store.topics.note_gone([], NOW + HOUR) == (GoneTopic(id=TOPIC, title="Harbour talks", chats=2),)
    assert store.topics.note_gone([], NOW + 2 * HOUR) == ()
    assert store.chats.subscriptions(ada.id) == (TOPIC,)
    assert told_of(store.topics.untold(NOW)) == {}
    assert told_of(store.topics.untold(NOW + HOUR)) == {7: ["Harbour talks"], 8: ["Harbour talks"]}
    store.topics.note_told(ada.id, [TOPIC], NOW + HOUR)
    store.chats.suspend(ben.id, "blocked", NOW)
    assert told_of(store.topics.untold(NOW + HOUR)) == {}
    store.chats.resume(ben.id, NOW)
    assert told_of(store.topics.untold(NOW + HOUR)) == {8: ["Harbour talks"]}
    assert store.topics.note_gone([HARBOUR], NOW + 3 * HOUR) == ()
    assert told_of(store.topics.untold(NOW + 9 * HOUR)) == {}
    assert [one.chats for one in store.topics.note_gone([], NOW + 4 * HOUR)] == [2]


def test_a_topic_takes_over_what_was_kept_under_its_former_id(store: Store) -> None:
    """Subscribers and states; who subscribes to both does so once, and what the new id knows already stays."""
    ada, ben = a_chat(store, 7), a_chat(store, 8)
    store.chats.subscribe(ben.id, QUAY.id, NOW)
    article, news = an_article(1), a_feed(store)
    states = (a_state("Oslo"), replace(a_state("refuses", party="NO"), name="stance"))
    known = replace(a_state("Bergen"), topic=QUAY.id)
    poll(store, news, an_item(article, facts=(a_fact(),), states=(*states, known)))
    store.topics.note_gone([QUAY], NOW)
    assert store.topics.take_over([QUAY]) is False
    assert store.topics.take_over([replace(QUAY, was=TOPIC)])
    assert store.topics.take_over([replace(QUAY, was=TOPIC)]) is False
    assert [store.chats.subscriptions(chat.id) for chat in (ada, ben)] == [(QUAY.id,)] * 2
    assert told_of(store.topics.untold(NOW + HOUR)) == {}
    now = {(one.topic, one.name): one.current.value for one in store.articles.fact_states() if one.current}
    assert now == {(TOPIC, "venue"): "Oslo", (QUAY.id, "venue"): "Bergen", (QUAY.id, "stance"): "refuses"}
