"""The documents and the program say the same: settings, commands, links."""

import re
from pathlib import Path

import pytest

from bot.chat.commands.registry import COMMANDS
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


def test_every_chat_command_is_in_the_readme() -> None:
    """The README's table has each command of the chat, and none that does not exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = "\n".join(re.findall(r"^\| (`/.*?) \|", text, re.MULTILINE))
    assert set(re.findall(r"`/([a-z]+)", rows)) == {entry.name for entry in COMMANDS}


def test_every_test_that_a_page_names_exists() -> None:
    """A guard is as good as the test that shows it: `tests/file.py::test_name` on any page names one that is there."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", text))
    missing = [
        name
        for name in sorted(named)
        if not (path := ROOT / name.partition("::")[0]).is_file()
        or f"def {name.partition('::')[2]}(" not in path.read_text(encoding="utf-8")
    ]
    assert missing == []
    assert named


def test_every_metric_is_explained() -> None:
    """docs/operations.md names each metric of ours as Prometheus shows it."""
    from datetime import UTC, datetime

    from bot.metrics import Metrics
    from bot.store.figures import Figures

    figures = Figures(
        feeds={}, chats={}, deliveries={}, articles=0, alerts=0, waiting=0, oldest=None, last_poll=None, last_alert=None
    )
    shown = Metrics().render(figures, datetime.now(UTC)).decode()
    names = set(re.findall(r"^# TYPE (tocsin_\w+) ", shown, re.MULTILINE)) - {"tocsin_build_info"}
    names = {name for name in names if not name.endswith("_created")}
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert len(names) > 10
    assert [name for name in sorted(names) if f"`{name}" not in text] == []


def test_a_test_named_without_its_file_exists_too() -> None:
    """A promise is followed by the test that shows it; a name that ends in "…" means several."""
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = [name for page in PAGES for name in re.findall(r"`(test_\w+)…?`", page.read_text(encoding="utf-8"))]
    assert named
    assert [name for name in named if f"def {name}" not in tests] == []
