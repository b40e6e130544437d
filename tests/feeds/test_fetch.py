"""Fetching over real loopback HTTP: validators, redirects, caps, timeouts, and how failures are named."""

import asyncio
import gzip
import shutil
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from asyncio.subprocess import DEVNULL
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.fetch import (
    USER_AGENT,
    Failed,
    FailureKind,
    Fetched,
    Fetcher,
    NotModified,
    parse_max_age,
    parse_retry_after,
)
from bot.feeds.names import NameResolver
from tests.feeds.conftest import Site, rss

LOOPBACK = (ip_network("127.0.0.0/8"),)


async def failure(fetcher: Fetcher, url: str, **options: int) -> Failed:
    """Fetch what must fail."""
    answer = await fetcher.get(url, **options)  # type: ignore[arg-type]
    assert isinstance(answer, Failed)
    assert answer.message.endswith(".")
    return answer


async def test_reads_a_body_with_everything_the_next_poll_needs(site: Site, fetcher: Fetcher) -> None:
    """Body, type, charset, validators and max-age come out; the request is honest about who asks."""
    site.put(
        "/feed", "<rss/>", Content_Type="text/xml; charset=KOI8-R", ETag='W/"7"', Cache_Control="public, max-age=600",
        Last_Modified="Mon, 23 Nov 2026 10:00:00 GMT", Set_Cookie="track=1",
    )  # fmt: skip
    answer = await fetcher.get(site.url("/feed"))
    assert answer == Fetched(
        url=site.url("/feed"), status=200, body=b"<rss/>", content_type="text/xml", charset="koi8-r", etag='W/"7"',
        last_modified="Mon, 23 Nov 2026 10:00:00 GMT", max_age=600,
    )  # fmt: skip
    await fetcher.get(site.url("/feed"))
    for request in site.requests:
        assert request.headers["User-Agent"] == USER_AGENT
        assert request.headers["Accept-Encoding"] == "gzip, deflate"
        assert not {"Cookie", "Authorization", "If-None-Match", "If-Modified-Since"} & set(request.headers)


async def test_sends_the_validators_and_understands_304(site: Site, fetcher: Fetcher) -> None:
    """ETag and Last-Modified go out as they came in; a 304 has no body."""
    site.answer("/feed", 304, ETag='"8"', Cache_Control="max-age=60")
    answer = await fetcher.get(site.url("/feed"), etag='"7"', last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
    assert answer == NotModified(etag='"8"', max_age=60)
    assert site.requests[0].headers["If-None-Match"] == '"7"'
    assert site.requests[0].headers["If-Modified-Since"] == "Mon, 23 Nov 2026 10:00:00 GMT"


async def test_a_304_that_nobody_asked_for_is_a_failure(site: Site, fetcher: Fetcher) -> None:
    """Without validators there is nothing that could be unmodified."""
    site.answer("/feed", 304)
    assert (await failure(fetcher, site.url("/feed"))).kind == FailureKind.HTTP


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_undoes_compression(site: Site, fetcher: Fetcher, encoding: str) -> None:
    """Compressed bodies come out plain."""
    packed = gzip.compress(b"<rss/>") if encoding == "gzip" else zlib.compress(b"<rss/>")
    site.put("/feed", packed, Content_Encoding=encoding)
    answer = await fetcher.get(site.url("/feed"))
    assert isinstance(answer, Fetched)
    assert answer.body == b"<rss/>"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"no gzip at all", "gzip"), (b"\x1f\x8b\x08broken", "gzip"), (b"x", "br")],
)
async def test_broken_compression_is_a_value(site: Site, fetcher: Fetcher, body: bytes, encoding: str) -> None:
    """What cannot be decompressed is a named failure."""
    site.put("/feed", body, Content_Encoding=encoding)
    assert (await failure(fetcher, site.url("/feed"))).kind == FailureKind.BROKEN


