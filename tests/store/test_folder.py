"""The state folder and its lock."""

import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.errors import StateInUse, WrongEnvironment
from bot.store.folder import prepare_folder
from bot.store.lock import StateLock

_HOLD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from bot.store.lock import StateLock
    with StateLock(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
    """
)


def test_folder_is_made_for_its_owner(tmp_path: Path) -> None:
    """A missing folder is made with its parents, closed to others; one that is there is taken as it is."""
    folder = tmp_path / "a" / "b"
    assert prepare_folder(folder) == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert prepare_folder(folder) == folder
    assert list(folder.iterdir()) == []


def test_folder_that_is_not_writable_is_a_clear_error(tmp_path: Path) -> None:
    """A file in the folder's place, or a folder that takes no files, is refused with what to do."""
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", tmp_path / "file" / "state", Path("/proc/self")):
        with pytest.raises(WrongEnvironment, match=r"is not writable: .*set TOCSIN_STATE_DIR"):
            prepare_folder(wrong)


def test_one_process_per_folder(tmp_path: Path) -> None:
    """A second process is refused with the first one's number, until that one has ended, even by SIGKILL."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StateInUse, match=f"process {other.pid}"):
            StateLock(tmp_path).acquire()
        other.kill()
        other.wait()
    with StateLock(tmp_path):
        assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600
        with pytest.raises(StateInUse):
            StateLock(tmp_path).acquire()
    lock = StateLock(tmp_path)
    lock.acquire()
    lock.release()
    lock.release()


def test_lock_in_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    """Without its folder the lock says so in one sentence."""
    with pytest.raises(WrongEnvironment, match="cannot be opened: No such file"):
        StateLock(tmp_path / "nowhere").acquire()
