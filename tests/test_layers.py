"""The contracts on imports name every module, so that a new one cannot slip past `lint-imports`."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def modules() -> set[str]:
    """Return the modules and packages of the program, one level deep."""
    files = {f"bot.{path.stem}" for path in (ROOT / "bot").glob("[!_]*.py")}
    return files | {f"bot.{path.parent.name}" for path in (ROOT / "bot").glob("*/__init__.py")}


def contract(name: str) -> dict[str, Any]:
    """Return the contract with this name."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = whole["tool"]["importlinter"]["contracts"]
    return next(one for one in contracts if one["name"] == name)


@pytest.mark.parametrize(
    ("name", "side", "free"),
    [
        ("The monitor knows nothing else of the program but its errors", "forbidden_modules", {"monitor", "errors"}),
        ("Only the chat package knows Telegram", "source_modules", {"chat"}),
        ("Only the store runs SQL", "source_modules", {"store"}),
    ],
)
def test_a_contract_leaves_no_module_out(name: str, side: str, free: set[str]) -> None:
    """Whatever is not free by name is bound."""
    assert set(contract(name)[side]) == modules() - {f"bot.{one}" for one in free}
