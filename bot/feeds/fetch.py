"""Fetching: a URL becomes bytes, "nothing new", or a named failure. Never an exception for what the outside did.

Every hop of a redirect passes the guard. The caps are on what reaches memory: a gzip bomb is stopped after
`max_bytes` of decompressed bytes. Blocked, closed, silent and unknown addresses fail in identical words, so nobody can
learn from Tocsin what a private network looks like.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot import __version__
from bot.feeds.guard import Network, guarded_connector, why_refused_url
from bot.feeds.meter import METER, Meter
from bot.feeds.names import NameResolver
from bot.feeds.unpack import Unpacker

USER_AGENT = f"Tocsin/{__version__} (news alert bot)"
ACCEPT_FEED = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.8"
MAX_BYTES = 5_000_000
"""Decompressed bytes of a body. The largest honest feed we saw has 2.5 MB."""
MAX_REDIRECTS = 5
_MAX_VALIDATOR = 500
_CHUNK = 65_536
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FailureKind(StrEnum):
    """What went wrong with a fetch."""

    UNREACHABLE = "unreachable"  # blocked, closed, silent, or no such name: one word for all of them
    TIMEOUT = "timeout"
    BROKEN = "broken"  # something answered, but not in readable HTTP: certificate, compression, cut off
    HTTP = "http"
    TOO_LARGE = "too large"
    TOO_MANY_REDIRECTS = "too many redirects"
    BAD_URL = "bad url"
    GONE = "gone"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that was read whole.

    Attributes:
        url: Where it was found in the end.
        permanent_url: Where the feed lives now, when permanent redirects (301, 308) led away from the asked URL.
        charset: From the Content-Type header; "" when it names none.
        max_age: Seconds for which the server says that nothing changes.
    """

    url: str
    status: int
    body: bytes
    permanent_url: str | None = None
    content_type: str = ""
    charset: str = ""
    etag: str | None = None
    last_modified: str | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that the body is the one we know; what it did not repeat is None."""

    permanent_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Why there is no body, in one sentence for a person. `retry_after` is in seconds."""

    kind: FailureKind
    message: str
    status: int | None = None
    retry_after: int | None = None


