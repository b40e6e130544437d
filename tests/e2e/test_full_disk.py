"""A disk that is really full, under the real program: the kernel refuses its writes."""

import asyncio
import contextlib
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.folder import DATABASE
from tests.chat.fake_telegram import FakeTelegram
from tests.e2e.program import RULEBOOK, Outlet, Program, until

ADA = 7
MOUNT = 'mount -t tmpfs -o size=8m tocsin "$0" && exec "$@"'


@pytest.fixture
def program(tmp_path: Path, telegram: FakeTelegram, outlet: Outlet) -> Program:
    """A program with one feed that is read every second."""
    made = Program(tmp_path, TOKEN=telegram.token, API_URL=telegram.api_url)
    made.write_rules(RULEBOOK.format(feeds=f"  - {{url: '{outlet.url('post')}', name: post.example, every: 1s}}\n"))
    return made


@contextlib.contextmanager
def refused_writes(program: Program) -> Iterator[None]:
    """Let the kernel refuse every write of the process to a file (EFBIG), its log included."""
    before = resource.prlimit(program.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):  # it was stopped meanwhile
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def no_space(program: Program) -> Iterator[None]:
    """Fill the file system of the state folder to its last byte (ENOSPC), as another program would."""
    filler = Path(f"/proc/{program.pid}/root{program.state}/filler")
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


def can_mount(folder: Path) -> bool:
    """Return whether a process may have a file system of its own here."""
    unshare = shutil.which("unshare")
    words = [unshare or "", "-Urm", "sh", "-c", MOUNT, str(folder), "true"]
    return unshare is not None and subprocess.run(words, check=False, capture_output=True).returncode == 0


async def test_a_file_system_that_is_full(program: Program, telegram: FakeTelegram, outlet: Outlet) -> None:
    """No command is lost while there is no space; it is answered when there is some, once."""
    program.state.mkdir()
    if not can_mount(program.state):
        pytest.skip("no file system of one's own here")
    program.within = ("unshare", "-Urm", "sh", "-c", MOUNT, str(program.state))
    await program.start()
    try:
        await telegram.answer_to(ADA, "/sub harbour")
        await until(lambda: outlet.answers["post", 304] > 0)
        with no_space(program):
            telegram.user_says(ADA, "/watch ferry")
            await until(lambda: "not taken yet" in program.log.read_text())
            assert len(telegram.sent_to(ADA)) == 1
        await telegram.wait_for(lambda: len(telegram.sent_to(ADA)) == 2)
        assert "ferry" in telegram.last(ADA).text
        outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
        await telegram.wait_for(lambda: any("dockers" in message.text for message in telegram.sent_to(ADA)))
        assert await program.stop() == 0
        assert not (program.state / DATABASE).exists()  # it was on the file system of its own
    finally:
        await program.close()


async def test_writes_that_are_refused(program: Program, telegram: FakeTelegram, outlet: Outlet) -> None:
    """What comes meanwhile is lost neither by waiting for room nor by a stop; the stop does not wait for room."""
    await program.start()
    try:
        await telegram.answer_to(ADA, "/sub harbour")
        await until(lambda: outlet.answers["post", 304] > 0)
        with refused_writes(program):
            outlet.publish("post", "new", "Port dockers on strike", "Nobody unloads anything today.")
            telegram.user_says(ADA, "/watch ferry")
            await until(lambda: outlet.answers["post", 200] > 1)
            await asyncio.sleep(2)
            assert len(telegram.sent_to(ADA)) == 1
        await telegram.wait_for(lambda: len(telegram.sent_to(ADA)) == 2)
        await asyncio.sleep(1)  # that it was answered is noted after the answer
        with refused_writes(program):
            telegram.user_says(ADA, "/watch orchard")
            await asyncio.sleep(2)
            assert len(telegram.sent_to(ADA)) == 2
            async with asyncio.timeout(15):
                assert await program.stop() == 0
        await program.start()
        await telegram.wait_for(lambda: len(telegram.sent_to(ADA)) == 4)
        await asyncio.sleep(1)
        assert await program.stop() == 0
        texts = [message.text for message in telegram.sent_to(ADA)]
        assert [sum(word in text for text in texts) for word in ("ferry", "orchard", "dockers")] == [1, 1, 1]
        code, _, errors = await program.run("history", "--verify")
        assert (code, errors) == (0, "")
    finally:
        await program.close()
