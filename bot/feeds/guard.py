"""The address guard: decides which addresses Tocsin may talk to, so that nobody can use it to reach a private network.

Two decisions. `why_refused_url` looks at the words of a URL. `is_allowed_address` looks at the exact address of a
connection that is about to be made, so a name that resolves to a private address, a redirect, an odd spelling of
127.0.0.1 and a name that changes its address between two look-ups all pass the same gate.

`ipaddress.is_global` alone does not do: it changes between Python versions and calls addresses global that carry
another address inside them. IPv6 is therefore a short list of what is allowed, IPv4 of what is not.
"""

import errno
import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.feeds.meter import MeteredSocket

Network = IPv4Network | IPv6Network

ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL = 2_000
"""Characters of a URL; longer ones are not addresses that people pass around."""
_REFUSED_IPV4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # a public number, but inside Azure it is the host that serves the machine's secrets
    )
)  # fmt: skip
"""The IANA registry of special-purpose addresses, and one cloud's own."""

_GLOBAL_IPV6 = IPv6Network("2000::/3")
"""All of IPv6 that is handed out so far; ::1, ::ffff:a.b.c.d, NAT64, local and multicast addresses lie outside."""

_REFUSED_IPV6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, benchmarks, ORCHID and other protocol assignments
        "2001:db8::/32", "3fff::/20",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
    )
)  # fmt: skip


def is_allowed_address(ip: str, port: int, allow_nets: Sequence[Network] = ()) -> bool:
    """Return whether a connection to this address may be made.

    Args:
        ip: An IPv4 or IPv6 address, as the socket will get it.
        port: The TCP port.
        allow_nets: Networks that are allowed although private, on any port (the setting TOCSIN_ALLOW_NETS).
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in net for net in allow_nets):
        return True
    return port in ALLOWED_PORTS and _is_public(address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _REFUSED_IPV4)
    is_isatap = int(address) >> 32 & 0xFDFF_FFFF == 0x5EFE  # an IPv4 address behind a tunnel: RFC 5214, 6.1
    return address in _GLOBAL_IPV6 and not is_isatap and not any(address in net for net in _REFUSED_IPV6)


def why_refused_url(url: str, allow_nets: Sequence[Network] = ()) -> str | None:
    """Return why the words of a URL cannot be a feed's or page's address, as one sentence, or None: they can.

    Private addresses are not refused here but when the connection is made, in the same words as a closed port.

    >>> why_refused_url("file:///etc/passwd")
    'Only http:// and https:// addresses can be read.'
    """
    if len(url) > MAX_URL:
        return f"The address is longer than {MAX_URL:,} characters."
    try:
        parsed, raw = URL(url), urlsplit(url)
        host, port = parsed.host, parsed.port
    except ValueError:
        return "This is not a web address."
    if parsed.scheme not in ("http", "https"):
        return "Only http:// and https:// addresses can be read."
    if not host or " " in host:
        return "The address names no host."
    if not _is_host(host):
        return "This is not a web address."
    if "@" in raw.netloc:
        return "An address with a user name or password in it is not read."
    if port not in ALLOWED_PORTS and not allow_nets:
        return f"Port {port} is not read; only {', '.join(map(str, sorted(ALLOWED_PORTS)))} are."
    return None


def _is_host(host: str) -> bool:
    """Return whether a host is an address as it is always written, or a name that can exist.

    A host whose last part is a number is an IPv4 address for browsers and for the C library (`2130706433`, `0x7f.1`,
    `0177.0.0.1`; WHATWG URL, "ends in a number checker"). In any other than the usual spelling it is refused, whatever
    the libraries below would make of it.
    """
    if ":" in host:
        return True  # IPv6, which yarl has read already
    labels = host.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return bool(_DOTTED.fullmatch(host))
    try:
        return all(0 < len(label.encode("idna")) < 64 for label in labels)
    except UnicodeError:
        return False


_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_DOTTED = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}", re.ASCII)


def guarded_connector(
    allow_nets: Sequence[Network] = (), *, resolver: AbstractResolver | None = None
) -> aiohttp.TCPConnector:
    """Return an aiohttp connector that opens sockets to allowed addresses only, one for each request.

    The pool has no limits of its own: waiting for a place must not count against a fetch's time (see `fetch`).
    """
    nets = tuple(allow_nets)

    def open_socket(addr_info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = addr_info
        if family not in (socket.AF_INET, socket.AF_INET6) or not is_allowed_address(address[0], address[1], nets):
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed")  # as if it were closed
        return MeteredSocket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(
        socket_factory=open_socket, resolver=resolver, limit=0, limit_per_host=0, force_close=True
    )
