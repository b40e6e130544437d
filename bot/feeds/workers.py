"""Workers: processes in which what the outside sent is parsed, because parsing can hang, crash or eat all memory.

A worker is a Python process of its own that reads pickled calls from its standard input and writes pickled results to
its standard output. When a call takes too long, dies or wants too much memory, its process is killed, the caller gets
a `Killed` value and a fresh process takes the place at once. The event loop never waits for any of it.

Three limits hold for what one feed sends, and the kernel enforces the first two: seconds of CPU for each call, and for
all calls of one poll together (`Account`); memory beyond what a worker has with its parsers loaded; and one call of a
host at a time, with one place always kept free for hosts whose last bytes were read. So whatever one feed, or a
crowd of new ones, sends, the feeds that behave are parsed meanwhile.

Plain subprocesses rather than `multiprocessing`: nothing is inherited, the parent's `__main__` (a console script with
all its imports) is not run again, there is no resource tracker that stays behind, and killing is one call.
"""

import asyncio
import contextlib
import importlib
import json
import os
import pickle
import resource
import signal
import struct
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar
from weakref import WeakValueDictionary

MEMORY_BYTES = 150_000_000
"""Address space that a worker may take beyond what it has with all parsers loaded, which is about 65 MB."""
CALL_SECONDS = 4.0
"""CPU time; what a poll may take besides is for deciding (`app`). An honest feed of 50 KB takes 20 ms, one of 5 MB with
2,500 items 1.5 s, a page of 2 MB 2.5 s."""
WALL = 4
"""How many times longer than its CPU time a call may take by the clock, when the machine is busy with other things."""
TRUSTED = 10_000
"""Hosts that are remembered because what they sent last was read."""
CALLS_PER_PROCESS = 1_000
"""Then it is replaced, so that a library that leaks never matters."""
_START_SECONDS = 60.0
_LEAST = 0.05
"""Seconds; less is no use to anybody."""
_MAX_RESULT = 64_000_000
_RESULT = "result"
_LENGTH = struct.Struct(">Q")
_PARSERS = ("bot.feeds.parse", "bot.feeds.page", "bot.feeds.discover", "bot.feeds.opml")

Result = TypeVar("Result")


class KilledBy(StrEnum):
    """Why a call has no result."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    DEATH = "death"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """A call that was given up; `message` is one sentence for a person."""

    why: KilledBy
    message: str


_MESSAGES = {
    KilledBy.TIMEOUT: "Reading it took too long, so it was given up.",
    KilledBy.MEMORY: "Reading it needed too much memory, so it was given up.",
    KilledBy.DEATH: "The process that read it died, so it was given up.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a call cost: CPU seconds, and the most bytes that its worker had, since its start, more than when ready."""

    cpu: float
    memory: int


@dataclass(slots=True)
class Account:
    """On whose account calls run, and how many CPU seconds they may still take together.

    One poll of a feed has one account for the feed and the pages that it links to.

    Attributes:
        host: Whose bytes these are. Calls of one host run one after the other.
        seconds: What is left.
    """

    host: str
    seconds: float = CALL_SECONDS


