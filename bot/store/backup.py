"""Backup and restore of an SQLite database, while the program runs and while it does not.

The copy is made by SQLite's own online backup: one consistent view, whatever is written meanwhile, the write-ahead log
included. A copy of the file alone would miss what stands in that log.

Both write beside their target and put the whole in its place with one rename, so that a crash or a full disk leaves
what was there.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from sqlalchemy import update

from bot.errors import WrongEnvironment, WrongInput
from bot.store.database import known_revisions
from bot.store.folder import DATABASE, HISTORY
from bot.store.history import HistoryFile, settle_folder
from bot.store.schema import deliveries
from bot.store.states import DeliveryState
from bot.store.store import Store

BEFORE = ".before-restore"
"""What is added to the names of the files that a restore replaces; a number follows when such a file is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: bytes, and the numbers of articles and alerts in it.

    Attributes:
        kept: After a restore, the name of the file in which the database that was there is kept; empty: none was.
    """

    size: int
    articles: int
    alerts: int
    kept: str = ""


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

    What was there is kept under names that end in ".before-restore", or in ".before-restore-2" and so on when those are
    taken. Alerts that were still on their way when the backup was made are marked as possibly repeated: they may have
    arrived since. The history file is written anew.

    One rename puts the new database, complete, in the place of the old one: whenever the program is killed, one of the
    two is there as a whole, and `restore` can be run again.

    Raises:
        WrongInput: The source is no backup of Tocsin, is damaged, or was made by a newer Tocsin.
        WrongEnvironment: The folder cannot be written, or another program has the database open.
    """
    _check(source)
    database, fresh = folder / DATABASE, folder / f"{DATABASE}.new"
    try:
        for path in (fresh, *_side_files(fresh)):
            path.unlink(missing_ok=True)
        copied = _copy(source, fresh)
        _make_ready(fresh)
        suffix = _free_suffix(folder)
        if is_kept := database.exists():
            _keep(database, folder / (DATABASE + suffix))
        _fold(database)
        settle_folder(folder)
        fresh.replace(database)
        settle_folder(folder)
        if (folder / HISTORY).exists():
            (folder / HISTORY).replace(folder / (HISTORY + suffix))
    except OSError as error:
        raise WrongEnvironment(f"the state folder {folder} cannot be written: {error.strerror}") from None
    _write_history(folder)
    return replace(copied, kept=DATABASE + suffix if is_kept else "")


def _make_ready(fresh: Path) -> None:
    """Bring the tables of a copy up to date, mark what may have arrived since, and leave one file."""
    store = Store.open(fresh)
    try:
        with store.database.write() as connection:
            waiting = deliveries.c.state.in_((DeliveryState.PENDING, DeliveryState.HELD))
            connection.execute(update(deliveries).where(waiting).values(repeat=True))
    finally:
        store.close()
    try:
        with closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise WrongEnvironment(f"{fresh} cannot be written: {error}") from None
    _settle(fresh)


def _free_suffix(folder: Path) -> str:
    names = {path.name for path in folder.iterdir()}
    for number in count(1):
        suffix = BEFORE if number == 1 else f"{BEFORE}-{number}"
        # An interrupted copy, and what earlier versions moved aside, are not to be mixed with this one's.
        ours = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", HISTORY)
        if not names & {name + suffix + end for name in ours for end in ("", "-wal", ".part")}:
            return suffix
    raise AssertionError("numbers do not end")


def _keep(database: Path, kept: Path) -> None:
    """Copy what is there, its write-ahead log included; a damaged file is copied as it is, its log beside it."""
    try:
        _copy(database, kept, mode="ro")  # one that may write would fold the log of a damaged file, or delete it
    except WrongEnvironment:
        for path, end in ((database, ""), (database.with_name(f"{DATABASE}-wal"), "-wal")):
            if path.exists():
                target = kept.with_name(kept.name + end)
                os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                shutil.copyfile(path, target)
                _settle(target)


def _fold(database: Path) -> None:
    """Leave nothing beside a database: SQLite would play an old log into whatever file has the name then."""
    if database.exists():
        try:
            with closing(sqlite3.connect(database)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise WrongEnvironment(f"another program has {database} open; close it and try again") from None
            # It is damaged, and kept as it is.
    for path in _side_files(database):
        path.unlink(missing_ok=True)


def _side_files(database: Path) -> tuple[Path, ...]:
    return tuple(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _write_history(folder: Path) -> None:
    store = Store.open(folder / DATABASE)
    try:
        HistoryFile(folder / HISTORY, store).rebuild()
    finally:
        store.close()


def _copy(source: Path, target: Path, *, mode: str = "rw") -> Copied:
    part = target.with_name(target.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        address = f"{source.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True)) as one, closing(sqlite3.connect(part)) as other:
            one.backup(other)
            other.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            other.commit()
            articles, alerts = (
                other.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
                for table in ("articles", "alerts")
            )
        _settle(part)
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
