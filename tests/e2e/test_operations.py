"""Operations, end to end: the real program is watched, backed up while it runs, and restored."""

import json
import re
import stat
from pathlib import Path

import aiohttp
import pytest

from bot.store.folder import DATABASE
from bot.store.pulse import FRESH
from bot.store.states import DeliveryState
from bot.store.store import Store
from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import RULEBOOK, Outlet, Program, until

ADA = 7


@pytest.fixture
def watched(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> Program:
    """A program with health and metrics at a free port, a feed that works and one that is a web page."""
    program = Program(tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url, METRICS="127.0.0.1:0")
    feeds = f"  - {{url: '{outlet.url('post')}?key=hush', name: post.example, every: 1s}}\n"
    feeds += f"  - {{url: '{telegram.api_url}/botx/page', name: page.example, every: 1s}}\n"
    program.write_rules(RULEBOOK.format(feeds=feeds))
    return program


async def served_at(program: Program) -> str:
    """Return the base address of health and metrics, as the program's log tells it."""

    def find() -> str | None:
        found = re.search(r'"event": "health and metrics"', program.log.read_text())
        lines = [json.loads(line) for line in program.log.read_text().splitlines()] if found else []
        return next((line["url"] for line in lines if line["event"] == "health and metrics"), None)

    base: str = await until(find)
    return base


async def read(url: str) -> tuple[int, str]:
    """Return the status and the text at an address."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


def value(text: str, name: str) -> float:
    """Return the value of a metric; 0 when it is not there."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_health_and_metrics(watched: Program, telegram: FakeTelegram, outlet: Outlet) -> None:
    """Polls, failures, articles, alerts, deliveries and their lag are counted; nothing secret is told."""
    await watched.start()
    try:
        base = await served_at(watched)
        await telegram.answer_to(ADA, "/sub harbour")
        await until(lambda: outlet.answers["post", 304] > 0)
        outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
        await until(lambda: any("dockers" in message.text for message in telegram.sent_to(ADA)))

        async def metrics() -> str:
            return (await read(f"{base}/metrics"))[1]

        text = ""
        for _ in range(100):
            text = await metrics()
            if value(text, 'tocsin_deliveries_total{outcome="sent"}'):
                break
        assert value(text, 'tocsin_deliveries_total{outcome="sent"}') == 1
        assert value(text, 'tocsin_alerts_total{kind="keywords"}') == 1
        assert value(text, 'tocsin_articles_total{relation="new"}') == 1
        assert value(text, 'tocsin_polls_total{outcome="new"}') >= 1
        assert value(text, 'tocsin_polls_total{outcome="unchanged"}') >= 1
        assert value(text, 'tocsin_polls_total{outcome="failed"}') >= 1
        assert value(text, 'tocsin_poll_failures_total{kind="http"}') >= 1
        assert value(text, "tocsin_delivery_lag_seconds_count") == 1
        assert 0 <= value(text, "tocsin_delivery_lag_seconds_sum") < 600
        assert value(text, 'tocsin_feeds{state="active"}') == 1
        assert value(text, 'tocsin_feeds{state="failing"}') == 1
        assert value(text, 'tocsin_chats{state="active"}') == 1
        assert value(text, "tocsin_queue_deliveries") == 0
        assert 'tocsin_parse_failures_total{kind="not a feed"}' in text
        assert value(text, "process_resident_memory_bytes") > 0

        status, body = await read(f"{base}/healthz")
        told = json.loads(body)
        assert (status, told["status"]) == (200, "ok")
        assert told["feeds"] == {"active": 1, "failing": 1, "gone": 0}
        assert 0 <= told["heartbeat_age_seconds"] < FRESH.total_seconds()
        assert (await read(f"{base}/"))[0] == 404
        for secret in ("hush", telegram.token, "dockers", "post"):
            assert secret not in text + body
        assert await watched.stop() == 0
    finally:
        await watched.close()


async def test_a_port_that_is_taken_is_one_line(tmp_path: Path, outlet: Outlet) -> None:
    """The program does not run unwatched when it was to be watched: exit code 3 and a line that names the setting."""
    port = outlet.base.rpartition(":")[2]
    program = Program(tmp_path, METRICS=port)
    program.write_rules("rulebook: nothing\n")
    code, _, errors = await program.run("run")
    assert code == 3
    assert f"tocsin: TOCSIN_METRICS: cannot listen at 127.0.0.1:{port}" in errors.splitlines()[-1]


async def test_backup_and_restore_of_a_running_program(
    program: Program, telegram: FakeTelegram, outlet: Outlet, tmp_path: Path
) -> None:
    """A backup is made meanwhile; a restore waits for the stop; then the program goes on, and nothing comes twice."""
    await program.start()
    await telegram.answer_to(ADA, "/sub harbour")
    await until(lambda: outlet.answers["post", 304] > 0)
    outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
    await until(lambda: any("dockers" in message.text for message in telegram.sent_to(ADA)))
    await until(lambda: '"state": "sent"' in program.log.read_text())
    code, output, _ = await program.run("backup", "copy.db")
    assert code == 0
    assert output.strip().endswith("1 articles, 1 alerts")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    code, _, errors = await program.run("restore", "copy.db")
    assert code == 3
    assert "another Tocsin" in errors
    code, output, _ = await program.run("status")
    assert code == 0
    assert "1 sent" in output
    assert "queue        empty" in output
    assert await program.stop() == 0

    (program.state / DATABASE).write_bytes(b"a disk that failed")
    code, output, _ = await program.run("restore", "copy.db")
    assert (code, "1 alerts" in output) == (0, True)
    assert (await program.run("history", "--verify"))[0] == 0
    before, polled = len(telegram.sent_to(ADA)), sum(outlet.answers.values())
    await program.start()
    await until(lambda: sum(outlet.answers.values()) > polled + 4)
    assert await program.stop() == 0
    assert len(telegram.sent_to(ADA)) == before
    store = Store.open(program.state / DATABASE)
    assert store.outbox.counts()[DeliveryState.SENT] == 1
    store.close()
