"""The one thread that owns the database and the monitor's memory.

SQLite has one writer, and the memory is plain Python: when every call that touches either runs on one thread, nothing
needs a lock, a transaction never waits for another of ours, and the event loop stays free to fetch and to answer.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class DbThread:
    """Runs functions on that thread, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="db")

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function there and return what it returns, or raise what it raises.

        A caller that is cancelled no longer waits, but what was asked for is done all the same.
        """
        future = self._executor.submit(function, *args, **kwargs)
        return await asyncio.shield(asyncio.wrap_future(future))

    def close(self) -> None:
        """Finish what has been asked for, then end the thread."""
        self._executor.shutdown(wait=True)
