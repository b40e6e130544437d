"""Backup and restore: one consistent copy while the store is written to, and a restore that leaves what was there."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import WrongEnvironment, WrongInput
from bot.store.backup import BEFORE, back_up, restore
from bot.store.folder import DATABASE, HISTORY
from bot.store.history import HistoryFile
from bot.store.states import DeliveryState
from bot.store.store import Store
from tests.store.making import NOW, a_chat, a_feed, ring


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder."""
    made = tmp_path / "state"
    made.mkdir()
    return made


def test_a_backup_holds_what_was_committed_while_the_store_is_open(folder: Path, tmp_path: Path) -> None:
    """The write-ahead log is in it; nobody else may read it; it is one file."""
    store = Store.open(folder / DATABASE)
    a_chat(store)
    ring(store, a_feed(store), 3)
    assert (folder / f"{DATABASE}-wal").stat().st_size > 0
    copied = back_up(folder / DATABASE, tmp_path / "copy.db")
    ring(store, a_feed(store), 1)
    store.close()
    assert (copied.articles, copied.alerts) == (3, 3)
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "state"]
    copy = Store.open(tmp_path / "copy.db")
    assert len(copy.alerts.recent()) == 3
    copy.close()


def test_a_backup_in_the_midst_of_a_transaction_holds_all_or_nothing_of_it(folder: Path, tmp_path: Path) -> None:
    """What is not committed when the copy is made is not in it, and the writer is not disturbed."""
    store = Store.open(folder / DATABASE)
    with store.database.write() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('half', 'done')")
        back_up(folder / DATABASE, tmp_path / "copy.db")
    assert store.meta.get("half") == "done"
    store.close()
    copy = Store.open(tmp_path / "copy.db")
    assert copy.meta.get("half") is None
    copy.close()


