"""The real program as a process, and an outlet on loopback for it to watch."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

RULEBOOK = """\
rulebook: harbour
topics:
  harbour:
    title: Harbour news
rules:
  - id: strike
    kind: keywords
    topic: harbour
    title: Strike
    query: strike (dockers OR port)
feeds:
{feeds}
"""


async def until(condition: Callable[[], Any], patience: float = 60) -> Any:
    """Wait until a condition holds, and return what it gave."""
    for _ in range(int(patience * 20)):
        if found := condition():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("waited in vain")


class Outlet:
    """Serves RSS feeds over loopback HTTP; what they hold is set by the test.

    Attributes:
        answers: How often which path was answered with which status.
        shown: How many of its latest items a feed shows. broken: feeds that answer with an error.
    """

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        self.validators = True
        self.shown = 1_000
        self.broken: set[str] = set()
        self._items: dict[str, list[tuple[str, str, str, datetime]]] = {}
        app = web.Application()
        app.router.add_get("/{name}.xml", self._feed)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        self.base = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def url(self, name: str) -> str:
        """Return the address of a feed; it is there even when nothing has been published in it."""
        return f"{self.base}/{name}.xml"

    def publish(self, name: str, guid: str, title: str, text: str, *, at: datetime | None = None) -> None:
        """Put an item at the top of a feed, or replace the one with this guid; without a time it is published now."""
        items = [item for item in self._items.get(name, []) if item[0] != guid]
        self._items[name] = [(guid, title, text, at or datetime.now(UTC)), *items][: self.shown]

    def forget(self, before: datetime) -> None:
        """Show no longer what was published before a time."""
        for name, items in self._items.items():
            self._items[name] = [item for item in items if item[3] >= before]

    async def _feed(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self.broken:
            return web.Response(status=500)
        items = "".join(
            f"<item><guid isPermaLink='false'>{escape(guid)}</guid><title>{escape(title)}</title>"
            f"<link>https://{name}.example/{escape(guid)}</link><pubDate>{format_datetime(at)}</pubDate>"
            f"<description>{escape(text)}</description></item>"
            for guid, title, text, at in self._items.get(name, [])
        )
        body = f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()
        etag = f'"{sha256(body).hexdigest()[:12]}"'
        unchanged = self.validators and request.headers.get("If-None-Match") == etag
        self.answers[name, 304 if unchanged else 200] += 1
        headers = {"ETag": etag} if self.validators else {}
        if unchanged:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type="application/rss+xml", headers=headers)


class Program:
    """`tocsin run` as a process of its own, with its state and rules below a folder.

    Attributes:
        within: A command that starts it, given the program's own as further words.
    """

    within: tuple[str, ...] = ()

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.state = folder, folder / "state"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        self._environment = inherited | {
            "TOCSIN_STATE_DIR": str(self.state),
            "TOCSIN_RULES_DIR": str(folder / "rules"),
            "TOCSIN_ALLOW_NETS": "127.0.0.0/8",
            "TOCSIN_LOG_FORMAT": "json",
            **{f"TOCSIN_{name}": value for name, value in settings.items()},
        }
        self._process: asyncio.subprocess.Process | None = None
        self.log, self.output = folder / "log.jsonl", folder / "output.txt"

    def write_rules(self, text: str) -> None:
        """Make this the only rulebook."""
        (self.folder / "rules").mkdir(exist_ok=True)
        (self.folder / "rules" / "book.yaml").write_text(text, encoding="utf-8")

    async def start(self, *words: str) -> None:
        """Start `tocsin run`, or another command."""
        with self.log.open("ab") as log, self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.within, sys.executable, "-m", "bot", *(words or ("run",)),
                cwd=self.folder, env=self._environment, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=log,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process
        return self._process.pid

    async def ended(self, patience: float = 30) -> int:
        """Wait until the process has ended, and return its exit code."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), patience)

    async def stop(self) -> int:
        """Ask the process to end, as an operator would, and return its exit code."""
        assert self._process
        self._process.send_signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """Kill the process, as the kernel or a power cut would."""
        assert self._process
        self._process.kill()
        await self._process.wait()

    def hang_up(self) -> None:
        """Ask the process to read its rulebooks again."""
        assert self._process
        self._process.send_signal(signal.SIGHUP)

    async def run(self, *words: str) -> tuple[int, str, str]:
        """Run a command to its end; return its exit code, output and errors."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=self.folder, env=self._environment,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, errors = await asyncio.wait_for(process.communicate(), 60)
        return await process.wait(), output.decode(), errors.decode()

    async def close(self) -> None:
        """End the process in any case."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
