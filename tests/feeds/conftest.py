"""A real web server on loopback, a fetcher that may read it, and real worker processes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.feeds.fetch import Fetcher
from bot.feeds.workers import Workers

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class Site:
    """A web server whose pages a test puts in place; it remembers the requests."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.requests: list[web.Request] = []
        self._pages: dict[str, Handler] = {}
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._serve)
        self.server = TestServer(application, host=host)

    def url(self, path: str) -> str:
        """Return the address of a path on this server."""
        return str(self.server.make_url(path))

    def put(self, path: str, body: bytes | str, **headers: str) -> None:
        """Serve a body; keyword arguments are headers, `content_type` is Content-Type."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def handler(_request: web.Request) -> web.StreamResponse:
            return web.Response(body=data, headers=named)

        self._pages[path] = handler

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        """Serve a redirect."""
        self.answer(path, status, Location=to)

    def answer(self, path: str, status: int, **headers: str) -> None:
        """Serve a status without a body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def handler(_request: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers=named)

        self._pages[path] = handler

    def handle(self, path: str, handler: Handler) -> None:
        """Serve whatever a handler says."""
        self._pages[path] = handler

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        handler = self._pages.get(request.path)
        return await handler(request) if handler else web.Response(status=404)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A running web server."""
    site = Site()
    await site.server.start_server()
    yield site
    await site.server.close()


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """A fetcher that may read loopback, with short timeouts."""
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=5, read_timeout=1) as fetcher:
        yield fetcher


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    """One worker process."""
    async with Workers(1) as workers:
        yield workers


def rss(*items: str, head: str = "") -> str:
    """Return an RSS feed around the items."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Harbour Post</title><link>https://harbour.example/</link>{head}{''.join(items)}</channel></rss>"
    )


def item(
    title: str = "Ferry late", *, guid: str = "a1", link: str = "https://harbour.example/1", more: str = ""
) -> str:
    """Return an item of an RSS feed."""
    return f"<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>{link}</link>{more}</item>"