async def test_a_gzip_bomb_is_stopped_in_bounded_memory(site: Site, fetcher: Fetcher) -> None:
    """200 KB that unpack to 200 MB cost a few megabytes, not 200."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    site.put("/feed", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    answer = await failure(fetcher, site.url("/feed"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.kind == FailureKind.TOO_LARGE
    assert peak < 40_000_000


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_of_50_mb_is_not_read(site: Site, fetcher: Fetcher, announced: bool) -> None:
    """A huge body is refused by its length or, when it hides it, after five megabytes."""
    sent = 0

    async def stream(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Length": str(50_000_000)} if announced else {})
        await response.prepare(request)
        for _ in range(500):
            await response.write(bytes(100_000))
            sent += 100_000
        return response

    site.handle("/feed", stream)
    answer = await failure(fetcher, site.url("/feed"))
    assert answer.kind == FailureKind.TOO_LARGE
    assert answer.message == "The answer is larger than 5 MB."
    assert sent < 20_000_000


async def test_the_cap_is_the_callers(site: Site, fetcher: Fetcher) -> None:
    """A caller that wants less gets less; the limit itself is fine."""
    site.put("/feed", b"x" * 1000)
    assert isinstance(await fetcher.get(site.url("/feed"), max_bytes=1000), Fetched)
    assert (await failure(fetcher, site.url("/feed"), max_bytes=999)).kind == FailureKind.TOO_LARGE


@pytest.mark.parametrize("drip", [True, False])
async def test_a_slow_server_times_out(site: Site, drip: bool) -> None:
    """A server that falls silent, and one that sends a byte now and then for ever, are given up."""

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await asyncio.sleep(0.1 if drip else 60)
            await response.write(b"x")

    site.handle("/feed", stream)
    began = time.monotonic()
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=1, read_timeout=0.4) as fetcher:
        assert (await failure(fetcher, site.url("/feed"))).kind == FailureKind.TIMEOUT
    assert time.monotonic() - began < 3


async def test_redirects_share_one_time_budget(site: Site) -> None:
    """A chain of slow redirects does not get the total time anew at each hop."""

    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.3)
        raise web.HTTPFound("/feed")

    site.handle("/feed", slow)
    began = time.monotonic()
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=0.5) as fetcher:
        assert (await failure(fetcher, site.url("/feed"))).kind == FailureKind.TIMEOUT
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("path", "patient", "failures"), [("/slow", True, 0), ("/slow", False, 3), ("/redirect", True, 3)]
)  # fmt: skip
async def test_waiting_for_a_place_has_an_end(site: Site, path: str, patient: bool, failures: int) -> None:
    """Who waits at a host that others lead to gives up in time; a patient request waits at its own."""

    async def slow(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.4)
        return web.Response(text=rss())

    site.handle("/slow", slow)
    site.redirect("/redirect", "/slow")
    async with Fetcher(allow_nets=LOOPBACK, per_host=1, longest_wait=0.6) as fetcher:
        answers = await asyncio.gather(*(fetcher.get(site.url(path), patient=patient) for _ in range(4)))
    late = [answer.kind for answer in answers if isinstance(answer, Failed)]
    assert late == [FailureKind.TIMEOUT] * failures


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((302,), None),
        ((303,), None),
        ((307,), None),
        ((301, 308), "/2"),
        ((301, 302), "/1"),
        ((302, 301), None),
    ],
)  # fmt: skip
async def test_only_permanent_redirects_rewrite_the_url(
    site: Site, fetcher: Fetcher, statuses: tuple[int, ...], moved: str | None
) -> None:
    """301 and 308 say where the feed lives now, as far as the chain is permanent from its start."""
    for at, status in enumerate(statuses):
        site.redirect(f"/{at}", f"/{at + 1}", status)
    site.put(f"/{len(statuses)}", rss())
    answer = await fetcher.get(site.url("/0"))
    assert isinstance(answer, Fetched)
    assert answer.permanent_url == (site.url(moved) if moved else None)
    assert answer.url == site.url(f"/{len(statuses)}")


async def test_a_304_behind_a_permanent_redirect_rewrites_the_url_too(site: Site, fetcher: Fetcher) -> None:
    """The move is known although nothing changed."""
    site.redirect("/old", "/new", 301)
    site.answer("/new", 304)
    answer = await fetcher.get(site.url("/old"), etag='"1"')
    assert isinstance(answer, NotModified)
    assert answer.permanent_url == site.url("/new")


async def test_follows_five_redirects_and_no_more(site: Site, fetcher: Fetcher) -> None:
    """Five hops are fine; a sixth, and a circle, are not."""
    for at in range(6):
        site.redirect(f"/{at}", f"/{at + 1}")
    site.put("/6", rss())
    assert isinstance(await fetcher.get(site.url("/1")), Fetched)
    assert (await failure(fetcher, site.url("/0"))).kind == FailureKind.TOO_MANY_REDIRECTS
    site.redirect("/circle", "/circle")
    assert (await failure(fetcher, site.url("/circle"))).kind == FailureKind.TOO_MANY_REDIRECTS


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, FailureKind.HTTP), (401, FailureKind.HTTP), (403, FailureKind.HTTP), (404, FailureKind.HTTP),
        (500, FailureKind.HTTP), (204, FailureKind.HTTP), (301, FailureKind.HTTP), (410, FailureKind.GONE),
        (429, FailureKind.THROTTLED), (503, FailureKind.THROTTLED),
    ],
)  # fmt: skip
async def test_names_what_the_server_says(site: Site, fetcher: Fetcher, status: int, kind: FailureKind) -> None:
    """Each status has its kind, and its number is in the sentence."""
    site.answer("/feed", status)
    answer = await failure(fetcher, site.url("/feed"))
    assert (answer.kind, answer.status) == (kind, status)
    assert str(status) in answer.message


async def test_hears_retry_after(site: Site, fetcher: Fetcher) -> None:
    """The server's wish comes out in seconds."""
    site.answer("/feed", 429, Retry_After="120")
    assert (await failure(fetcher, site.url("/feed"))).retry_after == 120


