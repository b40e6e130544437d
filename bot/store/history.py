"""The history file: `alerts.jsonl`, a projection of the database for people and other programs.

Theory of operation
    The lines stand in the database, in the order in which they became true. `write` appends those behind the cursor,
    asks the disk to keep them, and then moves the cursor, which is stored in the database: the number of the last line
    that is surely in the file, and the file's size then. A crash leaves some of the next lines beyond that size, the
    last one perhaps torn; they can only be the beginning of what comes next, so `write` writes the same bytes over
    them. So no line is missing or doubled after a crash at any point, and who follows the file notices nothing.

Known limits
    A file that others have changed is found when its end no longer fits the cursor; it is kept as `*.old` and rebuilt.
    A change in the middle is found by `verify`, which reads everything.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from bot.store.database import StoreUnavailable
from bot.store.events import find_lines
from bot.store.meta import find_mark, save_mark
from bot.store.store import Store

_CURSOR = "history.cursor"
_PAGE = 500
"""Lines per append and fsync: every 50 lines make 17,000 lines/s, and more hardly help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryCheck:
    """How the file compares with the database.

    Attributes:
        ok: They say the same; lines that are still to be written do not count.
        lines: How many lines the file has.
        missing: How many lines that should be in the file are not.
        extra: How many lines of the file the database does not know.
        damaged: The 1-based numbers of the lines that are extra, changed, or out of their order.
    """

    ok: bool
    lines: int
    missing: int
    extra: int
    damaged: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """The last line that is surely in the file, and the file's size in bytes with it."""

    line: int = 0
    size: int = 0


class HistoryFile:
    """The history file of a store.

    Args:
        path: Where it is, or is to be; its folder exists.
        store: The store that it shows; all calls are made from the thread that owns it.
    """

    def __init__(self, path: Path, store: Store) -> None:
        self._path, self._database = path, store.database

    def write(self) -> int:
        """Append the lines that are not in the file yet, after healing what a crash left; return how many.

        Raises:
            StoreUnavailable: The file cannot be written; nothing is lost, the next call goes on from there.
        """
        with self._explained():
            cursor = self._cursor()
            with _open(self._path) as file:
                if self._resume(file, cursor):
                    return self._append(file, cursor)
            if self._path.stat().st_size:
                self._path.replace(self._path.with_name(self._path.name + ".old"))
            return self.rebuild()

    def rebuild(self) -> int:
        """Write the whole file anew beside the old one, then put it in its place; return how many lines it has."""
        fresh = self._path.with_name(self._path.name + ".new")
        with self._explained():
            with _open(fresh) as file:
                file.truncate()
                lines, cursor = 0, _Cursor()
                for page in self._pages(_Cursor()):
                    cursor = _put(file, cursor, page)
                    lines += len(page)
                _settle(file)
            fresh.replace(self._path)
            settle_folder(self._path.parent)
            self._save_cursor(cursor)
        return lines

    def verify(self) -> HistoryCheck:
        """Compare the whole file with the database; it may be written to meanwhile."""
        with self._explained():
            cursor = self._cursor()  # before the file is read: what was there then must be there now
            found, last = _read_hashes(self._path)
        known, due = [], 0
        for number, text in (line for page in self._pages(_Cursor()) for line in page):
            known.append(hash(text))
            due += number <= cursor.line
            if len(known) == len(found) > due and known[-1] != found[-1] and text.startswith(last):
                del found[-1]  # it is just being written
        if found == known[: len(found)] and len(found) >= due:
            return HistoryCheck(ok=True, lines=len(found), missing=0, extra=0, damaged=())
        return _difference(found, known, due)

    def _append(self, file: BinaryIO, cursor: _Cursor) -> int:
        lines = 0
        for page in self._pages(cursor):
            cursor = _put(file, cursor, page)
            _settle(file)
            self._save_cursor(cursor)
            lines += len(page)
        return lines

    def _resume(self, file: BinaryIO, cursor: _Cursor) -> bool:
        """Go to the cursor's place; return False when the file, or what lies beyond, cannot be the work of `write`."""
        size = os.fstat(file.fileno()).st_size
        if size < cursor.size or not self._ends_with_cursor(file, cursor):
            return False
        if size > cursor.size:
            tail, position = file.read(), 0
            for page in self._pages(cursor):
                for _, text in page:
                    if not text.startswith(tail[position : position + len(text)]):
                        return False
                    position += len(text)
                if position >= len(tail):
                    break
            if position < len(tail):
                return False
        file.seek(cursor.size)
        return True

    def _ends_with_cursor(self, file: BinaryIO, cursor: _Cursor) -> bool:
        """Return whether the cursor's line ends where the cursor says, and leave the file's position there."""
        if not cursor.line:
            return True
        with self._database.read() as connection:
            last = find_lines(connection, after=cursor.line - 1, limit=1)
        if not last or last[0][0] != cursor.line or len(last[0][1]) > cursor.size:
            return False
        file.seek(cursor.size - len(last[0][1]))
        return file.read(len(last[0][1])) == last[0][1]

    def _pages(self, cursor: _Cursor) -> Iterator[list[tuple[int, bytes]]]:
        after = cursor.line
        while True:
            with self._database.read() as connection:
                page = find_lines(connection, after=after, limit=_PAGE)
            if not page:
                return
            yield page
            after = page[-1][0]

    def _cursor(self) -> _Cursor:
        with self._database.read() as connection:
            mark = find_mark(connection, _CURSOR)
        if mark is None:
            return _Cursor()
        line, size = map(int, mark.split(":"))
        return _Cursor(line=line, size=size)

    def _save_cursor(self, cursor: _Cursor) -> None:
        with self._database.write() as connection:
            save_mark(connection, _CURSOR, f"{cursor.line}:{cursor.size}")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnavailable(f"the history file {self._path} cannot be written: {error.strerror}") from error


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as file:
        yield file


def _put(file: BinaryIO, cursor: _Cursor, page: list[tuple[int, bytes]]) -> _Cursor:
    text = b"".join(text for _, text in page)
    file.write(text)
    return _Cursor(line=page[-1][0], size=cursor.size + len(text))


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    """Ask the disk to keep what was renamed in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_hashes(path: Path) -> tuple[list[int], bytes]:
    """Return a hash of each line, and the last line itself; of a big file the lines would not fit into memory."""
    hashes, last = [], b""
    if path.exists():
        with path.open("rb") as file:
            for last in file:
                hashes.append(hash(last))
    return hashes, last


def _difference(found: list[int], known: list[int], due: int) -> HistoryCheck:
    strange, absent = Counter(found) - Counter(known), Counter(known[:due]) - Counter(found)
    damaged = [number for number, line in enumerate(found, 1) if line in strange]
    if not damaged and not absent:  # every line is there, but not in its order, or twice
        pairs = enumerate(zip_longest(found, known[: len(found)]), 1)
        damaged = [number for number, (one, other) in pairs if one != other]
    return HistoryCheck(
        ok=False, lines=len(found), missing=absent.total(), extra=strange.total(), damaged=tuple(damaged)
    )
