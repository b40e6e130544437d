"""Backup and restore of an SQLite database, while the program runs and while it does not.

The copy is made by SQLite's own online backup: one consistent view, whatever is written meanwhile, the write-ahead log
included. A copy of the file alone would miss what stands in that log.

Both write beside their target and put the whole in its place with one rename, so that a crash or a full disk leaves
what was there.
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update

from bot.errors import WrongEnvironment, WrongInput
from bot.store.database import known_revisions
from bot.store.folder import DATABASE, HISTORY
from bot.store.history import HistoryFile
from bot.store.schema import deliveries
from bot.store.states import DeliveryState
from bot.store.store import Store

BEFORE = ".before-restore"
"""What is added to the names of the files that a restore replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: bytes, and the numbers of articles and alerts in it."""

    size: int
    articles: int
    alerts: int


def back_up(database: Path, target: Path) -> Copied:
    """Copy a database, which may be in use, into a file that did not exist.

    Raises:
        WrongInput: The target exists.
        WrongEnvironment: The database cannot be read, or the target not written.
    """
    if target.exists():
        raise WrongInput(f"{target} exists; name a file that does not")
    return _copy(database, target)


def restore(folder: Path, source: Path) -> Copied:
    """Put a backup in the place of a state folder's database; hold the folder's lock meanwhile.

    What was there is kept under names that end in ".before-restore". Alerts that were still on their way when the
    backup was made are marked as possibly repeated: they may have arrived since. The history file is written anew.

    Raises:
        WrongInput: The source is no backup of Tocsin, is damaged, or was made by a newer Tocsin.
        WrongEnvironment: The folder cannot be written.
    """
    _check(source)
    fresh = folder / f"{DATABASE}.new"
    fresh.unlink(missing_ok=True)
    copied = _copy(source, fresh)
    try:
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", HISTORY):
            if (folder / name).exists():
                (folder / name).replace(folder / (name + BEFORE))
        fresh.replace(folder / DATABASE)
    except OSError as error:
        raise WrongEnvironment(f"the state folder {folder} cannot be written: {error.strerror}") from None
    _open_again(folder)
    return copied


def _open_again(folder: Path) -> None:
    """Bring the restored tables up to date, mark what may have arrived since, and write the history file anew."""
    store = Store.open(folder / DATABASE)
    try:
        with store.database.write() as connection:
            waiting = deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.HELD))
            connection.execute(update(deliveries).where(waiting).values(repeat=True))
        HistoryFile(folder / HISTORY, store).rebuild()
    finally:
        store.close()


def _copy(source: Path, target: Path) -> Copied:
    part = target.with_name(target.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(part)) as other:
            one.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            other.commit()
            articles, alerts = (
                other.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
                for table in ("articles", "alerts")
            )
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise WrongEnvironment(f"{source} cannot be copied to {target}: {error}") from None
    return Copied(size=target.stat().st_size, articles=articles, alerts=alerts)


def _check(source: Path) -> None:
    if not source.is_file():
        raise WrongInput(f"there is no file {source}")
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            health = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error:
        raise WrongInput(f"{source} is no backup of Tocsin") from None
    if health != ("ok",):
        raise WrongInput(f"{source} is damaged: {health[0]}")
    if found is None or found[0] not in known_revisions():
        raise WrongInput(f"{source} was made by a newer Tocsin; update the program")