def test_a_backup_overwrites_nothing_and_leaves_nothing_half(folder: Path, tmp_path: Path) -> None:
    """A file that is there stays; what cannot be written is one sentence, and no part of it stays behind."""
    Store.open(folder / DATABASE).close()
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(WrongInput, match="exists"):
        back_up(folder / DATABASE, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"
    with pytest.raises(WrongEnvironment, match="cannot be copied"):
        back_up(folder / DATABASE, tmp_path / "nowhere" / "copy.db")
    (folder / "no.db").write_text("nonsense" * 1000)
    with pytest.raises(WrongEnvironment, match="cannot be copied"):
        back_up(folder / "no.db", tmp_path / "other.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "state"]


def test_a_restore_brings_back_what_was_and_keeps_what_is(folder: Path, tmp_path: Path) -> None:
    """What waited then is marked as possibly repeated; the history file says what the database says."""
    store = Store.open(folder / DATABASE)
    a_chat(store)
    ring(store, a_feed(store), 2)
    back_up(folder / DATABASE, tmp_path / "copy.db")
    (sent,) = store.outbox.claim(NOW, 10)
    store.outbox.mark_sent(sent, 5, NOW)
    ring(store, a_feed(store), 1)
    HistoryFile(folder / HISTORY, store).write()
    store.close()
    later = (folder / HISTORY).read_bytes()

    assert restore(folder, tmp_path / "copy.db").alerts == 2
    store = Store.open(folder / DATABASE)
    assert len(store.alerts.recent()) == 2
    assert store.outbox.counts()[DeliveryState.SENT] == 0
    (again,) = store.outbox.claim(NOW, 10)
    assert (again.first.number, again.repeat) == (sent.first.number, True)
    assert HistoryFile(folder / HISTORY, store).verify().ok
    store.close()
    assert (folder / (HISTORY + BEFORE)).read_bytes() == later
    assert stat.S_IMODE((folder / DATABASE).stat().st_mode) == 0o600
    kept = Store.open(folder / (DATABASE + BEFORE))
    assert len(kept.alerts.recent()) == 3
    kept.close()


def test_a_damaged_database_is_put_aside(folder: Path, tmp_path: Path) -> None:
    """The restore does not need to read what it replaces."""
    Store.open(folder / DATABASE).close()
    back_up(folder / DATABASE, tmp_path / "copy.db")
    (folder / DATABASE).write_bytes(b"\0" * 5000)
    (folder / f"{DATABASE}-wal").write_bytes(b"torn")
    restore(folder, tmp_path / "copy.db")
    Store.open(folder / DATABASE).close()
    assert (folder / (DATABASE + BEFORE)).read_bytes() == b"\0" * 5000
    assert (folder / (DATABASE + BEFORE + "-wal")).read_bytes() == b"torn"


def test_a_second_restore_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    """Each restore keeps what it replaced, under a name of its own; what is kept has its write-ahead log in it."""
    store = Store.open(folder / DATABASE)
    a_chat(store)
    ring(store, a_feed(store), 2)
    back_up(folder / DATABASE, tmp_path / "copy.db")
    ring(store, a_feed(store), 5)
    killed = tmp_path / "killed"
    shutil.copytree(folder, killed)  # as a kill leaves it: the log is not folded in
    store.close()
    (killed / (HISTORY + BEFORE)).write_text("of an older restore")
    assert (killed / f"{DATABASE}-wal").stat().st_size > 0
    assert restore(killed, tmp_path / "copy.db").kept == f"{DATABASE}{BEFORE}-2"
    assert restore(killed, tmp_path / "copy.db").kept == f"{DATABASE}{BEFORE}-3"
    assert [count_alerts(killed / f"{DATABASE}{BEFORE}-{number}") for number in (2, 3)] == [7, 2]
    assert (killed / (HISTORY + BEFORE)).read_text() == "of an older restore"


def test_a_restore_waits_for_no_shell(folder: Path, tmp_path: Path) -> None:
    """While another program has the database open, nothing is put under its feet."""
    Store.open(folder / DATABASE).close()
    back_up(folder / DATABASE, tmp_path / "copy.db")
    store = Store.open(folder / DATABASE)
    ring(store, a_feed(store), 1)
    with pytest.raises(WrongEnvironment, match="another program has"):
        restore(folder, tmp_path / "copy.db")
    assert len(store.alerts.recent()) == 1
    store.close()


KILLED_AT_EVERY_STEP = """
import os, shutil, sys
from pathlib import Path
from bot.store.backup import restore

state, copy, places = map(Path, sys.argv[1:])
STEPS = {"os.rename", "os.remove", "open", "sqlite3.connect"}
for step in range(1_000):
    place = places / str(step)
    shutil.copytree(state, place)
    child = os.fork()
    if not child:
        left = step
        def kill(event, values):
            global left
            if event in STEPS and str(place) in str(values[0]):
                left -= 1
                if left < 0:
                    os._exit(9)
        sys.addaudithook(kill)
        restore(place, copy)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code != 9:
        sys.exit(code)
"""
"""Restores copies of a state folder: one is killed before its first step on a file, the next before its second."""


@pytest.mark.slow
def test_a_restore_that_is_killed_at_any_step_can_be_run_again(folder: Path, tmp_path: Path) -> None:
    """The database is the old one or the marked new one, whole; what was there is never lost."""
    store = Store.open(folder / DATABASE)
    a_chat(store)
    ring(store, a_feed(store), 2)
    back_up(folder / DATABASE, tmp_path / "copy.db")
    ring(store, a_feed(store), 5)
    HistoryFile(folder / HISTORY, store).write()
    places = tmp_path / "places"
    command = [sys.executable, "-c", KILLED_AT_EVERY_STEP, *map(str, (folder, tmp_path / "copy.db", places))]
    subprocess.run(command, check=True)  # the store is open, so its log is copied too
    store.close()
    killed = sorted(places.iterdir(), key=lambda place: int(place.name))
    assert len(killed) > 10
    found = set()
    for place in killed:
        assert (place / DATABASE).exists()
        found.add(state_of(place))
        restore(place, tmp_path / "copy.db")
        assert state_of(place) == (2, frozenset({True}))
        kept = [path for path in place.iterdir() if path.name.startswith(DATABASE + BEFORE)]
        assert 7 in [count_alerts(path) for path in kept if not path.name.endswith((".part", "-wal", "-shm"))]
    assert found == {(7, frozenset({False})), (2, frozenset({True}))}


def state_of(place: Path) -> tuple[int, frozenset[bool]]:
    """Return how many alerts there are, and whether what waits is marked as possibly repeated."""
    store = Store.open(place / DATABASE)
    try:
        alerts, claimed = len(store.alerts.recent()), store.outbox.claim(NOW, 10)
        HistoryFile(place / HISTORY, store).write()
        assert HistoryFile(place / HISTORY, store).verify().ok
        return alerts, frozenset(claim.repeat for claim in claimed)
    finally:
        store.close()


def count_alerts(path: Path) -> int:
    """Return how many alerts a database has."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM alerts").fetchone()[0])


def damage(path: Path) -> None:
    """Overwrite the middle of a database."""
    raw = bytearray(path.read_bytes())
    raw[5000:30_000] = b"\xff" * 25_000
    path.write_bytes(raw)


def make_newer(path: Path) -> None:
    """Let a database look like one of a newer version."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.unlink(), "there is no file"),
        (lambda path: path.write_text("groceries" * 900), "is no backup"),
        (lambda path: path.write_bytes(b""), "is no backup"),
        (damage, "is damaged|is no backup"),
        (make_newer, "newer Tocsin"),
    ],
    ids=["missing", "text", "empty", "damaged", "newer"],
)
def test_what_is_no_good_backup_is_refused_and_nothing_is_touched(
    folder: Path, tmp_path: Path, spoil: object, why: str
) -> None:
    """One sentence says what is wrong with it."""
    store = Store.open(folder / DATABASE)
    a_chat(store)
    ring(store, a_feed(store), 20)
    store.close()
    before = (folder / DATABASE).read_bytes()
    back_up(folder / DATABASE, tmp_path / "copy.db")
    spoil(tmp_path / "copy.db")  # type: ignore[operator]
    with pytest.raises(WrongInput, match=why):
        restore(folder, tmp_path / "copy.db")
    assert (folder / DATABASE).read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.endswith((BEFORE, ".new", ".part"))] == []
