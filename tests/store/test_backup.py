"""Backup and restore: one consistent copy while the store is written to, and a restore that leaves what was there."""

import sqlite3
import stat
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
    assert (folder / (f"{DATABASE}-wal" + BEFORE)).read_bytes() == b"torn"


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
