"""Bodies that try to keep a parser busy or to fill the memory: shared by the tests and by `make bench-hostile`.

Each is as large as the fetch lets through (`MAX_BYTES` of a feed, `MAX_PAGE_BYTES` of a page) unless a smaller one does
more harm. What a body does to the fetch itself (bombs, drips, endless ones) is in `SERVED`: handlers of a real server.
"""

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import Awaitable, Callable
from functools import cache
from html import escape

from aiohttp import web

from bot.feeds.fetch import MAX_BYTES
from bot.feeds.page import MAX_PAGE_BYTES
from tests.feeds.conftest import item, rss

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def filled(head: str, unit: str, tail: str = "", size: int = MAX_BYTES) -> bytes:
    """Return head and tail with as many units between them as fit into so many bytes."""
    count = (size - len(head.encode()) - len(tail.encode())) // len(unit.encode())
    return (head + unit * count + tail).encode()


def numbered(head: str, unit: str, tail: str = "", size: int = MAX_BYTES) -> bytes:
    """Return head and tail with numbered units between them, as many as fit; `{n}` is the number."""
    parts, left, number = [], size - len(head) - len(tail), 0
    while (left := left - len(part := unit.replace("{n}", str(number)))) >= 0:
        parts.append(part)
        number += 1
    return (head + "".join(parts) + tail).encode()


_HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
_TAIL = "</channel></rss>"
_ONE = "<rss version='2.0'><channel><item><title>{}</title></item></channel></rss>"
_JSON = '{"version":"https://jsonfeed.org/version/1.1","items":'
_LATE = f"{_HEAD}<item><title>late</title></item>{_TAIL}"
_PAGE = "<html><head>{}</head><body><p>a</p></body></html>"
_JSON_LD = '<script type="application/ld+json">'
_FERRY = escape("<p>The ferry was late again, the harbour office said on Monday.</p>" * 25)
_LAUGHS = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {this} "{f"&{last};" * 10}">' for last, this in zip("abcdefghi", "bcdefghij", strict=True)
)
_QUADRATIC = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"x" * 200_000}">]>'
_EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">'
    '<!ENTITY % b SYSTEM "http://127.0.0.1:8080/x"> %b;]>'
)


def _described(text: str) -> str:
    return rss(item(more=f"<description>{text}</description>"))


FEEDS: dict[str, Callable[[], bytes]] = {
    "an honest feed of 5 MB": lambda: numbered(
        _HEAD,
        "<item><title>Ferry {n} late</title><guid isPermaLink='false'>g{n}</guid>"
        f"<link>https://a.example/{{n}}</link><description>{_FERRY}</description></item>",
        _TAIL,
    ),
    "100,000 items": lambda: numbered(_HEAD, "<item><title>t{n}</title></item>", _TAIL),
    "comments that never end": lambda: filled(_HEAD + "<item><title>a</title></item>", "<!--", _TAIL),
    "200 KB of comment starts": lambda: filled("", "<!--", "", 200_000),
    "comment starts within the markup of an item": lambda: _described(escape("<!--") * 200_000).encode(),
    "100,000 attributes of one tag": lambda: numbered(
        "<rss version='2.0'><channel><item", " a{n}='1'", "></item></channel></rss>", 1_400_000
    ),
    "10,000 namespaces": lambda: numbered("<rss", " xmlns:n{n}='http://x/{n}'", "><channel></channel></rss>", 300_000),
    "one attribute of 5 MB": lambda: filled("<rss version='2.0' a='", "x", f"'>{_TAIL}"),
    "a title of 5 MB": lambda: filled(_HEAD + "<item><title>", "word ", "</title></item>" + _TAIL),
    "one word of 5 MB": lambda: filled(_HEAD + "<item><description>", "x", "</description></item>" + _TAIL),
    "elements nested 500,000 deep": lambda: filled(_HEAD + "<item>", "<a>", "", 1_500_000),
    "markup nested 100,000 deep": lambda: _described(f"<![CDATA[{'<b>' * 1_000_000}]]>").encode(),
    "markup of one table": lambda: _described(f"<![CDATA[{'<table><tr><td>' * 300_000}]]>").encode(),
    "a million entities": lambda: filled(_HEAD + "<item><description>", "&amp;lt;", "</description></item>" + _TAIL),
    "a million unknown entities": lambda: filled(_HEAD + "<item><title>", "&no;", "</title></item>" + _TAIL),
    "entities that unfold to 10 GB": lambda: (_LAUGHS + "]>" + _ONE.format("&j;")).encode(),
    "an entity of 200 KB named 20,000 times": lambda: (_QUADRATIC + _ONE.format("&a;" * 20_000)).encode(),
    "entities that name files and addresses": lambda: (_EXTERNAL + _ONE.format("&a;")).encode(),
    "a document type of 5 MB": lambda: filled("<!DOCTYPE rss [", "<!ENTITY a 'b'>", f"]>{_HEAD}{_TAIL}"),
    "lists of JSON nested 500,000 deep": lambda: filled(_JSON, "[", "", 500_000),
    "a JSON number of 5 MB": lambda: filled(_JSON + '[{"id":', "9", "}]}"),
    "100,000 items of JSON": lambda: numbered(_JSON + '[{"id":"a"}', ',{"id":"{n}","title":"t"}', "]}"),
    "a web page of 5 MB": lambda: filled("<!doctype html><html><body>", "<div><p>text</p></div>", "</body></html>"),
    "a web page that claims to be RSS": lambda: filled(_HEAD, "<div><p class=a>text<br></div>", ""),
    "5 MB of one byte": lambda: b"<" * MAX_BYTES,
    "5 MB of zeros": lambda: bytes(MAX_BYTES),
    "combining accents": lambda: _described("e" + "\u0301" * 1_000_000).encode(),
    "UTF-32": lambda: b"\xff\xfe\0\0" + _LATE.encode("utf-32-le"),
    "UTF-16 without a mark": lambda: _LATE.encode("utf-16-le"),
    "UTF-7": lambda: _LATE.replace("?>", ' encoding="utf-7"?>').replace("late", "+ADw-late").encode(),
    "a charset that does not exist": lambda: _LATE.replace("?>", ' encoding="x-nothing"?>').encode() + b"<!--\xe9-->",
}  # fmt: skip
"""What claims to be a feed, by name; made when it is asked for, for all of them together are large."""