class Workers:
    """A few worker processes. Use as an async context manager; leaving it leaves no process behind.

    Args:
        size: How many processes, and so calls at the same time. With two or more, one is kept for trusted hosts.
        memory_bytes: Address space that a process may take beyond what it has when it is ready.
        warm: Modules that a process imports before its first call.

    Attributes:
        calls: How many calls were handed to a process so far.
        usage: What the last call that came to its end cost.
    """

    def __init__(self, size: int = 2, *, memory_bytes: int = MEMORY_BYTES, warm: Sequence[str] = _PARSERS) -> None:
        self.calls = 0
        self.usage = Usage(cpu=0.0, memory=0)
        self._size = size
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._trusted: dict[str, None] = {}
        self._lane = asyncio.Semaphore(max(1, size - 1))
        self._setup = json.dumps({"path": sys.path, "memory": memory_bytes, "warm": list(warm)})
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[_Worker] = set()

    async def __aenter__(self) -> Self:
        for _ in range(self._size):
            worker = _Worker(self._setup)
            self._all.add(worker)
            self._idle.put_nowait(worker)
        await asyncio.gather(*(worker.start() for worker in self._all))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(worker.close() for worker in self._all))

    async def run(
        self,
        function: Callable[..., Result],
        *args: object,
        timeout: float = CALL_SECONDS,  # noqa: ASYNC109 - it bounds the other process, waiting for a free one is not meant
        account: Account | None = None,
    ) -> Result | Killed:
        """Call an importable function in a worker and return what it returns.

        Args:
            function: A function at the top level of a module.
            args: Its arguments; they and the result must be picklable.
            timeout: Seconds of CPU; waiting for a free worker does not count.
            account: Whose bytes these are, and what they may still cost; what the call takes is drawn from it.
        """
        account = account or Account(host="")
        async with AsyncExitStack() as stack:
            if account.host:
                await stack.enter_async_context(self._turns.setdefault(account.host, asyncio.Lock()))
            if account.host and account.host not in self._trusted:
                await stack.enter_async_context(self._lane)
            if (seconds := min(timeout, account.seconds)) < _LEAST:
                return Killed(why=KilledBy.TIMEOUT, message=_MESSAGES[KilledBy.TIMEOUT])
            return await self._run(function, args, seconds, account)

    async def _run(
        self, function: Callable[..., Result], args: tuple[object, ...], seconds: float, account: Account
    ) -> Result | Killed:
        worker = await self._idle.get()
        try:
            self.calls += 1
            result: Result | Killed
            result, usage = await worker.call(function, args, seconds)
        finally:
            self._idle.put_nowait(worker)
        if usage is not None:
            self.usage = usage
        account.seconds -= usage.cpu if usage else seconds
        self._note(account.host, result)
        return result

    def _note(self, host: str, result: object) -> None:
        """Remember the hosts whose last call came to its end; who was not heard of for longest is forgotten first."""
        self._trusted.pop(host, None)
        if host and not isinstance(result, Killed):
            self._trusted[host] = None
            if len(self._trusted) > TRUSTED:
                del self._trusted[next(iter(self._trusted))]


