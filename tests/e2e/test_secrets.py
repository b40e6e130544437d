"""Secrets: the real program runs, things go wrong, and everything that it wrote or showed is searched for them."""

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.folder import DATABASE
from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import RULEBOOK, Outlet, Program, until
from tests.e2e.test_bad_input import written
from tests.e2e.test_operations import read, served_at

FERRY = (
    "The owner of three white ferries told shareholders that summer guests may stay away, since pilots of its home "
    "port have voted for a strike in July. Cabins were sold at half their price; a brass band was called off."
)
ADA, GROUP = 7, -100_7


def processes(root: int) -> list[int]:
    """Return a process and all that it started."""
    found = [root]
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()):
        try:
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == root:
            found += processes(pid)
    return found


def shown(pid: int, what: str) -> bytes:
    """Return what the process list shows of a process; nothing when it has gone."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("log_format", ["json", "text"])
async def test_everything_that_the_program_writes_and_shows(
    tmp_path: Path, telegram: FakeTelegram, outlet: Outlet, log_format: str
) -> None:
    """Files, logs, tracebacks, answers, health page, process list: neither token nor key; files have rights 0600."""
    telegram.add_chat(GROUP, "supergroup", "Crew", admins={ADA})
    program = Program(
        tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url, METRICS="127.0.0.1:0", LOG_FORMAT=log_format
    )
    keyed = f"{outlet.url('post')}?key=hush"
    feeds = f"  - {{url: '{keyed}', every: 1s}}\n  - {{url: '{outlet.base}/no?token=hush', every: 1s}}\n"
    program.write_rules(RULEBOOK.format(feeds=feeds))
    before = os.umask(0)  # as careless as can be
    try:
        await program.start()
        await telegram.answer_to(ADA, "/sub harbour")
        await until(lambda: outlet.answers["post", 304] > 0)
        with closing(sqlite3.connect(program.state / DATABASE, timeout=20)) as connection:
            connection.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON article_keys WHEN NEW.key LIKE '%refuse%' "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
            connection.commit()
        telegram.fail_next(500, f"fell over bot{telegram.token}", method="getUpdates")
        outlet.publish("post", "one", "Dockers lay down tools and strike in Marlow", "Nobody unloads anything today.")
        await until(lambda: any("Marlow" in message.text for message in telegram.sent_to(ADA)))
        telegram.fail_next(400, f"Bad Request: bot{telegram.token} is odd", method="sendMessage")
        outlet.publish("post", "two", "Ferry company fears the worst for Quell", FERRY)
        await until(lambda: "is odd" in program.log.read_text())
        outlet.publish("post", "https://a.example/refuse?token=hush", "Port dockers strike on", "Another day.")
        await until(lambda: "poll broke" in program.log.read_text())
        for text in ("/feeds", "/status", "/why", "/history", f"/addfeed {outlet.base}/nothing?key=hush"):
            await telegram.answer_to(ADA, text)
        await telegram.answer_to(GROUP, f"/addfeed@tocsin_test_bot {outlet.url('wire')}?api_key=hush")
        await telegram.answer_to(GROUP, "/feeds@tocsin_test_bot")
        assert program._process
        tree = processes(program._process.pid)
        lists = b"".join(shown(pid, "cmdline") for pid in tree)
        of_workers = b"".join(shown(pid, "environ") for pid in tree[1:])
        if log_format == "json":
            base = await served_at(program)
            pages = (await read(f"{base}/metrics"))[1] + (await read(f"{base}/healthz"))[1]
        else:
            pages = ""
        assert (await program.run("backup", "copy.db"))[0] == 0
        assert await program.stop() == 0
    finally:
        os.umask(before)
        await program.close()
    secret = telegram.token.partition(":")[2].encode()
    files = written(tmp_path)
    assert {program.log, program.state / "alerts.jsonl", tmp_path / "copy.db"} <= set(files)
    assert [path.name for path in files if secret.lower() in path.read_bytes().lower()] == []
    databases = {path for path in files if path.name.startswith(DATABASE) or path.name == "copy.db"}
    assert [path.name for path in files if b"hush" in path.read_bytes() and path not in databases] == []
    assert len(tree) >= 3
    assert secret not in lists + of_workers + pages.encode()
    assert b"hush" not in lists + pages.encode()
    assert "hush" not in "".join(message.text for message in telegram.sent if message.chat == GROUP)
    assert secret.decode() not in "".join(message.text for message in telegram.sent)
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in {*databases, *program.state.iterdir()}}
    assert set(modes.values()) == {"0o600"}
    assert stat.S_IMODE(program.state.stat().st_mode) == 0o700
    assert "key=***" in program.log.read_text()
    assert "Traceback" in program.log.read_text()


async def test_a_traceback_that_nobody_caught_is_redacted_too(tmp_path: Path) -> None:
    """What ends the program by surprise goes through the same filter, on the main thread and on others."""
    import asyncio

    token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
    script = (
        "import threading, warnings\n"
        "from bot.config import LogFormat\n"
        "from bot.logs import configure_logs\n"
        "configure_logs(LogFormat.JSON)\n"
        f"def fail(): raise ValueError('https://api.example/bot{token}/getMe')\n"
        f"warnings.warn('seen {token}')\n"
        "thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
        "fail()\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=Path(__file__).parents[2], stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    assert await process.wait() == 1
    assert errors.count(b"ValueError") >= 2
    assert b"seen ***" in errors
    assert token.partition(":")[2].encode() not in errors.replace(script.encode(), b"")
