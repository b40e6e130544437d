"""Ids of topics that come and go: no subscription and no state is lost with them, and who is told is remembered."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.monitor.facts.lists import WordLists
from bot.monitor.topics import Topic
from bot.rulebooks import GoneTopic
from bot.store.chats import Chat
from bot.store.history import HistoryFile
from bot.store.states import Platform
from bot.store.store import Store
from tests.store.making import NOW, TOPIC, a_chat, a_fact, a_feed, a_state, an_alert, an_article, an_item, poll, ring

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


def test_a_topic_that_is_back_is_not_told_as_gone(store: Store) -> None:
    """Also when another rulebook cannot be read by then; what may be that one's is neither gone nor back."""
    ada = a_chat(store, 7)
    store.chats.subscribe(ada.id, QUAY.id, NOW)
    store.topics.note_gone([HARBOUR, QUAY], NOW)
    store.topics.note_gone([QUAY], NOW)
    assert store.topics.note_gone([HARBOUR], NOW + HOUR, keep=True) == ()
    assert told_of(store.topics.untold(NOW + 9 * HOUR)) == {}
    assert [one.id for one in store.topics.note_gone([HARBOUR], NOW + 2 * HOUR)] == [QUAY.id]


def test_a_topic_takes_over_what_was_kept_under_its_former_id(store: Store) -> None:
    """Subscribers, states, what articles said, and alerts; who subscribes to both does so once."""
    ada, ben = a_chat(store, 7), a_chat(store, 8)
    store.chats.subscribe(ben.id, QUAY.id, NOW)
    article, news = an_article(1), a_feed(store)
    stance = replace(a_state("refuses", party="NO"), name="stance")
    (number,) = poll(
        store, news, an_item(article, facts=(a_fact(),), states=(a_state("Oslo"), stance), alerts=[an_alert(article)])
    )
    store.topics.note_gone([QUAY], NOW)
    assert store.topics.take_over([QUAY]) is False
    assert store.topics.take_over([replace(QUAY, was=TOPIC)])
    assert store.topics.take_over([replace(QUAY, was=TOPIC)]) is False
    assert [store.chats.subscriptions(chat.id) for chat in (ada, ben)] == [(QUAY.id,)] * 2
    assert told_of(store.topics.untold(NOW + HOUR)) == {}
    now = {(one.topic, one.name): one.current.value for one in store.articles.fact_states() if one.current}
    assert now == {(QUAY.id, "venue"): "Oslo", (QUAY.id, "stance"): "refuses"}
    assert [one.fact.topic for one in store.articles.facts(QUAY.id, limit=9)] == [QUAY.id]
    assert [one.alert.topic for one in store.alerts.recent(topic=QUAY.id)] == [QUAY.id]
    assert store.alerts.get(number).alert.topic == QUAY.id


def test_what_was_known_under_both_ids_is_merged(store: Store) -> None:
    """The new id had begun anew before it said what it was: Oslo stays known beside Bergen."""
    oslo, bergen = a_state("Oslo"), replace(a_state("Bergen"), topic=QUAY.id)
    poll(store, a_feed(store), an_item(an_article(1), states=(oslo, bergen)))
    assert store.topics.take_over([replace(QUAY, was=TOPIC)])
    (state,) = store.articles.fact_states()
    assert (state.topic, {seen.value for seen in state.seen}) == (QUAY.id, {"Oslo", "Bergen"})


def test_the_history_file_stays_as_it_was_written(store: Store, tmp_path: Path) -> None:
    """A line says what was true when it rang, also when the whole file is written anew after the topic's id changed."""
    history = HistoryFile(tmp_path / "alerts.jsonl", store)
    ring(store, a_feed(store), count=3)
    history.write()
    written = (tmp_path / "alerts.jsonl").read_bytes()
    store.topics.take_over([replace(QUAY, was=TOPIC)])
    assert history.verify().ok
    history.rebuild()
    assert (tmp_path / "alerts.jsonl").read_bytes() == written
    assert TOPIC.encode() in written
