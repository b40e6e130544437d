"""Writes `rules/schema.json`, by which editors check and complete rulebooks: `python -m bot.rulebooks_schema`."""

import json
from pathlib import Path

from bot.monitor.rulebook_schema import rulebook_json_schema
from bot.rulebooks import shipped_rules_dir


def schema_text() -> str:
    """Return the contents of the file."""
    return json.dumps(rulebook_json_schema(), indent=1, ensure_ascii=False) + "\n"


def schema_path() -> Path:
    """Return where the file lies in a checkout."""
    return shipped_rules_dir() / "schema.json"


if __name__ == "__main__":
    schema_path().write_text(schema_text(), encoding="utf-8")