class _Worker:
    """One place in the pool: a process, replaced whenever it was killed."""

    def __init__(self, setup: str) -> None:
        self._setup = setup
        self._process: Process | None = None
        self._ready = self._closed = False
        self._calls = 0
        self._busy = asyncio.Lock()

    async def start(self) -> None:
        code = "import sys, json; setup = json.loads(sys.argv[1]); sys.path[:] = setup['path']"
        self._ready, self._calls = False, 0
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", f"{code}; from bot.feeds.workers import serve; serve(setup)", self._setup,
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_without_secrets(os.environ),
        )  # fmt: skip

    async def close(self) -> None:
        """End for good; a call under way comes back as `Killed`."""
        self._closed = True
        self._kill()
        async with self._busy:
            await self._stop()

    async def _stop(self) -> int:
        """Kill the process, wait until it is gone, and return its exit code: -9 when it was alive."""
        self._kill()
        process, self._process = self._process, None
        if process is None:
            return 0
        await process.communicate()
        return process.returncode or 0

    def _kill(self) -> None:
        # Not Process.kill: it asks first whether the process is there, which takes its exit code from who waits for it.
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def call(
        self, function: Callable[..., Any], args: tuple[object, ...], seconds: float
    ) -> tuple[Any, Usage | None]:
        """Return the result, or `Killed`, and what it cost; None when that is not known: all that it was given."""
        async with self._busy:
            return await self._call(function, args, seconds)

    async def _call(
        self, function: Callable[..., Any], args: tuple[object, ...], seconds: float
    ) -> tuple[Any, Usage | None]:
        outcome: str = KilledBy.DEATH
        value, usage, tired = None, None, True
        try:
            await self._be_ready()
            async with asyncio.timeout(seconds * WALL):
                await self._send((seconds, function, args))
                outcome, value, usage, tired = await self._receive()
            self._calls += 1
        except TimeoutError:
            outcome = KilledBy.TIMEOUT
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            # Also when the caller was cancelled: an answer is still under way.
            code = await self._stop() if tired or self._calls >= CALLS_PER_PROCESS else 0
        if code == -signal.SIGPROF:
            outcome = KilledBy.TIMEOUT
        if code and not self._closed:
            with contextlib.suppress(OSError):  # the next call tries again, and says so
                await self.start()  # so that it finds its process loading, or ready
        if outcome == _RESULT:
            return value, usage
        reason = KilledBy(outcome)
        return Killed(why=reason, message=_MESSAGES.get(reason) or f"Reading it failed: {value}."), usage

    async def _be_ready(self) -> None:
        if self._closed:
            raise ConnectionError("closed")
        if self._process is None:
            await self.start()
        if not self._ready:
            async with asyncio.timeout(_START_SECONDS):
                self._ready = await self._receive() == "ready"

    async def _send(self, message: object) -> None:
        if self._process is None or self._process.stdin is None:
            raise ConnectionError("the worker was stopped")
        data = pickle.dumps(message)
        self._process.stdin.write(_LENGTH.pack(len(data)) + data)
        await self._process.stdin.drain()

    async def _receive(self) -> Any:
        if self._process is None or self._process.stdout is None:
            raise ConnectionError("the worker was stopped")
        (size,) = _LENGTH.unpack(await self._process.stdout.readexactly(_LENGTH.size))
        if size > _MAX_RESULT:
            raise ConnectionError("a result of that size is no feed")
        return pickle.loads(await self._process.stdout.readexactly(size))  # noqa: S301 - our own process wrote it


def serve(setup: dict[str, Any]) -> None:
    """Run as a worker: answer the calls on standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    calls, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not write into the results
    for module in setup["warm"]:
        importlib.import_module(module)
    base, at_first, most = _address_space(), _peak(), setup["memory"]
    _limit(base + most)
    _write(results, "ready")
    while head := calls.read(_LENGTH.size):
        seconds, function, args = pickle.loads(calls.read(_LENGTH.unpack(head)[0]))  # noqa: S301 - from the parent
        # The kernel ends this process when its CPU time is used up, and an orphan that hangs when its parent has died.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(int(seconds * WALL) + 2)
        began = time.process_time()
        outcome, value = _answer(function, args)
        usage = Usage(cpu=time.process_time() - began, memory=_peak() - at_first)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        left_behind = _address_space() - base
        tired = outcome == KilledBy.MEMORY or left_behind > most / 3  # the next call would have too little left
        _write(results, (outcome, value, usage, tired))


def _answer(function: Callable[..., Any], args: tuple[object, ...]) -> tuple[str, object]:
    try:
        return _RESULT, function(*args)
    except MemoryError:
        return KilledBy.MEMORY, None
    except Exception as error:  # noqa: BLE001 - whatever a parser raises on hostile input is one failed call
        return KilledBy.ERROR, f"{type(error).__name__}: {error}"[:300]


def _address_space() -> int:
    """Return the bytes of address space that this process has; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _peak() -> int:
    """Return the most bytes of memory that this process has had so far; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _limit(memory: int) -> None:
    """Take from this process what no parser needs: more memory, files to write, core dumps."""
    limits = ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for kind, most in limits:
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; the time limits still stand there
            resource.setrlimit(kind, (most, most))


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without our settings: the bot's token is none of a parser's business."""
    return {name: value for name, value in environment.items() if not name.upper().startswith("TOCSIN_")}


def _write(stream: BinaryIO, message: object) -> None:
    data = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()
