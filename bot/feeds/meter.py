"""The meter: a connection may bring little besides the body that is wanted.

The cap on a body does not see what lies around it. A server can send interim answers (103), pieces of one byte, notes
between the pieces or records of one byte, and each costs time on the one thread that fetches everything. So the
socket counts what it receives, and the reader of the body tells what of it was of use; when the rest grows too large,
the connection ends as if the server had broken it off.

Theory of operation
    Each request has a connection of its own, made in the context of the task that asks: `METER` holds the meter there
    when the socket is made.
"""

import errno
import socket
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ROOM = 1_000_000
"""Bytes besides the body: heads, certificates, and what is received before the reader has come to it."""


@dataclass(slots=True)
class Meter:
    """Counts one connection: bytes received, and bytes of the body that was asked for."""

    received: int = 0
    useful: int = 0

    def count(self, size: int) -> None:
        """Count received bytes.

        Raises:
            ConnectionAbortedError: Too few of them are of use.
        """
        self.received += size
        if self.received > ROOM + 2 * self.useful:
            raise ConnectionAbortedError(errno.ECONNABORTED, "too little of what was received is of use")


METER: ContextVar[Meter] = ContextVar("METER")
"""The meter of the request that this task makes."""


class MeteredSocket(socket.socket):
    """A socket whose received bytes are counted by the meter of the request that it is made for."""

    def __init__(self, *, family: int, type: int, proto: int) -> None:  # noqa: A002 - as the socket calls it
        super().__init__(family=family, type=type, proto=proto)
        self._meter = METER.get(Meter())

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receive, and count."""
        data = super().recv(bufsize, flags)
        self._meter.count(len(data))
        return data

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0, /) -> int:
        """Receive, and count."""
        size = super().recv_into(buffer, nbytes, flags)
        self._meter.count(size)
        return size