_UNREACHABLE = Failed(kind=FailureKind.UNREACHABLE, message="The address could not be reached.")
_TOO_LATE = Failed(kind=FailureKind.TIMEOUT, message="The server took too long to answer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    url: str
    permanent: bool


class Fetcher:
    """Reads URLs over HTTP, politely and within limits. Use as an async context manager.

    Args:
        allow_nets: Networks that may be read although they are private.
        total_timeout: Seconds for one `get`, redirects included; waiting for a free place does not count.
        longest_wait: Seconds for one `get`, waiting included, from its first place on.
        read_timeout: Seconds without a byte, and for making a connection.
        per_host: Requests to one host at the same time.
        in_flight: Requests at the same time, overall.
        resolver: Another way to look names up (aiohttp's interface).
    """

    def __init__(
        self,
        *,
        allow_nets: Sequence[Network] = (),
        total_timeout: float = 30,
        longest_wait: float = 90,
        read_timeout: float = 10,
        per_host: int = 2,
        in_flight: int = 300,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allow_nets = tuple(allow_nets)
        self._total_timeout, self._read_timeout, self._per_host = total_timeout, read_timeout, per_host
        self._longest_wait = longest_wait
        self._resolver = resolver or NameResolver()
        self._in_flight = asyncio.Semaphore(in_flight)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=guarded_connector(self._allow_nets, resolver=self._resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
            auto_decompress=False,  # that is `unpack`'s business: it caps what comes in as well as what comes out
            timeout=aiohttp.ClientTimeout(total=None, connect=self._read_timeout, sock_read=self._read_timeout),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()
        await self._resolver.close()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT_FEED,
        max_bytes: int = MAX_BYTES,
        patient: bool = True,
    ) -> Fetched | NotModified | Failed:
        """Read a URL. With validators: only when it changed since they were given out.

        Redirects and pages can lead any number of requests to one host, and whoever waits there holds up what it is
        for. So only the first wait of a patient `get` lasts as long as it takes; else `longest_wait` is the end.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        try:
            async with asyncio.timeout(None if patient else self._longest_wait) as end:
                return await self._follow(url, headers, max_bytes, end)
        except TimeoutError:
            return _TOO_LATE

    async def _follow(
        self, url: str, headers: Mapping[str, str], max_bytes: int, end: asyncio.Timeout
    ) -> Fetched | NotModified | Failed:
        seconds_left, permanent_url, still_permanent = self._total_timeout, None, True
        loop = asyncio.get_running_loop()
        for _ in range(MAX_REDIRECTS + 1):
            if refused := why_refused_url(url, self._allow_nets):
                return Failed(kind=FailureKind.BAD_URL, message=refused)
            host = self._hosts.setdefault(URL(url).raw_authority, asyncio.Semaphore(self._per_host))
            async with host, self._in_flight:
                began = loop.time()
                if end.when() is None:
                    end.reschedule(began + self._longest_wait)
                answer = await self._hop(url, headers, max_bytes, seconds_left, permanent_url)
                seconds_left -= loop.time() - began
            if not isinstance(answer, _Redirect):
                return answer
            url, still_permanent = answer.url, still_permanent and answer.permanent
            if still_permanent:
                permanent_url = url
        return Failed(
            kind=FailureKind.TOO_MANY_REDIRECTS, message=f"The address redirects more than {MAX_REDIRECTS} times."
        )

    async def _hop(
        self, url: str, headers: Mapping[str, str], max_bytes: int, seconds: float, permanent_url: str | None
    ) -> Fetched | NotModified | Failed | _Redirect:
        if self._session is None:
            raise RuntimeError("a Fetcher is used inside 'async with'")
        METER.set(meter := Meter())
        try:
            async with (
                asyncio.timeout(max(0, seconds)),
                self._session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                return await _read(response, max_bytes, permanent_url, meter, conditional=len(headers) > 1)
        except aiohttp.ClientConnectorCertificateError:
            return Failed(kind=FailureKind.BROKEN, message="The server's certificate is not valid.")
        except aiohttp.ClientConnectorSSLError:
            return Failed(kind=FailureKind.BROKEN, message="The server does not speak HTTPS properly.")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return _UNREACHABLE
        except TimeoutError:
            return _TOO_LATE
        except aiohttp.InvalidURL:
            return Failed(kind=FailureKind.BAD_URL, message="This is not a web address.")
        except (aiohttp.ClientError, ConnectionError, ValueError):
            return Failed(kind=FailureKind.BROKEN, message="The server's answer could not be read.")


async def _read(
    response: aiohttp.ClientResponse, max_bytes: int, permanent_url: str | None, meter: Meter, *, conditional: bool
) -> Fetched | NotModified | Failed | _Redirect:
    headers, status = response.headers, response.status
    if status in _REDIRECTS and (location := headers.get("Location")):
        return _redirect(response, location)
    max_age = parse_max_age(headers.get("Cache-Control", ""))
    etag, modified = _validator(headers.get("ETag")), _validator(headers.get("Last-Modified"))
    if status == 304 and conditional:
        return NotModified(permanent_url=permanent_url, etag=etag, last_modified=modified, max_age=max_age)
    if status not in (200, 203):
        return _refusal(status, parse_retry_after(headers.get("Retry-After", ""), datetime.now(UTC)))
    body = await _body(response, max_bytes, meter)
    if body is None:
        return Failed(kind=FailureKind.TOO_LARGE, message=f"The answer is larger than {max_bytes / 1e6:g} MB.")
    return Fetched(
        url=str(response.url),
        status=status,
        body=body,
        permanent_url=permanent_url,
        content_type=response.content_type,
        charset=(response.charset or "").lower(),
        etag=etag,
        last_modified=modified,
        max_age=max_age,
    )


def _redirect(response: aiohttp.ClientResponse, location: str) -> _Redirect | Failed:
    try:
        target = str(response.url.join(URL(location)).with_fragment(None))
        target.encode()
    except ValueError:
        return Failed(kind=FailureKind.BAD_URL, message="The address redirects to something that is no web address.")
    return _Redirect(url=target, permanent=response.status in _PERMANENT)


def _refusal(status: int, retry_after: int | None) -> Failed:
    if status == 410:
        return Failed(kind=FailureKind.GONE, status=status, message="The server says that this is gone for good (410).")
    if status in (429, 503):
        message = f"The server asks to be left alone for a while ({status})."
        return Failed(kind=FailureKind.THROTTLED, status=status, retry_after=retry_after, message=message)
    words = {401: "wants a password", 403: "refuses", 404: "has nothing at this address"}
    message = f"The server {words.get(status, 'answers with an error')} ({status})."
    return Failed(kind=FailureKind.HTTP, status=status, retry_after=retry_after, message=message)


async def _body(response: aiohttp.ClientResponse, max_bytes: int, meter: Meter) -> bytes | None:
    """Return the decompressed body; None when it is larger than the cap.

    Raises:
        ValueError: It is compressed in a way that nobody asked for, or not what it says.
    """
    if (response.content_length or 0) > max_bytes:
        return None
    unpacker = Unpacker(response.headers.get("Content-Encoding", ""), max_bytes)
    async for chunk in response.content.iter_chunked(_CHUNK):
        meter.useful += len(chunk)
        if not unpacker.feed(chunk):
            return None
    return unpacker.finish()


def _validator(value: str | None) -> str | None:
    """Return a validator that can be stored and sent back; a hostile one is dropped."""
    return value if value and len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable() else None


def parse_max_age(cache_control: str) -> int | None:
    """Return the seconds of `max-age`; None when there is none or when nothing may be kept.

    >>> parse_max_age("public, max-age=900"), parse_max_age("no-cache, max-age=900")
    (900, None)
    """
    if re.search(r"\bno-(?:cache|store)\b", cache_control, re.IGNORECASE):
        return None
    found = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", cache_control, re.IGNORECASE | re.ASCII)
    return int(found.group(1)) if found else None


def parse_retry_after(value: str, now: datetime) -> int | None:
    """Return the seconds of a Retry-After header, which may also be a date (RFC 9110, 10.2.3); None when unreadable.

    >>> parse_retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, round((at - now).total_seconds()))
