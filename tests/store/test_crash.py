"""SIGKILL at any moment: no alert is lost, none is raised or sent twice without a mark."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from bot.store.history import HistoryFile
from bot.store.schema import article_keys, articles, decisions, deliveries, events
from bot.store.states import DeliveryState
from bot.store.store import Store
from tests.store.crashing import CHATS
from tests.store.making import NOW

KILLS = 6


def _run_and_kill(folder: Path, seconds: float) -> list[str]:
    command = [sys.executable, "-m", "tests.store.crashing", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        return [first, *process.stdout]


def _check_whole(store: Store, told: set[int], accepted: list[tuple[int, int, bool]]) -> None:
    """Check everything that must hold after any crash."""
    with store.database.read() as connection:
        assert connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"
        counts = {
            connection.scalar(select(func.count()).select_from(table)) for table in (articles, article_keys, decisions)
        }
        sent = select(deliveries.c.number, deliveries.c.chat_id).where(deliveries.c.state == DeliveryState.SENT)
        marked_sent = {(row.number, row.chat_id) for row in connection.execute(sent)}
        assert connection.scalar(select(func.count()).select_from(events)) is not None
    assert len(counts) == 1  # an article never without its key and its decision
    alerts = store.alerts.recent()
    assert told <= {alert.number for alert in alerts}
    assert len({alert.alert.article for alert in alerts}) == len(alerts)  # raised once
    assert all(len(alert.deliveries) == CHATS for alert in alerts)
    assert marked_sent <= {(number, chat) for number, chat, _ in accepted}


def test_sigkill_loses_nothing_and_repeats_only_with_a_mark(tmp_path: Path) -> None:
    """Over some kills: alerts complete, per chat in order, at most one uncertain per chat and crash, history whole."""
    chance, told = random.Random(5), set[int]()  # noqa: S311 moments of a test, no secret
    uncertain = 0
    for _ in range(KILLS):
        first, *lines = _run_and_kill(tmp_path, chance.uniform(0.02, 0.4))
        assert int(first.split()[1]) <= CHATS
        uncertain += int(first.split()[1])
        told |= {int(number) for line in lines if line.endswith("\n") for number in line.split()[1:]}
        store = Store.open(tmp_path / "tocsin.db")
        _check_whole(store, told, _accepted(tmp_path))
        history = HistoryFile(tmp_path / "alerts.jsonl", store)
        history.write()
        assert history.verify().ok
        store.close()

    store = Store.open(tmp_path / "tocsin.db")
    uncertain += store.outbox.recover(NOW)
    store.outbox.settle_uncertain(resend=True, now=NOW)
    last = []
    while claimed := store.outbox.claim(NOW, 10):
        for delivery in claimed:
            last.append((delivery.first.number, delivery.chat.id, delivery.repeat))
            store.outbox.mark_sent(delivery, 1, NOW)
    accepted = _accepted(tmp_path) + last

    everything = {(alert.number, way.chat.id) for alert in store.alerts.recent() for way in alert.deliveries}
    assert {(number, chat) for number, chat, _ in accepted} == everything
    assert max(Counter((number, chat) for number, chat, repeat in accepted if not repeat).values()) == 1
    assert sum(repeat for *_, repeat in accepted) <= uncertain
    for chat in {chat for _, chat, _ in accepted}:
        numbers = [number for number, to, _ in accepted if to == chat]
        assert numbers == sorted(numbers)
    store.close()


def _accepted(folder: Path) -> list[tuple[int, int, bool]]:
    lines = (folder / "accepted").read_text(encoding="utf-8").splitlines() if (folder / "accepted").exists() else []
    return [(int(number), int(chat), repeat == "1") for number, chat, repeat in (line.split() for line in lines)]
