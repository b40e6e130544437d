"""The way to the store: every call of it runs on the one thread that owns the database."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Db(Protocol):
    """Runs a function of the store there; `app` provides it."""

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function and return what it returns, or raise what it raises."""
