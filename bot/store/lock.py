"""One Tocsin per state folder: an advisory lock on `state/lock`, which the kernel releases however the process ends."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from bot.errors import StateInUse, WrongEnvironment
from bot.store.folder import LOCK


class StateLock:
    """The lock of a state folder, held from `acquire` (or entering it as a context) to `release`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock and write our process id into it.

        Raises:
            StateInUse: Another process has it; the message names its process id.
            WrongEnvironment: The lock file cannot be opened.
        """
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise WrongEnvironment(f"the lock {self._path} cannot be opened: {error.strerror}") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.pread(file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise StateInUse(
                f"another Tocsin (process {other}) uses the state folder {self._path.parent}; "
                "stop it first, or set TOCSIN_STATE_DIR to another folder"
            ) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes hold two locks of the same name."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> "StateLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
