"""The database: opening it, bringing its tables up to date, and the two kinds of transaction."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, QueuePool, Table, create_engine, event, insert, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from bot.errors import WrongEnvironment

BUSY_TIMEOUT = 10_000
"""Milliseconds that a transaction waits for another process (a backup, a shell) before it gives up."""
CHUNK = 500
"""Values in one `IN (...)`; SQLite allows 32,766 and PostgreSQL 65,535."""


class StoreUnavailable(WrongEnvironment):
    """The database cannot be read or written: disk full, read-only, locked, damaged. Nothing of the call was saved."""


class Database:
    """One connection and its transactions, for one thread. A block within a writing one belongs to its transaction."""

    def __init__(self, engine: Engine, *, name: str) -> None:
        self._engine, self._name = engine, name
        self._writing: Connection | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give the connection for reading: one consistent view of everything."""
        if self._writing is not None:
            yield self._writing
            return
        with self._engine.connect() as connection, self._explained():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give the connection for writing: all of the block is committed, or nothing when it raises.

        Raises:
            StoreUnavailable: The database refused, for example because the disk is full.
        """
        if self._writing is not None:
            yield self._writing
            return
        with self._explained(), self._engine.connect() as connection:
            connection.info["writing"] = True
            with connection.begin():
                self._writing = connection
                try:
                    yield connection
                finally:
                    self._writing = None

    def close(self) -> None:
        """Close the connection; SQLite folds its write-ahead log into the file."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StoreUnavailable(f"the database {self._name} cannot be used: {error.orig}") from error


def insert_row(connection: Connection, table: Table, **values: Any) -> int:
    """Insert a row into a table that numbers its rows; return its number."""
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    if key is None:
        raise AssertionError(f"{table.name} did not number its row")
    return int(key[0])


def open_database(where: str | Path) -> Database:
    """Open the database, create it when it is missing, and bring its tables up to date.

    Args:
        where: A path of an SQLite file, or a database address such as `sqlite:///state/tocsin.db`.

    Raises:
        WrongEnvironment: It cannot be opened or written, is no database, or was written by a newer Tocsin.
    """
    engine = _engine(where)
    name = engine.url.database or engine.url.render_as_string(hide_password=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
    database = Database(engine, name=name)
    try:
        with database.write() as connection:
            _migrate(connection, name)
    except BaseException:
        database.close()
        raise
    return database


def _engine(where: str | Path) -> Engine:
    try:
        url = (
            make_url(where) if isinstance(where, str) and "://" in where else URL.create("sqlite", database=str(where))
        )
        if url.get_backend_name() == "sqlite" and url.database:
            _create_file(Path(url.database))
        return create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=5)
    except (ArgumentError, ImportError, ValueError):  # none of their texts is shown: the address may hold a password
        raise WrongEnvironment(
            "TOCSIN_DATABASE_URL: this address cannot be used; it looks like sqlite:///state/tocsin.db, and other "
            "databases need their driver installed"
        ) from None


def sqlite_file(where: str | Path) -> Path | None:
    """Return the file of an SQLite database, or None when the address is another kind's or has no file."""
    if isinstance(where, Path):
        return where
    try:
        url = make_url(where)
    except ArgumentError:
        return None
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _create_file(path: Path) -> None:
    """Make sure that only its owner can read the file; SQLite gives its side files the same rights."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise WrongEnvironment(
            f"the database {path} cannot be opened for writing: {error.strerror}; check its folder's owner and rights"
        ) from None


def _prepare_connection(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # otherwise sqlite3 opens transactions late and by itself
    for pragma in ("foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT}", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that begins as a reader and then writes fails at once when another process wrote in between.
    writing = connection.info.pop("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def known_revisions() -> frozenset[str]:
    """Return the revisions of the tables that this version can bring up to date."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions())


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _migrate(connection: Connection, name: str) -> None:
    config = _migrations()
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    at = MigrationContext.configure(connection).get_current_revision()
    if at == scripts.get_current_head():
        return
    if at is not None and at not in known_revisions():
        raise WrongEnvironment(f"the database {name} was written by a newer Tocsin (schema {at}); update the program")
    command.upgrade(config, "head")