NO_HTTP = [
    b"",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
    b"\x00" * 100,
]


@pytest.mark.parametrize("answer", NO_HTTP, ids=["nothing", "ssh", "cut", "zeros"])
async def test_a_server_that_speaks_no_http_is_a_value(fetcher: Fetcher, answer: bytes) -> None:
    """Silence, another protocol and a cut body are named failures."""

    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert (await failure(fetcher, f"http://127.0.0.1:{port}/")).kind == FailureKind.BROKEN
    over_tls = await failure(fetcher, f"https://127.0.0.1:{port}/")
    assert over_tls.kind in (FailureKind.BROKEN, FailureKind.UNREACHABLE)
    server.close()
    await server.wait_closed()


async def test_drops_hostile_validators(site: Site, fetcher: Fetcher) -> None:
    """A validator that is huge or not plain ASCII is not kept: it would be stored and sent back."""
    site.put("/feed", rss(), ETag='"' + "x" * 5000 + '"', Last_Modified="gestern früh")
    answer = await fetcher.get(site.url("/feed"))
    assert isinstance(answer, Fetched)
    assert answer.etag is answer.last_modified is None


async def test_dead_name_servers_do_not_hold_up_other_feeds(site: Site) -> None:
    """While twenty names hang, a feed whose name is known is read at once."""
    over = threading.Event()

    def look_up(host: str, *rest: Any) -> list[tuple[Any, ...]]:
        if host.startswith("dead"):
            over.wait(10)
            raise socket.gaierror
        return socket.getaddrinfo("127.0.0.1", *rest)

    site.put("/feed", rss())
    resolver = NameResolver(look_up)
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=3, read_timeout=2, resolver=resolver) as fetcher:
        dead = [asyncio.create_task(fetcher.get(f"http://dead{at}.example/")) for at in range(20)]
        await asyncio.sleep(0.1)
        began = time.monotonic()
        answer = await fetcher.get(f"http://harbour.example:{site.server.port}/feed")
        took = time.monotonic() - began
        over.set()
        assert {(await task) for task in dead} == {await failure(fetcher, "http://dead.example/")}
    assert isinstance(answer, Fetched)
    assert took < 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with openssl")
async def test_a_wrong_certificate_is_named(fetcher: Fetcher, tmp_path: Path) -> None:
    """A server that signed its own certificate is not believed, and the request is not sent."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    process = await asyncio.create_subprocess_exec(*make, "-keyout", key, "-out", certificate, stderr=DEVNULL)
    assert await process.wait() == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site = Site()
    server = TestServer(site.server.app, scheme="https")
    await server.start_server(ssl=context)
    answer = await failure(fetcher, f"https://127.0.0.1:{server.port}/feed")
    await server.close()
    assert answer == Failed(kind=FailureKind.BROKEN, message="The server's certificate is not valid.")
    assert not site.requests


async def test_asks_one_host_no_more_than_twice_at_a_time(site: Site) -> None:
    """Ten fetches of one host run two by two, and waiting for a place is no timeout."""
    now = most = 0

    async def count(_request: web.Request) -> web.StreamResponse:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.3)
        now -= 1
        return web.Response(body=b"<rss/>")

    site.handle("/feed", count)
    async with Fetcher(allow_nets=LOOPBACK, total_timeout=1.2) as fetcher:
        answers = await asyncio.gather(*(fetcher.get(site.url("/feed")) for _ in range(10)))
    assert all(isinstance(answer, Fetched) for answer in answers)
    assert most == 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("max-age=0", 0),
        ('MAX-AGE="60"', 60),
        ("s-maxage=9", None),
        ("max-age=-1", None),
        ("max-age=5, no-store", None),
        ("max-age=²", None),
    ],
)  # fmt: skip
def test_reads_max_age(header: str, seconds: int | None) -> None:
    """`max-age` counts, unless nothing may be kept."""
    assert parse_max_age(header) == seconds


def test_reads_retry_after() -> None:
    """Seconds and dates are understood, the past is now, nonsense is nothing."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert parse_retry_after("Tue, 24 Nov 2026 12:05:00 GMT", now) == 300
    assert parse_retry_after("Mon, 23 Nov 2026 12:05:00 GMT", now) == 0
    assert parse_retry_after(" 7 ", now) == 7
    assert parse_retry_after("soon", now) is None


@given(st.text())
def test_headers_never_raise(header: str) -> None:
    """Whatever a server writes there, reading it is a value."""
    parse_max_age(header)
    parse_retry_after(header, datetime(2026, 11, 24, tzinfo=UTC))
