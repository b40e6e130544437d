"""Logs: one line per event, JSON when asked for, never a secret."""

import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog

from bot.config import LogFormat
from bot.logs import configure_logs

TOKEN = "123456789:AAE-a-made-up-token-for-the-tests_0"


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    before, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    yield
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def test_json_lines_hold_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """Tokens, passwords in addresses and their keys are masked in events, nested values, arguments and tracebacks."""
    configure_logs(LogFormat.JSON)
    structlog.get_logger().info(
        "polled", url=f"https://api.example/bot{TOKEN}/x", more={"feed": "http://me:hush@x.example/?key=abc"}
    )
    logging.getLogger("library").warning("asked %s", f"https://x.example/?token=abc&n=1 {TOKEN}")
    try:
        raise ValueError(f"no such bot {TOKEN}")
    except ValueError:
        structlog.get_logger().exception("failed")
    structlog.get_logger().warning("refused", why=f"bad request: bot{TOKEN} is odd".capitalize())
    lines = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["level"] for line in lines] == ["info", "warning", "error", "warning"]
    for secret in (TOKEN, "hush", "abc"):
        assert not any(secret.lower() in line.lower() for line in lines)


def test_the_http_library_stays_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The HTTP library would log each address with the token in it; its INFO lines are dropped."""
    configure_logs(LogFormat.TEXT)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.example/bot%s/getMe", TOKEN)
    assert capsys.readouterr().err == ""
