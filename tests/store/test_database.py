"""Opening a store, its tables, and its transactions."""

import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from bot.errors import WrongEnvironment
from bot.store.columns import Moment, Seconds, storable
from bot.store.database import Database, StoreUnavailable, open_database
from bot.store.schema import meta, metadata
from bot.store.store import Store


def _tables(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Return each table's columns and constraints (in any order), and each index, as SQLite keeps them."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("select name, sql from sqlite_master where sql is not null").fetchall()
    connection.close()
    found = {}
    for name, sql in rows:
        head, _, body = " ".join(sql.split()).partition("(")
        parts = re.split(r", (?![^(]*\))", body.strip().removesuffix(")"))
        if name not in ("alembic_version", "sqlite_sequence"):
            found[name] = (head.strip(), sorted(part.strip() for part in parts))
    return found


def test_migrated_schema_equals_the_tables_in_the_code(tmp_path: Path) -> None:
    """The revisions lead to exactly the tables, indexes and constraints that `schema` declares."""
    Store.open(tmp_path / "migrated.db").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(engine)
    engine.dispose()

    assert _tables(tmp_path / "migrated.db") == _tables(tmp_path / "declared.db")


def test_files_are_for_their_owner_only(store: Store, tmp_path: Path) -> None:
    """The database and its side files have the rights 0600, whatever the umask."""
    store.meta.set("a", "b")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"tocsin.db": 0o600, "tocsin.db-wal": 0o600, "tocsin.db-shm": 0o600}


def test_pragmas_keep_the_promise(store: Store) -> None:
    """Each connection writes ahead, syncs fully, checks references and waits for others."""
    with store.database.read() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        values = [connection.exec_driver_sql(f"pragma {name}").scalar() for name in names]
    assert values == ["wal", 2, 1, 10_000]


def test_reopened_store_remembers(store: Store, tmp_path: Path) -> None:
    """What was saved is there after closing and opening, by path and by address."""
    store.meta.set("a", "ä")
    store.close()
    for where in (tmp_path / "tocsin.db", f"sqlite:///{tmp_path / 'tocsin.db'}"):
        again = Store.open(where)
        assert again.meta.get("a") == "ä"
        again.close()


def test_meta_is_overwritten_and_forgotten(store: Store) -> None:
    """A mark has its last value; None forgets it."""
    store.meta.set("a", "1")
    store.meta.set("a", "2")
    assert store.meta.get("a") == "2"
    store.meta.set("a", None)
    assert store.meta.get("a") is None


def test_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    """A database in a folder that does not exist is refused in one sentence."""
    with pytest.raises(WrongEnvironment, match=r"cannot be opened for writing: No such file"):
        Store.open(tmp_path / "nowhere" / "tocsin.db")


def test_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    """A text file in the database's place is refused and left as it is."""
    (tmp_path / "tocsin.db").write_text("groceries: bread, salt\n" * 100, encoding="utf-8")
    with pytest.raises(WrongEnvironment, match="file is not a database"):
        Store.open(tmp_path / "tocsin.db")
    assert (tmp_path / "tocsin.db").read_text(encoding="utf-8").startswith("groceries")


def test_newer_schema_is_a_clear_error(tmp_path: Path) -> None:
    """A database of a newer Tocsin is refused, not touched."""
    Store.open(tmp_path / "tocsin.db").close()
    with sqlite3.connect(tmp_path / "tocsin.db") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    with pytest.raises(WrongEnvironment, match=r"newer Tocsin \(schema 9999\)"):
        Store.open(tmp_path / "tocsin.db")


def test_address_that_cannot_be_read_is_a_clear_error() -> None:
    """A broken database address is refused without being shown: it may hold a password."""
    with pytest.raises(WrongEnvironment) as caught:
        Store.open("nonsense://me:secret@[/")
    assert "secret" not in str(caught.value)


