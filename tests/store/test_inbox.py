"""The inbox: updates are kept until they are handled, and act once."""

from functools import partial

import pytest

from bot.store.inbox import KEEP
from bot.store.store import Store
from tests.store.making import MINUTE, NOW, TOPIC, a_chat


def test_an_update_is_taken_once_and_kept_until_it_is_handled(store: Store) -> None:
    """The same number is not taken again, not even after it was handled; unhandled ones come in their order."""
    assert store.inbox.put(12, "twelve", NOW)
    assert store.inbox.put(11, "eleven", NOW)
    assert not store.inbox.put(12, "again", NOW)
    assert [(one.update_id, one.body) for one in store.inbox.unhandled()] == [(11, "eleven"), (12, "twelve")]
    store.inbox.finish(11, NOW)
    assert [one.update_id for one in store.inbox.unhandled()] == [12]
    assert not store.inbox.put(11, "once more", NOW)


def test_numbers_are_forgotten_when_they_cannot_come_again(store: Store) -> None:
    """Handled ones after two days; what is not handled is kept however long it takes."""
    store.inbox.put(1, "one", NOW)
    store.inbox.put(2, "two", NOW)
    store.inbox.finish(1, NOW)
    assert store.inbox.tidy(NOW + KEEP) == 0
    assert store.inbox.tidy(NOW + KEEP + MINUTE) == 1
    assert [one.update_id for one in store.inbox.unhandled()] == [2]


def test_an_update_and_what_it_does_are_one_transaction(store: Store) -> None:
    """Either both are saved, or neither: a crash between them cannot be."""
    chat = a_chat(store, topic=None)
    store.inbox.put(1, "/sub", NOW)
    assert not store.inbox.has_acted(1)

    def fails_late() -> None:
        store.chats.subscribe(chat.id, TOPIC, NOW)
        assert store.chats.subscriptions(chat.id) == (TOPIC,)  # seen within the transaction
        raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError, match="power"):
        store.inbox.act(1, fails_late, NOW)
    assert (store.inbox.has_acted(1), store.chats.subscriptions(chat.id)) == (False, ())

    assert store.inbox.act(1, partial(store.chats.subscribe, chat.id, TOPIC, NOW), NOW)
    assert (store.inbox.has_acted(1), store.chats.subscriptions(chat.id)) == (True, (TOPIC,))
    assert [one.update_id for one in store.inbox.unhandled()] == [1]  # nobody has been answered yet
