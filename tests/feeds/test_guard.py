"""The address guard: a matrix of what it refuses, and proof over real sockets that nothing private is ever asked."""

import socket
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from bot.feeds.fetch import Failed, FailureKind, Fetched, Fetcher
from bot.feeds.guard import is_allowed_address, why_refused_url
from tests.feeds.conftest import Site, rss

REFUSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.0.0.53
    127.255.255.255 168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.9 192.0.0.192
    192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255
    198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
    64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::a00:1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1
    2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1
    2600::5efe:7f00:1 2600::200:5efe:a00:1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
    localhost 2130706433 0x7f000001 0177.0.0.1 127.1
"""

ALLOWED = """
    1.1.1.1 8.8.8.8 93.184.216.34 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.0.1 198.17.0.1
    223.255.255.1 2600::1 2606:4700:4700::1111 2a00:1450:4001:81b::200e ::ffff:8.8.8.8
"""


@pytest.mark.parametrize("ip", REFUSED.split())
def test_refuses_addresses_that_are_not_public(ip: str) -> None:
    """Private, local, special and wrapping addresses are refused; so is what is no address."""
    assert not is_allowed_address(ip, 443)


@pytest.mark.parametrize("ip", ALLOWED.split())
def test_allows_public_addresses(ip: str) -> None:
    """Public addresses are allowed, their neighbours of private networks too."""
    assert is_allowed_address(ip, 443)


@pytest.mark.parametrize("port", [1, 21, 22, 25, 81, 3306, 5432, 6379, 8000, 9200, 11211, 65535])
def test_refuses_ports_of_other_services(port: int) -> None:
    """On a public address only the ports of the web are allowed."""
    assert not is_allowed_address("8.8.8.8", port)
    assert why_refused_url(f"http://example.org:{port}/feed")


@pytest.mark.parametrize(
    ("ip", "expected"),
    [("127.0.0.1", True), ("127.1.2.3", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False), ("::1", False)],
)
def test_allows_named_networks_on_any_port(ip: str, expected: bool) -> None:
    """An address inside an allowed network may be reached on any port, and no other private one."""
    assert is_allowed_address(ip, 34_567, [ip_network("127.0.0.0/8")]) is expected


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "/etc/passwd", "file:///etc/passwd", "ftp://example.org/feed",
        "gopher://example.org/", "data:text/xml,<rss/>",
        "javascript:alert(1)", "dict://localhost:11211/stat", "unix:///run/docker.sock", "http://", "http:///feed", "https://:443/feed",
        "http://user@example.org/feed",
        "http://user:word@example.org/", "http://@example.org/", "http://:@example.org/",
        "http://example.org:99999/", "http://example.org:abc/", "http://[::1/feed", "http://exa mple.org/", "http://example.org:22/",
        f"http://example.org/{'a' * 3000}", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://0/", "http://127.0.0.1./", "http://256.1.1.1/", "http://news.0x/", f"http://{'a' * 64}.example/", "http://a..example/",
    ],
)  # fmt: skip
def test_refuses_urls_by_their_words(url: str) -> None:
    """Other schemes, users, ports and nonsense are refused with one sentence."""
    reason = why_refused_url(url)
    assert reason
    assert reason.endswith(".")
    assert "\n" not in reason


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/feed",
        "https://example.org:8443/?a=1",
        "http://münchen.example/nachrichten",
        "HTTP://EXAMPLE.ORG:80",
        "http://93.184.216.34/feed",
        "http://example.org./feed",
        "http://a_b.example/",
        "http://1e3.example/",
        "http://[2606:4700::1111]/",
    ],
)
def test_accepts_ordinary_urls(url: str) -> None:
    """Web addresses pass."""
    assert why_refused_url(url) is None


LOOPBACK_SPELLINGS = [
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "0",
    "0.0.0.0",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[64:ff9b::7f00:1]", "localhost.",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
async def test_no_spelling_of_loopback_reaches_a_server(host: str) -> None:
    """However 127.0.0.1 is written, a server that listens there on an allowed port is not asked."""
    site = Site()
    site.put("/", rss())
    server = TestServer(site.server.app, host="0.0.0.0", port=_free_web_port())
    async with server, Fetcher(total_timeout=3, read_timeout=1) as fetcher:
        answer = await fetcher.get(f"http://{host}:{server.port}/")
    assert isinstance(answer, Failed)
    assert answer.kind in (FailureKind.UNREACHABLE, FailureKind.BAD_URL)
    assert not site.requests


def _free_web_port() -> int:
    for port in (8080, 8443):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    pytest.skip("both web ports that a test may open are taken on this machine")


class Names(AbstractResolver):
    """A name server under a test's control: each look-up of a name gives the next answer, the last one for ever."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = answers

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        """Return the addresses of a name."""
        answers = self._answers[host.partition(".")[0]]
        ips = answers.pop(0) if len(answers) > 1 else answers[0]
        return [ResolveResult(hostname=host, host=ip, port=port, family=socket.AF_INET, proto=0, flags=0) for ip in ips]

    async def close(self) -> None:
        """Do nothing; there is nothing to close."""


