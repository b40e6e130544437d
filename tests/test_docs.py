"""The documents and the program say the same: settings, commands, links."""

import re
from pathlib import Path

import pytest

from bot.cli import main
from bot.config import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_every_setting_is_explained() -> None:
    """docs/operations.md has a row for each setting, and none for a setting that does not exist."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \|", text, re.MULTILINE)
    assert sorted(rows) == sorted(PREFIX + name.upper() for name in Settings.model_fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link names a file that is there."""
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert broken == []


def test_every_command_of_the_program_is_shown() -> None:
    """Each `tocsin COMMAND` stands on some page, and no page shows one that does not exist."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    shown = {*re.findall(r"(?=\btocsin ([a-z]+))", text), *re.findall(r"\bmake (demo|run)\b", text)} - {"tocsin"}
    assert shown == set(main.commands)
