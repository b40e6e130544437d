"""Functions that tests call in a worker; the module is small, for the worker imports it within its memory."""

import os
from pathlib import Path


def double(number: int) -> int:
    """Return twice the number."""
    return number * 2


def hang() -> None:
    """Never return, as a regular expression on hostile input does."""
    while True:
        pass


def swell_by(size: int) -> int:
    """Take so much memory and give it back."""
    return len(bytearray(size))


def write_a_file(folder: str) -> str:
    """Try to write a file."""
    path = Path(folder) / "written"
    path.write_text("x" * 100)
    return path.read_text()


def environment() -> dict[str, str]:
    """Return the worker's environment."""
    return dict(os.environ)
