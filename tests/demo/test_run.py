"""The demo from end to end: real feeds, real polls, a real database, and a history file that holds what was printed."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.demo.run import run_demo
from bot.demo.storyline import load_storyline

STORYLINE = load_storyline()
FIELDS = ("rule", "new", "old", "status", "party")


@dataclass(frozen=True)
class Played:
    """What a demo left behind: its printed text, and the lines of the history file."""

    text: str
    alerts: list[dict[str, Any]]
    deliveries: list[dict[str, Any]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """One whole demo."""
    printed = io.StringIO()
    folder = run_demo(tmp_path_factory.mktemp("demo"), pause=False, console=Console(file=printed, width=200))
    lines = [json.loads(line) for line in (Path(folder) / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    return Played(
        text=printed.getvalue(),
        alerts=[line for line in lines if line["type"] == "alert"],
        deliveries=[line for line in lines if line["type"] == "delivery"],
    )


def test_it_rings_what_the_storyline_expects(played: Played) -> None:
    """The alerts in the history file are the storyline's rings, in their order, each about its item."""
    rings = [(item.title, ring) for item in STORYLINE.items for ring in item.expect.rings]
    assert [(line["article"]["headline"], line["rule"].removeprefix("demo/")) for line in played.alerts] == [
        (title, ring.rule) for title, ring in rings
    ]
    assert [[line[field] for field in FIELDS[1:]] for line in played.alerts] == [
        [getattr(ring, field) for field in FIELDS[1:]] for _, ring in rings
    ]


def test_every_alert_is_delivered_once_and_printed(played: Played) -> None:
    """Each alert of the history file was sent once, and its headline and quotation stand on the screen."""
    assert [line["number"] for line in played.alerts] == [line["number"] for line in played.deliveries]
    assert {line["outcome"] for line in played.deliveries} == {"sent"}
    blocks = [" ".join(block.split()) for block in played.text.split("[Open] [Why?] [Mute story]")]
    assert len(blocks) == len(played.alerts) + 1  # the last one is what comes after the last alert
    for line, block in zip(played.alerts, blocks, strict=False):
        _, heading, alert = block.rpartition(f"{line['title']} · ")
        assert heading, block
        assert " ".join(line["article"]["headline"].split()) in alert
        quoted = line["evidence"] != line["article"]["headline"]
        assert not quoted or _unquoted(line["evidence"]) in _unquoted(alert)


def _unquoted(text: str) -> str:
    """Return a text without quotation marks: a quotation within one has others."""
    return " ".join("".join(one for one in text if one not in "“”‘’").split())


def test_each_item_is_shown_with_its_reason(played: Played) -> None:
    """Every item of the storyline appears in the progress, and what stayed silent says why."""
    assert all(item.title in played.text for item in STORYLINE.items)
    silent = [item for item in STORYLINE.items if item.expect.silent]
    assert played.text.count("silent: ") == len(silent)
    assert "silent: copy of “" in played.text  # the headline of the other, not a number that nobody knows
