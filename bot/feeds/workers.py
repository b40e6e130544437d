"""Workers: processes in which what the outside sent is parsed, because parsing can hang, crash or eat all memory.

A worker is a Python process of its own that reads pickled calls from its standard input and writes pickled results to
its standard output. When a call takes too long, dies or wants too much memory, its process is killed, the caller gets
a `Killed` value and a fresh process takes the place. The event loop never waits for any of it.

Plain subprocesses rather than `multiprocessing`: nothing is inherited, the parent's `__main__` (a console script with
all its imports) is not run again, there is no resource tracker that stays behind, and killing is one call.
"""

import asyncio
import contextlib
import importlib
import json
import os
import pickle
import signal
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

MEMORY_BYTES = 1 << 30
"""Address space of a worker. With all parsers loaded it has about 70 MB of it."""
CALL_SECONDS = 5.0
"""An honest feed of 50 KB takes 20 ms, one of 5 MB with 2,500 items two seconds."""
CALLS_PER_PROCESS = 1_000
"""Then it is replaced, so that a library that leaks never matters."""
_START_SECONDS = 60.0
_MAX_RESULT = 64_000_000
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


class Workers:
    """A few worker processes. Use as an async context manager; leaving it leaves no process behind.

    Args:
        size: How many processes, and so calls at the same time.
        memory_bytes: Address space that a process may have.
        warm: Modules that a process imports before its first call.

    Attributes:
        calls: How many calls were handed to a process so far.
    """

    def __init__(self, size: int = 2, *, memory_bytes: int = MEMORY_BYTES, warm: Sequence[str] = _PARSERS) -> None:
        self.calls = 0
        self._size = size
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
    ) -> Result | Killed:
        """Call an importable function in a worker and return what it returns.

        Args:
            function: A function at the top level of a module.
            args: Its arguments; they and the result must be picklable.
            timeout: Seconds of work; waiting for a free worker does not count.
        """
        worker = await self._idle.get()
        try:
            self.calls += 1
            result: Result | Killed = await worker.call(function, args, timeout)
            return result
        finally:
            self._idle.put_nowait(worker)


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
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
        )  # fmt: skip

    async def close(self) -> None:
        """End for good; a call under way comes back as `Killed`."""
        self._closed = True
        self._kill()
        async with self._busy:
            await self._stop()

    async def _stop(self) -> None:
        """Kill the process and wait until it is gone."""
        self._kill()
        process, self._process = self._process, None
        if process is not None:
            await process.communicate()

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def call(self, function: Callable[..., Any], args: tuple[object, ...], seconds: float) -> Any:
        async with self._busy:
            return await self._call(function, args, seconds)

    async def _call(self, function: Callable[..., Any], args: tuple[object, ...], seconds: float) -> Any:
        whole = False
        try:
            if self._closed:
                raise ConnectionError("closed")
            if self._process is None or self._calls >= CALLS_PER_PROCESS:
                await self._stop()
                await self.start()
            if not self._ready:
                async with asyncio.timeout(_START_SECONDS):
                    self._ready = await self._receive() == "ready"
            async with asyncio.timeout(seconds):
                await self._send((seconds, function, args))
                outcome, value = await self._receive()
            self._calls, whole = self._calls + 1, outcome != KilledBy.MEMORY
        except TimeoutError:
            outcome = KilledBy.TIMEOUT
        except (OSError, asyncio.IncompleteReadError):
            outcome = KilledBy.DEATH
        finally:
            if not whole:  # also when the caller was cancelled: an answer is still under way
                await self._stop()
        if outcome == "result":
            return value
        return Killed(why=outcome, message=_MESSAGES.get(outcome) or f"Reading it failed: {value}.")

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
    _limit_memory(setup["memory"])
    _write(results, "ready")
    while head := calls.read(_LENGTH.size):
        seconds, function, args = pickle.loads(calls.read(_LENGTH.unpack(head)[0]))  # noqa: S301 - from the parent
        signal.alarm(int(seconds) + 2)  # an orphan whose parent died while it hangs ends by itself
        answer = _answer(function, args)
        signal.alarm(0)
        _write(results, answer)


def _answer(function: Callable[..., Any], args: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "result", function(*args)
    except MemoryError:
        return KilledBy.MEMORY, None
    except Exception as error:  # noqa: BLE001 - whatever a parser raises on hostile input is one failed call
        return KilledBy.ERROR, f"{type(error).__name__}: {error}"[:300]


def _limit_memory(size: int) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):  # macOS refuses; the timeout still stands there
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _write(stream: BinaryIO, message: object) -> None:
    data = pickle.dumps(message)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()
