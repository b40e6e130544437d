"""The contracts on imports name every module, so that a new one cannot slip past `lint-imports`."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hatch_build import COMPILED

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


def test_what_compiled_readers_of_facts_import_is_compiled_too() -> None:
    """A module as written between compiled ones costs more than it did before: its values are checked at each call."""
    folder = ROOT / "bot" / "monitor" / "facts"
    compiled = {Path(name).stem for name in COMPILED if name.startswith("bot/monitor/facts/")}
    data = {"lists", "place_names"}  # read once
    for name in sorted(compiled):
        code = (folder / f"{name}.py").read_text(encoding="utf-8")
        imported = set(re.findall(r"^from bot\.monitor\.facts\.(\w+) import", code, re.MULTILINE))
        assert not imported - compiled - data, f"{name}.py imports what hatch_build.py does not compile"
