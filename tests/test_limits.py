"""Rulebooks and queries that try to cost much, each by its name: refused in one clear line, before they cost it."""

from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import WrongQuery
from bot.monitor.query import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse_query
from bot.monitor.yaml_text import MAX_SIZE
from bot.rulebooks import load_rulebooks

QUERIES = {
    "too long": ("a" * (MAX_LENGTH + 1), f"at most {MAX_LENGTH} characters"),
    "much too long": ("(" * 1_000_000, f"at most {MAX_LENGTH} characters"),
    "too deep": ("(" * (MAX_DEPTH + 1) + "oslo" + ")" * (MAX_DEPTH + 1), "deep"),
    "too many terms": (" ".join(f"w{number}" for number in range(MAX_TERMS + 1)), f"{MAX_TERMS}"),
    "a prefix that meets everything": ("a*", "letters"),
    "nothing but exclusions": ("-oslo -bergen", ""),
    "an empty alternative": ("oslo OR", ""),
    "a pattern": ("(a+)+$", ""),
    "quotes without an end": ('"oslo', ""),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_that_asks_for_too_much(name: str) -> None:
    """It is refused with one sentence and a place."""
    query, words = QUERIES[name]
    with pytest.raises(WrongQuery) as refused:
        parse_query(query)
    assert words in refused.value.message
    assert "\n" not in refused.value.message
    assert 0 <= refused.value.position <= MAX_LENGTH


def test_what_looks_like_a_pattern_is_words() -> None:
    """There are no regular expressions in rules: signs are separators, and a star is the end of a prefix."""
    assert parse_query("oslo.bergen").root == parse_query("oslo-bergen").root
    assert parse_query("oslo+bergen").root == parse_query("oslo-bergen").root
    with pytest.raises(WrongQuery):
        parse_query("(oslo|bergen)+$^.*")


def _aliases() -> str:
    names = "abcdefgh"
    lines = [f"{this}: &{this} [{', '.join(['*' + last] * 9)}]" for last, this in pairwise(names)]
    return "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(lines)


BOOKS = {
    "aliases that unfold to gigabytes": (_aliases(), "anchors"),
    "an alias to itself": ("rules: &r [*r]\n", "anchors"),
    "a merge key": ("a: {b: 1}\nrules:\n  - <<: *a\n", "aliases"),
    "a tag that makes an object": ("rules: !!python/object/apply:os.system ['true']\n", "tags"),
    "a tag of our own": ("rules: !x []\n", "tags"),
    "lists too deep": ("rules: " + "[" * 5_000 + "]" * 5_000, "deep"),
    "blocks too deep": ("\n".join("  " * depth + "a:" for depth in range(400)), "deep"),
    "a file too large": ("# " + "x" * MAX_SIZE, "larger than 256 KB"),
    "two documents": ("rulebook: a\n---\nrulebook: b\n", "one document"),
    "a million rules": ("rules:\n" + "  - {id: a}\n" * 20_000, ""),
    "a key twice": ("rulebook: a\nrulebook: b\n", "stands twice"),
    "no characters": ("rulebook: \x00\x01\n", "character"),
    "an escape of no character": ('title: "\\UFFFFFFFF"\n', "escape"),
    "a query too long in a rule": (
        f"rulebook: a\nrules:\n  - {{id: a, kind: keywords, title: t, query: {'a ' * 300}}}\n", "at most 500"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_a_rulebook_that_asks_for_too_much(tmp_path: Path, name: str) -> None:
    """It is left out with its file, line and column; the good one beside it is in force."""
    text, words = BOOKS[name]
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "good.yaml").write_text("rulebook: good\n", encoding="utf-8")
    books = load_rulebooks(tmp_path)
    assert [book.name for book in books.books] == ["good"]
    assert books.problems
    problem = books.problems[0]
    assert (Path(problem.file).name, problem.line > 0, problem.column > 0) == ("bad.yaml", True, True)
    assert any(words in one.message for one in books.problems)
    assert all("\n" not in one.message for one in books.problems)