def test_unknown_kind_of_database_is_a_clear_error() -> None:
    """An address of a database that we have no driver for is refused in one sentence."""
    with pytest.raises(WrongEnvironment, match="driver"):
        Store.open("oracle://me:secret@db.example/x")


def test_failed_block_leaves_nothing(store: Store) -> None:
    """A write block that raises saves none of its parts, and the next block works."""

    def fail(database: Database) -> None:
        with database.write() as connection:
            connection.execute(insert(meta).values(key="half", value="1"))
            raise KeyError("in the middle")

    with pytest.raises(KeyError):
        fail(store.database)
    assert store.meta.get("half") is None
    store.meta.set("whole", "1")


def test_full_disk_is_a_clear_error_and_saves_nothing(store: Store) -> None:
    """When the disk is full the call fails in one sentence; earlier data stays and later calls work."""
    store.meta.set("before", "1")
    with store.database.read() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar()
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")

    with pytest.raises(StoreUnavailable, match="full"):
        store.meta.set("big", "x" * 1_000_000)

    assert (store.meta.get("before"), store.meta.get("big")) == ("1", None)
    with store.database.read() as connection:
        connection.exec_driver_sql("pragma max_page_count = 1000000")
    store.meta.set("big", "x" * 1_000_000)


def test_reader_from_another_process_is_not_in_the_way(store: Store, tmp_path: Path) -> None:
    """A write goes through while somebody else reads, and the reader keeps its view."""
    store.meta.set("a", "1")
    other = open_database(tmp_path / "tocsin.db")
    with other.read() as connection:
        assert connection.scalar(select(meta.c.value)) == "1"
        store.meta.set("a", "2")
        assert connection.scalar(select(meta.c.value)) == "1"
    other.close()


def test_store_may_live_on_a_thread_of_its_own(store: Store) -> None:
    """A store that one thread has opened is used by another, one call at a time."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(store.meta.set, "a", "1").result()
        assert thread.submit(store.meta.get, "a").result() == "1"
    assert store.meta.get("a") == "1"


def test_tables_can_be_made_on_postgresql() -> None:
    """Every table has its words in PostgreSQL's language, so that the growth to it stays open."""
    for table in metadata.sorted_tables:
        text = str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
        assert "DATETIME" not in text
        assert "AUTOINCREMENT" not in text


def test_migration_that_fails_leaves_no_table(tmp_path: Path) -> None:
    """The revisions run in one transaction: a crash among them leaves the database as it was."""
    path = tmp_path / "tocsin.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table meta (mine text)")
    connection.close()

    with pytest.raises(WrongEnvironment, match="already exists"):
        Store.open(path)

    assert list(_tables(path)) == ["meta"]


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 hypothesis wants naive bounds
def test_times_come_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    """Any aware time survives to the microsecond, in UTC."""
    dialect = create_engine("sqlite://").dialect
    bound = Moment().process_bind_param(moment, dialect)
    assert bound is not None
    back = Moment().process_result_value(bound.replace(tzinfo=None), dialect)
    assert back == moment.astimezone(UTC)
    assert back is not None
    assert back.tzinfo is UTC


def test_time_without_zone_is_refused() -> None:
    """A naive time is a programming error, never a guess."""
    with pytest.raises(ValueError, match="without a zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), create_engine("sqlite://").dialect)  # noqa: DTZ001 that is the test


def test_durations_keep_microseconds() -> None:
    """A duration comes back exactly."""
    dialect = create_engine("sqlite://").dialect
    duration = timedelta(days=400, microseconds=1)
    assert Seconds().process_result_value(Seconds().process_bind_param(duration, dialect), dialect) == duration


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_stored(text: str) -> None:
    """Whatever a header or a guid holds, it is storable; ordinary text is not changed."""
    stored = storable(text)
    stored.encode()
    assert "\0" not in stored
    if not any(0xD800 <= ord(char) < 0xE000 or char == "\0" for char in text):
        assert stored == text