ONLY_ONE = (ip_network("127.0.0.1/32"),)
"""In these tests 127.0.0.1 plays a public address and 127.0.0.2 a private one."""


async def _private_twin(site: Site) -> tuple[Site, TestServer]:
    private = Site()
    private.put("/feed", rss())
    server = TestServer(private.server.app, host="127.0.0.2", port=site.server.port)
    await server.start_server()
    return private, server


async def test_rebinding_does_not_reach_a_private_server(site: Site) -> None:
    """A name that gives a public address at first and a private one later is refused the second time."""
    private, server = await _private_twin(site)
    site.put("/feed", rss(), Connection="close")
    names = Names(fickle=[["127.0.0.1"], ["127.0.0.2"]])
    answers = []
    for _ in range(2):
        async with Fetcher(allow_nets=ONLY_ONE, resolver=names, read_timeout=1) as fetcher:
            answers.append(await fetcher.get(f"http://fickle.example:{site.server.port}/feed"))
    await server.close()
    assert isinstance(answers[0], Fetched)
    assert answers[1] == await _answer_of_closed_port()
    assert not private.requests


async def test_of_several_addresses_only_the_allowed_is_asked(site: Site) -> None:
    """A name with a private and a public address leads to the public one, whichever comes first."""
    private, server = await _private_twin(site)
    site.put("/feed", rss())
    names = Names(mixed=[["127.0.0.2", "127.0.0.1"]])
    async with Fetcher(allow_nets=ONLY_ONE, resolver=names, read_timeout=1) as fetcher:
        answer = await fetcher.get(f"http://mixed.example:{site.server.port}/feed")
    await server.close()
    assert isinstance(answer, Fetched)
    assert not private.requests


@pytest.mark.parametrize("scheme", ["http://127.0.0.2:{port}/feed", "//127.0.0.2:{port}/feed"])
async def test_a_redirect_does_not_reach_a_private_server(site: Site, scheme: str) -> None:
    """A public page that redirects to a private address is as good as a closed port."""
    private, server = await _private_twin(site)
    site.redirect("/feed", scheme.format(port=site.server.port))
    async with Fetcher(allow_nets=ONLY_ONE, read_timeout=1) as fetcher:
        answer = await fetcher.get(site.url("/feed"))
    await server.close()
    assert answer == await _answer_of_closed_port()
    assert not private.requests


REFUSED_TARGETS = [
    "file:///etc/passwd", "ftp://example.org/", "http://user:word@127.0.0.1/", "javascript:1", "http://[", "data:,x"
]  # fmt: skip


@pytest.mark.parametrize("target", REFUSED_TARGETS)
async def test_a_redirect_to_no_web_address_is_refused(site: Site, fetcher: Fetcher, target: str) -> None:
    """Redirects pass the same gate as what people type."""
    site.redirect("/feed", target)
    answer = await fetcher.get(site.url("/feed"))
    assert isinstance(answer, Failed)
    assert answer.kind == FailureKind.BAD_URL


async def _answer_of_closed_port() -> Failed:
    with socket.socket() as taken:  # bound but not listening: closed for sure
        taken.bind(("127.0.0.1", 0))
        async with Fetcher(allow_nets=ONLY_ONE) as fetcher:
            answer = await fetcher.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert isinstance(answer, Failed)
    return answer


async def test_blocked_closed_silent_and_unknown_sound_the_same() -> None:
    """Nobody learns from the answer whether an address is blocked, closed, silent or unknown."""
    with socket.socket() as silent:  # a full queue: further connections are not answered
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(silent.getsockname())
        async with Fetcher(allow_nets=ONLY_ONE, read_timeout=0.3) as fetcher:
            of_silent = await fetcher.get(f"http://127.0.0.1:{silent.getsockname()[1]}/")
            of_unknown = await fetcher.get("http://no-such-name.invalid/")
            of_blocked = await fetcher.get("http://127.0.0.2/")
        for filler in fillers:
            filler.close()
    assert of_silent == of_unknown == of_blocked == await _answer_of_closed_port()
