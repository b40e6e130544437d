"""Looking names up, in threads of their own.

asyncio looks names up in the few threads that everything else shares. A dozen feeds whose name servers are dead would
hold all of them for half a minute each, and healthy feeds would time out in the queue.
"""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

_THREADS = 50

LookUp = Callable[..., list[tuple[Any, ...]]]


class NameResolver(AbstractResolver):
    """Resolves names as the operating system does.

    Args:
        look_up: With the parameters and the result of `socket.getaddrinfo`.
    """

    def __init__(self, look_up: LookUp = socket.getaddrinfo) -> None:
        self._look_up = look_up
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name; raises `OSError` when it has none, as aiohttp expects."""

        def ask() -> list[tuple[Any, ...]]:
            return self._look_up(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)

        infos = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        return [
            ResolveResult(
                hostname=host, host=address[0], port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, _, protocol, _, address in infos
            if kind in (socket.AF_INET, socket.AF_INET6)
        ]

    async def close(self) -> None:
        """Let go of the threads; a look-up that hangs ends when the system gives it up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