PAGES: dict[str, Callable[[], bytes]] = {
    "an honest page of 2 MB": lambda: filled(
        "<html><head><title>Ferry</title></head><body><article>",
        "<p>The ferry was late again, the harbour office said on Monday, and nobody knew why it was so.</p>",
        "</article></body></html>",
        MAX_PAGE_BYTES,
    ),
    "divs nested 200,000 deep": lambda: filled("<html><body>", "<div>", "text", MAX_PAGE_BYTES),
    "tables in tables": lambda: filled("<html><body>", "<table><tr><td>", "text", MAX_PAGE_BYTES),
    "a paragraph of 2 MB": lambda: filled("<html><body><p>", "word ", "</p></body></html>", MAX_PAGE_BYTES),
    "100,000 links": lambda: numbered("<html><body><p>", "<a href='/{n}'>{n}</a> ", "", MAX_PAGE_BYTES),
    "100,000 attributes of one element": lambda: numbered("<html><body><p", " a{n}=1", ">text</p>", 1_300_000),
    "comments that never end": lambda: filled("<html><body>", "<!--", "", MAX_PAGE_BYTES),
    "a script of 2 MB": lambda: _PAGE.format(f"<script>{'if(a<b){}' * 220_000}</script>").encode(),
    "JSON-LD of 2 MB": lambda: _PAGE.format(_JSON_LD + '{"@graph":[' * 180_000 + "</script>").encode(),
    "100,000 meta elements": lambda: numbered(
        "<html><head>", "<meta name='author' content='by {n} and me on 2026-11-{n}'>", _PAGE, MAX_PAGE_BYTES
    ),
    "unclosed formatting": lambda: filled("<html><body>", "<b><i><p>a", "", MAX_PAGE_BYTES),
    "one word of 2 MB": lambda: filled("<html><body><article><p>", "x", "</p></article></body></html>", MAX_PAGE_BYTES),
    "text with a date in every word": lambda: filled(
        "<html><body><article><p>", "2026-11-25 25.11.2026 ", "</p></article></body></html>", MAX_PAGE_BYTES
    ),
    "2 MB of zeros": lambda: bytes(MAX_PAGE_BYTES),
}  # fmt: skip
"""What claims to be an article's page, by name."""


@cache
def _packed(size: int, head: int = 31) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, head)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)) + packer.flush()


def _served(body: Callable[[], bytes], **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body(), headers=named)

    return handler


def _streamed(chunk: bytes, *, pause: float = 0.0, **headers: str) -> Handler:
    """Send the chunk again and again, for ever."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=named)
        await response.prepare(request)
        while True:
            await response.write(chunk)
            await asyncio.sleep(pause)

    return handler


BOMB = 100_000_000
"""Bytes that a bomb unpacks to."""
_EMPTY_BLOCK = b"\0\0\0\xff\xff"
"""A block of deflate that holds nothing: as many as one likes unpack to nothing."""


async def _nothing_packed(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Encoding": "gzip"})
    await response.prepare(request)
    await response.write(gzip.compress(b"")[:10])
    while True:
        await response.write(_EMPTY_BLOCK * 20_000)
        await asyncio.sleep(0)


SERVED: dict[str, Handler] = {
    "gzip that unpacks to 100 MB": _served(lambda: _packed(BOMB), Content_Encoding="gzip"),
    "gzip in gzip in gzip": _served(
        lambda: gzip.compress(gzip.compress(_packed(BOMB))), Content_Encoding="gzip, gzip, gzip"
    ),
    "gzip in gzip, told once": _served(lambda: gzip.compress(_packed(BOMB)), Content_Encoding="gzip"),
    "deflate that unpacks to 100 MB": _served(lambda: _packed(BOMB, 15), Content_Encoding="deflate"),
    "gzip of nothing, without an end": _nothing_packed,
    "brotli that nobody asked for": _served(lambda: b"\x0b\x02\x80rss\x03" * 1000, Content_Encoding="br"),
    "zstd that nobody asked for": _served(lambda: b"\x28\xb5\x2f\xfd\x04\x00" * 1000, Content_Encoding="zstd"),
    "a body without an end": _streamed(b"<item>" * 10_000),
    "a byte now and then, for ever": _streamed(b"<", pause=0.05),
    "a length of 50 GB": _streamed(b"<item>" * 10_000, Content_Length="50000000000"),
}
"""What a server does to the fetch itself, by name."""


SPOKEN: dict[str, tuple[bytes, bytes]] = {
    "interim answers without an end": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
    "heads without an end": (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 100),
    "one head without an end": (b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 10_000),
    "pieces of one byte": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n" * 1000),
    "notes between the pieces": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a" * 10_000),
    "heads behind the body": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n<\r\n0\r\n", b"X-A: b\r\n" * 100
    ),
}  # fmt: skip
"""What a server says below the level of a web framework: once, and then again and again."""


async def speak(head: bytes, again: bytes) -> asyncio.Server:
    """Return a server on loopback that says this to whoever connects, until they hang up."""

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(head)
            while True:
                writer.write(again)
                await writer.drain()
        writer.close()

    return await asyncio.start_server(talk, "127.0.0.1", 0)
