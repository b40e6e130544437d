"""Logs: one line per event, JSON when asked for, never a secret."""

import json
import logging
import os
import pty
import string
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.config import LogFormat
from bot.logs import configure_logs, redact

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


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("at https://x.example/f?k=hush&n=5, twice", "at https://x.example/f?k=***&n=***, twice"),
        ("https://x.example/f?a=&amp;user_id=hush;t=hush", "https://x.example/f?a=&amp;user_id=***;t=***"),
        ("https://x.example/f?hush", "https://x.example/f?***"),
        ("https://x.example/f?go=https://y.example/?k=hush", "https://x.example/f?go=***"),
        ("https://x.example/f#t=hush", "https://x.example/f#t=***"),
        ("FEED://X.example/?K=it's%20hush", "FEED://X.example/?K=***"),
        ("('https://x.example/?k=hush')", "('https://x.example/?k=***')"),
        ("GET /f?key=hush&amp;token=hush;sig=hush", "GET /f?key=***&amp;token=***;sig=***"),
        ("https://x.example/f?key=…", "https://x.example/f?key=***"),
        ("why? a=b; https://x.example/a;b", "why? a=b; https://x.example/a;b"),
    ],
)
def test_every_value_of_an_address_is_masked(line: str, redacted: str) -> None:
    """A key can have any name, so no value of a query is shown, however the line writes the address."""
    assert redact(line) == redacted


@given(st.text(), st.text(alphabet=string.ascii_letters, min_size=1))
def test_no_value_is_left_in_any_line(before: str, name: str) -> None:
    """Whatever stands before the address and whatever the name."""
    assert "h0u5h" not in redact(f"{before} https://x.example/f?a=1&{name}=h0u5h")


@pytest.mark.parametrize(("on_a_terminal", "as_json"), [(True, False), (False, True)])
def test_lines_are_for_people_on_a_terminal_and_json_otherwise(on_a_terminal: bool, as_json: bool) -> None:
    """By itself the program writes what its reader can use: a person at a terminal, or a program behind a pipe."""
    script = (
        "from bot.config import LogFormat\nfrom bot.logs import configure_logs\nimport structlog\n"
        "configure_logs(LogFormat.AUTO)\nstructlog.get_logger().info('polled', feed=3)\n"
    )
    reader, writer = pty.openpty() if on_a_terminal else os.pipe()
    try:
        subprocess.run([sys.executable, "-c", script], stderr=writer, check=True, cwd=Path(__file__).parents[1])
        line = os.read(reader, 10_000).decode()
    finally:
        os.close(reader)
        os.close(writer)
    assert "polled" in line
    if as_json:
        assert json.loads(line)["feed"] == 3
    else:
        assert not line.startswith("{")
        assert "3" in line


def test_the_http_library_stays_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The HTTP library would log each address with the token in it; its INFO lines are dropped."""
    configure_logs(LogFormat.TEXT)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.example/bot%s/getMe", TOKEN)
    assert capsys.readouterr().err == ""
