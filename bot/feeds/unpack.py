"""Unpacking: a compressed body becomes plain bytes, with a cap on what goes in and on what comes out.

The HTTP library would cap what comes out only. A body of empty blocks unpacks to nothing, for ever; and a library that
learns another encoding would undo that too, whatever we had asked for.
"""

import zlib
from typing import Protocol

_GZIP, _ZLIB, _RAW = 31, 15, -15
"""What zlib calls window bits: with a gzip head, with a zlib head, with none (what some servers mean by "deflate")."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


class Unpacker:
    """Takes the chunks of one body.

    Args:
        encoding: The Content-Encoding header: "", identity, gzip or deflate. One of them: what is packed twice is not
            read.
        most: Bytes that may come out; as many may go in.

    Raises:
        ValueError: It is another encoding.
    """

    def __init__(self, encoding: str, most: int) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in ("", "identity", "gzip", "deflate"):
            raise ValueError("this encoding was not asked for")
        self._is_plain = self._encoding in ("", "identity")
        self._most, self._came_in, self._came_out = most, 0, 0
        self._parts: list[bytes] = []
        self._stream: _Decompressor | None = None

    def feed(self, data: bytes) -> bool:
        """Take a chunk; return False when the body is larger than it may be.

        Raises:
            ValueError: It is not what it says.
        """
        self._came_in += len(data)
        if self._came_in > self._most:
            return False
        return self._keep(data) if self._is_plain else self._unpack(data)

    def finish(self) -> bytes:
        """Return the body.

        Raises:
            ValueError: Its end is missing.
        """
        if self._stream is not None and not self._stream.eof:
            raise ValueError("the compressed body has no end")
        return b"".join(self._parts)

    def _keep(self, data: bytes) -> bool:
        self._came_out += len(data)
        self._parts.append(data)
        return self._came_out <= self._most

    def _unpack(self, data: bytes) -> bool:
        try:
            while data:
                if self._stream is None or self._stream.eof:  # gzip may consist of several members
                    self._stream = self._begin(data)
                if not self._keep(self._stream.decompress(data, self._most - self._came_out + 1)):
                    return False
                data = self._stream.unconsumed_tail or self._stream.unused_data
                if self._encoding == "deflate" and self._stream.eof:
                    return True  # what follows belongs to nothing
        except zlib.error as error:
            raise ValueError(str(error)) from None
        return True

    def _begin(self, data: bytes) -> _Decompressor:
        if self._encoding == "gzip":
            return zlib.decompressobj(_GZIP)
        return zlib.decompressobj(_ZLIB if data[0] & 0x0F == zlib.DEFLATED else _RAW)
