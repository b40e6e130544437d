"""Another language in YAML alone: cues, negation, statuses and places of Spanish, and what one list changes."""

import shutil
from pathlib import Path

import pytest

from bot.monitor.cases import run_case
from bot.monitor.facts.lists import ROLES
from bot.rulebooks import load_cases, load_rulebooks

SPANISH = Path(__file__).parent / "data" / "spanish"


def differences(folder: Path) -> list[str]:
    """Return how what rings differs from what a reader wants to hear."""
    books = load_rulebooks(folder)
    assert books.problems == ()
    (case,), problems = load_cases(folder, books.books)
    assert problems == []
    assert len(case.articles) == 5
    return [*run_case(case).differences]


def test_five_articles_ring_as_a_reader_would_want() -> None:
    """Two venues with their statuses, three stances, and silence about the past and about London."""
    assert differences(SPANISH) == []


def test_the_words_are_all_in_the_rulebook() -> None:
    """There is no list of Spanish beside it, and nothing was learnt: the lists of the rulebook decide alone."""
    (topic,) = load_rulebooks(SPANISH).topics
    assert topic.lists.language == "es"
    assert topic.lists.learnt is None
    assert {role for role, _ in topic.lists.lists} < ROLES.keys()


@pytest.mark.parametrize(
    ("line", "instead", "change"),
    [
        (
            '  negation: ["no", nunca, jamás, ni, sin, tampoco]',
            "  negation: [nunca]",
            "+ postura rings at article tres, party: PUE, new: refuses",
        ),
        ("    Ginebra: Geneva\n", "", "- sede rings at article cuatro, new: Geneva, status: proposed"),
        ("    Lisboa: Lisbon", "    Lisboa: Madrid", "+ sede rings at article dos, new: Madrid, status: agreed"),
        (
            "  proposes: [proponer, =propone, =propuso, ",
            "  proposes: [",
            "+ sede rings at article cuatro, new: Geneva, status: agreed",
        ),
        ("  location: [en]", "  location: [bajo]", "+ sede there: no_match (the article says nothing of it)"),
        (
            "  meeting: [reunión, =reuniones, ",
            "  meeting: [",
            "+ postura rings at article cuatro, party: SIN, new: open, old: refuses",
        ),
        ("dispuesto, dispuesta, ", "", ""),
    ],
)
def test_one_word_list_changes_what_rings(line: str, instead: str, change: str, tmp_path: Path) -> None:
    """A word taken from a list, and nothing else: the alert that hung on it changes, and only where it is said."""
    folder = tmp_path / "rules"
    shutil.copytree(SPANISH, folder)
    path = folder / "puerto.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(line) == 1
    path.write_text(text.replace(line, instead), encoding="utf-8")
    found = differences(folder)
    assert [one for one in found if one.startswith(change)] if change else found == []
