"""The matrix of the guard: many addresses, each tried on every way on which an address reaches the program.

A real server listens on loopback; whoever reaches it has got through. What the asker hears is compared with what a
closed port sounds like: nobody may learn from it whether an address is blocked, closed, silent or unknown.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from ipaddress import ip_network
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.feeds.discover import FoundFeed, NoFeed, find_feed
from bot.feeds.fetch import Failed, Fetcher
from bot.feeds.opml import parse_opml, render_opml
from bot.feeds.page import PageText, fetch_page
from bot.feeds.poll import PollFailed, poll
from bot.feeds.workers import Workers
from tests.feeds.conftest import Site, item, rss

HAS_IPV6 = socket.has_ipv6 and Path("/proc/net/if_inet6").exists()
MODULE = pytest.mark.asyncio(loop_scope="module")
CLOSED = "The address could not be reached."
"""What every address that is blocked, closed, silent or unknown sounds like."""

UNREACHABLE = {
    # 127.0.0.1 and 0.0.0.0 in spellings that are read as such
    "loopback": "http://127.0.0.1:{port}/",
    "loopback, another": "http://127.0.0.53:{port}/",
    "loopback, the last": "http://127.255.255.254:{port}/",
    "loopback by name": "http://localhost:{port}/",
    "loopback by name with a dot": "http://localhost.:{port}/",
    "loopback by a name below": "http://news.localhost:{port}/",
    "loopback by name in capitals": "http://LOCALHOST:{port}/",
    "zeros": "http://0.0.0.0:{port}/",
    "digits in circles": "http://①②⑦.⓪.⓪.①:{port}/",
    "wide digits": "http://１２７.０.０.１:{port}/",
    "an ideographic full stop": "http://127。0。0。1:{port}/",
    # IPv6
    "IPv6 loopback": "http://[::1]:{port}/",
    "IPv6 loopback in full": "http://[0000:0000:0000:0000:0000:0000:0000:0001]:{port}/",
    "IPv6 unspecified": "http://[::]:{port}/",
    "IPv4 mapped": "http://[::ffff:127.0.0.1]:{port}/",
    "IPv4 mapped in hexadecimal": "http://[::ffff:7f00:1]:{port}/",
    "IPv4 compatible": "http://[::127.0.0.1]:{port}/",
    "IPv4 translated": "http://[::ffff:0:127.0.0.1]:{port}/",
    "NAT64": "http://[64:ff9b::127.0.0.1]:{port}/",
    "NAT64 of a local prefix": "http://[64:ff9b:1::7f00:1]:{port}/",
    "6to4": "http://[2002:7f00:1::1]:{port}/",
    "Teredo": "http://[2001:0:7f00:1::1]:{port}/",
    "ISATAP": "http://[2600::5efe:127.0.0.1]:{port}/",
    "ISATAP, the other kind": "http://[2600::200:5efe:10.0.0.1]:{port}/",
    "link-local": "http://[fe80::1]:{port}/",
    "unique local": "http://[fd00:ec2::254]:{port}/",
    "site-local": "http://[fec0::1]:{port}/",
    "multicast": "http://[ff02::1]:{port}/",
    "documentation": "http://[2001:db8::1]:{port}/",
    # What clouds and homes keep in private networks
    "metadata of clouds": "http://169.254.169.254/latest/meta-data/",
    "metadata of Alibaba": "http://100.100.100.200/latest/",
    "metadata of Azure": "http://168.63.129.16/machine",
    "metadata by IPv6": "http://[fd00:ec2::254]/latest/",
    "metadata by NAT64": "http://[64:ff9b::a9fe:a9fe]/latest/",
    "private, ten": "http://10.0.0.1/",
    "private, 172": "http://172.16.0.1/",
    "private, 192": "http://192.168.1.1:8080/",
    "carrier-grade NAT": "http://100.64.0.1/",
    "benchmarks": "http://198.18.0.1/",
    "IPv4 multicast": "http://224.0.0.1/",
    "broadcast": "http://255.255.255.255/",
    "a name that does not exist": "http://no-such-name.invalid/",
    "a name with a private address": "http://inside.example:{port}/",
}
"""Addresses that must sound like a closed port."""

REFUSED = {
    # IPv4 in spellings that browsers and the C library understand
    "a decimal number": "http://2130706433:{port}/",
    "a hexadecimal number": "http://0x7f000001:{port}/",
    "hexadecimal parts": "http://0x7f.0x0.0x0.0x1:{port}/",
    "octal parts": "http://0177.0.0.01:{port}/",
    "octal parts with many zeros": "http://00000177.0.0.1:{port}/",
    "two parts": "http://127.1:{port}/",
    "three parts": "http://127.0.1:{port}/",
    "a number too large for its part": "http://127.0.0.257:{port}/",
    "a number that wraps around": "http://4294967297:{port}/",
    "zero": "http://0:{port}/",
    "a dot at the end": "http://127.0.0.1.:{port}/",
    "metadata by a decimal number": "http://2852039166/latest/meta-data/",
    "a long name": f"http://{'a' * 64}.example/",
    "percent signs": "http://%31%32%37.0.0.1:{port}/",
    # other words
    "another scheme": "file:///etc/passwd",
    "FTP": "ftp://127.0.0.1/feed",
    "gopher": "gopher://127.0.0.1:6379/_INFO",
    "a user": "http://me@127.0.0.1:{port}/",
    "a user who looks like a host": "http://example.org@127.0.0.1:{port}/",
    "a password": "http://me:word@127.0.0.1:{port}/",
    "an empty user": "http://@127.0.0.1:{port}/",
    "a user behind a backslash": "http://example.org\\@127.0.0.1:{port}/",
    "port 22": "http://127.0.0.1:22/",
    "port 6379": "http://127.0.0.1:6379/",
    "port 0": "http://127.0.0.1:0/",
    "a port that is none": "http://127.0.0.1:8080x/",
    "a port too large": "http://127.0.0.1:65616/",
    "a zone": "http://[fe80::1%25lo]:{port}/",
    "brackets around IPv4": "http://[127.0.0.1]:{port}/",
    "an open bracket": "http://[::1/",
    "two at signs": "http://a@b@127.0.0.1:{port}/",
    "a line break": "http://127.0.0.1:{port}/\r\nHost:\tx",
    "a space in the host": "http://127.0.0.1 .example:{port}/",
    "no host": "http:///127.0.0.1:{port}/",
}
"""Addresses that are refused for their words alone; what is said then tells of the words and of nothing else."""

MATRIX = UNREACHABLE | REFUSED


class World:
    """A fetcher as in production, a server on loopback that nobody may reach, and a page on the public internet.

    The public internet is played by 127.0.0.9, which this fetcher alone may read, at the port of the page.
    """

    def __init__(self, fetcher: Fetcher, workers: Workers, public: Site, inside: Site, port: int) -> None:
        self.fetcher, self.workers, self.public, self.inside, self.port = fetcher, workers, public, inside, port

    def hears(self, answer: object) -> str:
        """Return what the asker hears."""
        assert not isinstance(answer, FoundFeed | PageText), answer
        if isinstance(answer, NoFeed):
            return answer.reason
        assert isinstance(answer, Failed | PollFailed), answer
        return answer.message


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[World]:
    """One world for the whole matrix."""
    async with AsyncExitStack() as stack:
        inside, public = Site(), Site()
        inside.put("/", rss(item()))
        runner = web.AppRunner(inside.server.app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        port = await _listen_on_a_web_port(runner)
        page = TestServer(public.server.app, host="127.0.0.9")
        await stack.enter_async_context(page)
        public.server = page
        nets = (ip_network("127.0.0.9/32"),)
        fetcher = await stack.enter_async_context(Fetcher(allow_nets=nets, total_timeout=5, read_timeout=2))
        workers = await stack.enter_async_context(Workers(1))
        yield World(fetcher, workers, public, inside, port)


async def _listen_on_a_web_port(runner: web.AppRunner) -> int:
    """Listen on every address of this machine at a port that the guard lets through; other tests may hold them."""
    for _ in range(600):
        for port in (8080, 8443):
            try:
                await web.TCPSite(runner, "0.0.0.0", port).start()
            except OSError:
                continue
            if HAS_IPV6:
                await web.TCPSite(runner, "::1", port).start()
            return port
        await asyncio.sleep(0.1)
    raise AssertionError("both web ports of this machine are taken")


async def _typed(world: World, address: str) -> str:
    return world.hears(await find_feed(world.fetcher, world.workers, address))


async def _polled(world: World, address: str) -> str:
    return world.hears(await poll(address, fetcher=world.fetcher, workers=world.workers))


async def _linked(world: World, address: str) -> str:
    return world.hears(await fetch_page(world.fetcher, world.workers, address))


WAYS: dict[str, Callable[[World, str], Awaitable[str]]] = {
    "typed in a chat": _typed, "polled as a feed": _polled, "linked as an article's page": _linked,
}  # fmt: skip


@MODULE
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", MATRIX)
async def test_no_way_leads_inside(world: World, name: str, way: str) -> None:
    """Whoever names such an address hears what a closed port sounds like, or what is wrong with its words."""
    heard = await WAYS[way](world, MATRIX[name].format(port=world.port))
    assert not world.inside.requests
    if name in UNREACHABLE:
        assert heard == CLOSED
    else:
        assert heard.endswith(".")
        assert "reached" not in heard or heard == CLOSED


@MODULE
@pytest.mark.parametrize("hops", [1, 3, 5])
@pytest.mark.parametrize("name", MATRIX)
async def test_no_redirect_leads_inside(world: World, name: str, hops: int) -> None:
    """A public address that redirects there, at its first, third or fifth hop, is no better."""
    address = MATRIX[name].format(port=world.port).replace("\r\n", "%0d%0a")
    for hop in range(1, hops):
        world.public.redirect(f"/{hop}", f"/{hop + 1}")
    world.public.redirect(f"/{hops}", address.encode("ascii", "ignore").decode() if "\\" in address else address)
    heard = await _polled(world, world.public.url("/1"))
    assert not world.inside.requests
    if name in UNREACHABLE:
        assert heard == CLOSED
    assert heard.endswith(".")


@MODULE
@pytest.mark.parametrize("name", MATRIX)
async def test_no_page_that_names_a_feed_leads_inside(world: World, name: str) -> None:
    """A page whose <link> or <base> names such an address brings nothing to light."""
    address = MATRIX[name].format(port=world.port)
    head = f'<base href="{address}"><link rel="alternate" type="application/rss+xml" href="{address}">'
    relative = '<link rel="alternate" type="application/atom+xml" href="/">'
    world.public.put("/page", f"<html><head>{head}{relative}</head><body></body></html>", Content_Type="text/html")
    heard = await _typed(world, world.public.url("/page"))
    assert not world.inside.requests
    assert heard in (
        "The page names a feed, but it cannot be read.",
        "There is no feed at this address, and the page names none.",
    )


@MODULE
async def test_no_list_of_feeds_leads_inside(world: World) -> None:
    """An OPML file is only read, never followed; its addresses pass the guard when they are polled."""
    addresses = [address.format(port=world.port) for address in MATRIX.values()]
    listed = parse_opml(render_opml([("", address.replace("\r\n", "")) for address in addresses]).encode())
    assert len(listed) > 40
    assert all(url.startswith(("http://", "https://")) for _, url in listed)
    heard = await asyncio.gather(*(_polled(world, url) for _, url in listed))
    assert not world.inside.requests
    assert set(heard) >= {CLOSED}


@MODULE
async def test_the_server_inside_can_be_reached_by_who_may(world: World) -> None:
    """The matrix would pass if nothing listened; it does."""
    async with Fetcher(allow_nets=(ip_network("127.0.0.0/8"), ip_network("::1/128"))) as fetcher:
        for host in ("127.0.0.1", "[::1]") if HAS_IPV6 else ("127.0.0.1",):
            world.inside.requests.clear()
            assert isinstance(await find_feed(fetcher, world.workers, f"http://{host}:{world.port}/"), FoundFeed)
            assert world.inside.requests
    world.inside.requests.clear()


def test_the_matrix_is_large_enough() -> None:
    """Forty addresses at least, no two of them the same."""
    assert len(set(MATRIX.values())) == len(MATRIX) >= 40
