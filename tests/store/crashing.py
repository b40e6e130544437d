"""A process that polls and sends as fast as it can, until somebody kills it; see `test_crash`.

`python -m tests.store.crashing FOLDER`: what "Telegram" has accepted is appended to `FOLDER/accepted`, one line per
message: alert, chat, and whether it was marked as a repeat. Each committed alert is told on stdout.
"""

import os
import sys
from pathlib import Path

from bot.store.history import HistoryFile
from bot.store.store import Store
from tests.store.making import NOW, a_chat, a_feed, an_alert, an_article, an_item, poll

CHATS = 3


def _accept(accepted: int, store: Store) -> None:
    for delivery in store.outbox.claim(NOW, 10):
        os.write(accepted, f"{delivery.first.number} {delivery.chat.id} {int(delivery.repeat)}\n".encode())
        store.outbox.mark_sent(delivery, delivery.first.number, NOW)


def main(folder: Path) -> None:
    """Poll, send and write the history, for ever."""
    store = Store.open(folder / "tocsin.db")
    history = HistoryFile(folder / "alerts.jsonl", store)
    accepted = os.open(folder / "accepted", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    feed = a_feed(store)
    for address in range(1, CHATS + 1):
        a_chat(store, address)
    print("uncertain", store.outbox.recover(NOW), flush=True)  # noqa: T201 the parent reads it
    store.outbox.settle_uncertain(resend=True, now=NOW)
    while True:
        articles = [an_article(store.articles.next_id()) for _ in range(3)]
        items = [an_item(article, alerts=[an_alert(article)]) for article in articles]
        print("committed", *poll(store, feed, *items), flush=True)  # noqa: T201 the parent reads it
        for _ in range(4):
            _accept(accepted, store)
        history.write()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
