"""The health server: `/healthz` and `/metrics` over HTTP, on a local address, for those who watch the program.

It tells figures and states, no address of a feed, no title and nothing of a chat; and it takes nothing but GET. Whether
the program is well is defined in `store/pulse`; here it is also not well when the database does not answer in time.
"""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import structlog
from aiohttp import web

from bot import __version__
from bot.app import App
from bot.errors import WrongEnvironment
from bot.store.database import StoreUnavailable
from bot.store.figures import Figures

ANSWER_WITHIN = 5.0
"""Seconds that the database is given."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

log = structlog.get_logger()


class HealthServer:
    """Serves while it is entered.

    Args:
        app: What is told of.
        host: The address to listen at. port: 0 for any.

    Raises:
        WrongEnvironment: On entering: the address cannot be listened at.
    """

    def __init__(self, app: App, host: str, port: int) -> None:
        self._app, self._host, self._port = app, host, port
        routes = web.Application()
        routes.router.add_get("/healthz", self._healthz, allow_head=False)
        routes.router.add_get("/metrics", self._metrics, allow_head=False)
        self._runner = web.AppRunner(routes, access_log=None, shutdown_timeout=1.0)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            where = f"{self._host}:{self._port}"
            raise WrongEnvironment(f"TOCSIN_METRICS: cannot listen at {where}: {error.strerror}") from None
        log.info("health and metrics", url=f"http://{self._host}:{self.port}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._runner.addresses[0][1])

    async def _healthz(self, _: web.Request) -> web.Response:
        status, body = await self._health()
        return web.json_response(body, status=status)

    async def _health(self) -> tuple[int, dict[str, Any]]:
        app, now = self._app, self._app.clock()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                pulse = await app.db(app.store.pulse.look, now)
                figures = await app.db(app.store.figures.now)
        except (TimeoutError, StoreUnavailable):
            return 503, {"status": "the database does not answer", "version": __version__}
        age = now - pulse.heartbeat if pulse.heartbeat else None
        body = {
            "status": pulse.trouble or "ok",
            "version": __version__,
            "heartbeat_age_seconds": None if age is None else round(age.total_seconds(), 1),
            "feeds": figures.feeds,
            "chats": figures.chats,
            "queue": {"deliveries": figures.waiting, "age_seconds": _age(figures, now)},
            "last_good_poll": figures.last_poll.isoformat(timespec="seconds") if figures.last_poll else None,
        }
        return 503 if pulse.trouble else 200, body

    async def _metrics(self, _: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                text = await self._app.tell_metrics()
        except (TimeoutError, StoreUnavailable):
            return web.Response(status=503, text="the database does not answer\n")
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})


def _age(figures: Figures, now: datetime) -> float:
    return round(max(0.0, (now - figures.oldest).total_seconds()), 1) if figures.oldest else 0.0
