"""The outlets of the demo: a real HTTP server on the loopback address that publishes the storyline.

Each outlet has a feed at `/OUTLET/feed.xml` and a page for each article at `/OUTLET/GUID.html`. Both show what has been
published at the time of the simulated clock, no more. Feeds answer conditional requests as good servers do.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.demo.rendering import render_feed, render_page
from bot.demo.storyline import Outlet, Storyline

HOST = "127.0.0.1"


class Outlets:
    """An asynchronous context in which the outlets of a storyline can be read over HTTP.

    Attributes:
        answers: How often which status was answered, per outlet: `answers["northwire", 304]`.
    """

    def __init__(self, storyline: Storyline, clock: Callable[[], datetime]) -> None:
        """Prepare the server.

        Args:
            storyline: What is published.
            clock: Returns the simulated time, UTC; asked at every request.
        """
        self.answers: Counter[tuple[str, int]] = Counter()
        self._storyline, self._clock = storyline, clock
        self._outlets = {outlet.key: outlet for outlet in storyline.outlets}
        self._base = ""
        app = web.Application()
        app.router.add_get("/{outlet}/feed.xml", self._feed)
        app.router.add_get("/{outlet}/{guid}.html", self._page)
        self._runner = web.AppRunner(app, access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        host, port = self._runner.addresses[0][:2]
        self._base = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    def feed_address(self, outlet: str) -> str:
        """Return the address of the outlet's feed, once the server runs."""
        return f"{self._base}/{outlet}/feed.xml"

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        items = self._storyline.published_by(outlet.key, self._clock())
        body = render_feed(outlet, items, base=f"{self._base}/{outlet.key}").encode()
        changed = max((item.published for item in items), default=self._storyline.start)
        validators = {
            "ETag": f'"{sha256(body).hexdigest()[:16]}"',
            "Last-Modified": format_datetime(changed, usegmt=True),
        }
        if _is_unchanged(request, etag=validators["ETag"], changed=changed):
            return self._answer(outlet, web.Response(status=304, headers=validators))
        kind = f"application/{outlet.form}+xml"
        return self._answer(outlet, web.Response(body=body, content_type=kind, charset="utf-8", headers=validators))

    async def _page(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        item = self._storyline.find_item(request.match_info["guid"], self._clock())
        if item is None or item.outlet != outlet:
            return self._answer(outlet, web.Response(status=404, text="There is no such article."))
        return self._answer(outlet, web.Response(text=render_page(item), content_type="text/html"))

    def _outlet(self, request: web.Request) -> Outlet:
        outlet = self._outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound(text="There is no such outlet.")
        return outlet

    def _answer(self, outlet: Outlet, response: web.Response) -> web.Response:
        self.answers[outlet.key, response.status] += 1
        return response


def _is_unchanged(request: web.Request, *, etag: str, changed: datetime) -> bool:
    """Whether the client has the feed as it is; an ETag decides before a date (RFC 9110, section 13.2.2)."""
    if "If-None-Match" in request.headers:
        return etag in request.headers["If-None-Match"]
    try:
        return changed <= parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except (TypeError, ValueError):
        return False
