"""Writes the schemas by which editors check rulebooks and their tests: `python -m bot.rulebooks_schema`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.monitor.case_schema import cases_json_schema
from bot.monitor.rulebook_schema import rulebook_json_schema
from bot.rulebooks import shipped_rules_dir


def schemas() -> Mapping[Path, str]:
    """Return where each schema lies in a checkout, and its contents."""
    folder = shipped_rules_dir()
    return {
        folder / "schema.json": _text(rulebook_json_schema()),
        folder / "tests" / "schema.json": _text(cases_json_schema()),
    }


def _text(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, text in schemas().items():
        path.write_text(text, encoding="utf-8")
