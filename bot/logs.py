"""Logs: one line per thing that happened, readable on a terminal and JSON otherwise, never with a secret in it.

Both structlog's events and the standard library's records (of the libraries) go through one chain, whose last step
before rendering is `redact`.
"""

import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from bot.config import LogFormat

_TOKEN = re.compile(r"(?i)(?:bot)?(?<!\d)\d{3,20}:[a-z0-9_-]{20,100}")
"""Also in another case: the Telegram library writes errors with a capital letter and small ones."""
_USERINFO = re.compile(r"(?<=://)[^/\s@]+@")
_ADDRESS = re.compile(r"://[^\s\"<>]+")
_BEGIN = re.compile(r"([?#])")
_PARTS = re.compile(r"(&amp;|&#38;|[&;])")
_CLOSING = "'),.:;]}"
"""What may follow an address in a line."""
_KEY = re.compile(r"(?i)([?&;](?:api_?key|key|token|auth|access_token|secret|password|pass|sig|signature)=)[^&;\s'\"]+")
"""In what has lost its host, such as a request line."""


def redact(text: str) -> str:
    """Return the text without bot tokens, names and passwords in addresses, and values of their queries and fragments.

    A key can have any name, so every value is masked. Secrets in the path of an address cannot be told and stay.

    >>> redact("GET https://me:pw@example.org/feed?key=abc&n=5 /bot123456:AAAAAAAAAAAAAAAAAAAAAAAA/getMe")
    'GET https://***@example.org/feed?key=***&n=*** /***/getMe'
    """
    text = _USERINFO.sub("***@", _TOKEN.sub("***", text))
    return _KEY.sub(r"\1***", _ADDRESS.sub(_without_values, text))


def _without_values(address: re.Match[str]) -> str:
    bare, mark, rest = _BEGIN.split(address[0], maxsplit=1) if _BEGIN.search(address[0]) else (address[0], "", "")
    query = rest.rstrip(_CLOSING)
    parts = _PARTS.split(query)  # every second one is a separator
    parts[::2] = [_without_value(part) for part in parts[::2]]
    return bare + mark + "".join(parts) + rest[len(query) :]


def _without_value(part: str) -> str:
    name, equals, value = part.partition("=")
    return f"{name}{equals}***" if value else part if equals or not part else "***"


def _redacted(value: object) -> object:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redacted(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(item) for item in value]
    return value if isinstance(value, int | float | bool | None) else redact(str(value))


def _redact_event(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = _redacted(value)
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Let what nobody caught go through the same filter; Python itself would print it as it is."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger().critical("it broke", exc_info=(kind, error, trace))


def configure_logs(log_format: LogFormat, *, quiet: bool = False) -> None:
    """Send every log line of this process to stderr, redacted, in the given format; quiet: only what went wrong."""
    as_json = log_format is LogFormat.JSON or (log_format is LogFormat.AUTO and not sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _redact_event,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING if quiet else logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda uncaught: _log_uncaught(
        uncaught.exc_type, uncaught.exc_value or uncaught.exc_type(), uncaught.exc_traceback
    )
    # httpx logs every address it requests, with the bot's token in it, at INFO.
    for noisy in ("httpx", "httpcore", "telegram", "apscheduler", "alembic", "aiohttp", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
