"""Replay: recorded articles in, JSON Lines out, and nothing that a recording holds can stop it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.cli import main
from bot.monitor.articles import Article
from bot.monitor.memory import Memory
from bot.monitor.rules import RuleSet
from bot.replay import BadLine, alert_line, article_line, read_articles, replay
from tests.monitor.newsroom import (
    ORCHARD,
    ORCHARD_TITLE,
    RULEBOOK,
    STRIKE,
    STRIKE_AGAIN,
    STRIKE_AGAIN_TITLE,
    STRIKE_TITLE,
    read_book,
)

WHEN = "2026-05-04T12:00:00Z"
GENEVA = "Arvania and Belmark agreed to hold their talks in Geneva next week."
REFUSES = "Arvania refuses to meet Belmark, President Odel said."


def line(**fields: Any) -> str:
    """Return a line of a recording."""
    return json.dumps(fields)


def read(*lines: str) -> list[Article | BadLine]:
    """Return what the lines hold."""
    return list(read_articles(lines))


def played(*articles: Article) -> list[dict[str, Any]]:
    """Return the lines of `tocsin replay --explain`, as they come out of JSON again."""
    book = read_book()
    lines = []
    for decision in replay(articles, RuleSet.build(book.rules, book.topics), Memory(), explain=True):
        lines += [article_line(decision), *map(alert_line, decision.alerts)]
    told: list[dict[str, Any]] = [json.loads(json.dumps(one, ensure_ascii=False).encode()) for one in lines]
    return told


def test_a_complete_line_is_read() -> None:
    """Every field arrives; keys that nobody knows are ignored, blank lines too."""
    whole = line(
        id="a1", url="https://post.example/1", source="post.example", title="Ferry late", text="One.\n\nTwo.",
        published="2026-05-04T14:00:00+02:00", language="en", colour="blue", labels=[1, 2],
    )  # fmt: skip
    assert read("", whole, "   \n") == [
        Article(
            id="a1", url="https://post.example/1", source="post.example", title="Ferry late", text="One.\n\nTwo.",
            published=datetime(2026, 5, 4, 12, tzinfo=UTC), language="en",
        )
    ]  # fmt: skip


def test_a_title_or_a_text_is_enough() -> None:
    """The rest has a value all the same: the line's number for an id, the time of the article above."""
    first, second, third = read(line(title="A"), line(text="B", published=WHEN), line(title="C", id=7))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(third, Article)
    assert [(one.id, one.title, one.text) for one in (first, second, third)] == [
        ("line1", "A", ""), ("line2", "", "B"), ("7", "C", ""),
    ]  # fmt: skip
    assert first.published == datetime(1970, 1, 1, tzinfo=UTC)
    assert second.published == third.published == datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "hour"), [("2026-05-04T12:00:00", 12), ("2026-05-04 12:00+05:00", 7), ("2026-05-04", 0)]
)
def test_times_are_utc(published: str, hour: int) -> None:
    """A time without a zone is UTC, another zone is converted."""
    (article,) = read(line(title="A", published=published))
    assert isinstance(article, Article)
    assert article.published == datetime(2026, 5, 4, hour, tzinfo=UTC)


def test_an_undated_article_takes_the_latest_time_above_it() -> None:
    """As the clock of a replay, it never goes back."""
    *_, last = read(line(title="A", published=WHEN), line(title="B", published="2026-05-01"), line(title="C"))
    assert isinstance(last, Article)
    assert last.published == datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_a_file_from_windows_is_read() -> None:
    """A byte order mark and carriage returns are no part of it."""
    assert isinstance(read("\ufeff" + line(title="A") + "\r\n")[0], Article)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "not valid JSON"),
        ("nonsense", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('{"title": "A", "n": ' + "9" * 5000 + "}", "not valid JSON"),
        ('["title"]', "an article is a JSON object"),
        ("null", "an article is a JSON object"),
        (line(id="a1", url="https://post.example/1"), "an article needs a title or a text"),
        (line(title="  ", text="\n"), "an article needs a title or a text"),
        (line(title=["A"]), "'title' must be a string"),
        (line(title="A", source={"a": 1}), "'source' must be a string"),
        (line(title="A", published="now"), "'published' must be a time like 2025-05-12T09:30:00Z, not 'now'"),
        (line(title="A", published=5), "'published' must be a time like 2025-05-12T09:30:00Z, not '5'"),
        (line(title="A", published="0001-01-02"), "'published' must lie in the years 1000 to 8999, not in 1"),
        (line(text="A", published="9999-12-31"), "'published' must lie in the years 1000 to 8999, not in 9999"),
    ],
)  # fmt: skip
def test_a_bad_line_says_what_is_wrong_with_it(bad: str, message: str) -> None:
    """It has its number in the file, and the articles around it are read."""
    above, wrong, below = read(line(title="A"), bad, line(title="B"))
    assert isinstance(above, Article)
    assert isinstance(below, Article)
    assert wrong == BadLine(line=2, message=message)


def test_what_no_article_may_hold_is_taken_off() -> None:
    """Addresses that are none, control characters and halves of characters."""
    (article,) = read(
        line(title="A\u0000\ud800b", id="\ud800\n1", url="https://[::1", source="\ud800post", language="English")
    )
    assert isinstance(article, Article)
    assert (article.url, article.language) == ("", "")
    json.dumps([article.id, article.title, article.source], ensure_ascii=False).encode()


ROWS = st.fixed_dictionaries(
    {},
    optional={
        name: st.one_of(st.text(max_size=40), st.integers(), st.none(), st.lists(st.text(max_size=3), max_size=2))
        for name in ("id", "url", "source", "title", "text", "language", "extra")
    }
    | {"published": st.one_of(st.datetimes().map(str), st.text(max_size=12), st.floats())},
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=60), ROWS.map(json.dumps)), max_size=5))
@example(['{"title": "port strike", "published": "1000-01-01"}', '{"title": "port"}'])
@example(['{"title": "port strike dockers", "published": "8999-12-31T23:59:59"}', '{"title": "port"}'])
def test_no_recording_stops_a_replay(lines: list[str]) -> None:
    """Every line is an article, a bad line with its number, or blank; and every article can be decided and printed."""
    items = read(*lines)
    articles = [one for one in items if isinstance(one, Article)]
    numbers = [one.line for one in items if isinstance(one, BadLine)]
    assert len(items) == sum(bool(one.strip().removeprefix("\ufeff")) for one in lines)
    assert all(lines[number - 1].strip() for number in numbers)
    assert len([one for one in played(*articles) if one["type"] == "article"]) == len(articles)


# What comes out.

ALERT = {"type", "rule", "kind", "topic", "article", "story", "old", "new", "status", "party", "evidence", "at", "text"}
ARTICLE = {"type", "id", "story", "relation", "similarity", "facts", "outcomes"}
EXTRA = {"of", "reason"}
"""What the lines of articles hold beside the contract."""
EXTRA_OF_ALERTS = {"joint"}


def recorded(*rows: tuple[str, str]) -> list[Article]:
    """Return articles with these titles and texts, an hour apart."""
    lines = [
        line(id=f"a{at}", title=title, text=text, published=f"2026-05-04T{at:02}:00:00Z")
        for at, (title, text) in enumerate(rows, 1)
    ]
    return [one for one in read(*lines) if isinstance(one, Article)]


def test_the_lines_have_the_keys_of_the_contract() -> None:
    """Alerts and articles as design.md has them; facts by their kind, and outcomes."""
    lines = played(*recorded((STRIKE_TITLE, STRIKE), ("", f"{GENEVA} {REFUSES}")))
    alerts = [one for one in lines if one["type"] == "alert"]
    articles = [one for one in lines if one["type"] == "article"]
    assert {tuple(sorted(one)) for one in alerts} == {tuple(sorted(ALERT | EXTRA_OF_ALERTS))}
    assert {tuple(sorted(one)) for one in articles} == {tuple(sorted(ARTICLE | EXTRA))}
    facts = {fact["fact"]: fact for fact in articles[1]["facts"]}
    assert {"fact", "value", "status", "evidence"} <= set(facts["venue"])
    assert {"fact", "party", "value", "speaker", "evidence"} <= set(facts["stance"])
    for fact in facts.values():
        start, end = fact["span"]
        assert fact["evidence"][start:end]
        assert fact["weight"] == 2
        assert 0 < fact["likelihood"] <= 1
    start, end = facts["venue"]["span"]
    assert facts["venue"]["evidence"][start:end] == "Geneva"
    assert {tuple(sorted(one)) for article in articles for one in article["outcomes"]} == {
        ("outcome", "reason", "rule")
    }


def test_an_alert_line_tells_the_whole_alert() -> None:
    """Rule, values, evidence, time, and the text as a chat would read it."""
    (venue,) = [one for one in played(*recorded(("Talks", GENEVA))) if one.get("rule") == "gazette/venue"]
    text = venue.pop("text")
    assert venue == {
        "type": "alert", "rule": "gazette/venue", "kind": "new_value", "topic": "talks", "article": "a1",
        "story": "a1", "old": None, "new": "Geneva", "status": "agreed", "party": None, "evidence": GENEVA,
        "joint": [], "at": "2026-05-04T01:00:00Z",
    }  # fmt: skip
    assert text.splitlines()[:2] == ["New venue · Arvania–Belmark talks", "Geneva (agreed)"]


def test_an_alert_line_names_all_parties_that_move_together() -> None:
    """The first in `party`, the others in `joint`, each with what it held before."""
    early, opened = (
        "Arvania says it is too early for talks with Belmark.",
        "Belmark is ready to meet Arvania for talks.",
    )
    off = "The talks between Arvania and Belmark have been called off."
    lines = played(*recorded(("", early), ("", opened), ("", off)))
    (alert,) = [one for one in lines if one.get("rule") == "gazette/stance"]
    assert (alert["party"], alert["old"], alert["joint"]) == ("AR", "premature", [{"party": "BE", "old": "open"}])


def test_relations_are_told_with_their_figures() -> None:
    """new, copy and report, the story, what it is a copy or report of, and how alike they are."""
    rows = ((STRIKE_TITLE, STRIKE), (STRIKE_TITLE, STRIKE), (STRIKE_AGAIN_TITLE, STRIKE_AGAIN))
    articles = [one for one in played(*recorded(*rows)) if one["type"] == "article"]
    assert [(one["relation"], one["story"], one["of"]) for one in articles] == [
        ("new", "a1", None), ("copy", "a1", "a1"), ("report", "a1", "a1" if articles[2]["of"] == "a1" else "a2"),
    ]  # fmt: skip
    assert articles[1]["similarity"] == 100.0


def test_an_id_that_a_feed_gave_again_is_no_edit() -> None:
    """As live: another address, title and text under a known id are another article, and its rules ring."""
    rows = [
        {"title": STRIKE_TITLE, "text": STRIKE, "url": "https://post.example/1"},
        {"title": ORCHARD_TITLE, "text": ORCHARD, "url": "https://post.example/2"},
        {"title": f"{ORCHARD_TITLE} again", "text": ORCHARD, "url": "https://post.example/3"},
        {"title": "A port court opens", "text": "Judges of the port sit.", "url": "https://post.example/4"},
    ]
    lines = [line(id="top", published=f"2026-05-04T{at:02}:00:00Z", **row) for at, row in enumerate(rows)]
    told = played(*[one for one in read(*lines) if isinstance(one, Article)])
    assert [(one["id"], one["relation"], one["story"]) for one in told if one["type"] == "article"] == [
        ("top", "new", "top"), ("top~2", "new", "top~2"), ("top~2", "revision", "top~2"), ("top~3", "new", "top~3"),
    ]  # fmt: skip
    assert {one["article"] for one in told if one.get("rule") == "gazette/court"} == {"top~3"}


def test_the_clock_is_the_articles_own_and_never_goes_back() -> None:
    """An article that comes late is decided when the one above it was."""
    late, early = (
        line(title="Port strike of dockers", published=WHEN),
        line(title="A port court", published="2026-05-01"),
    )
    alerts = [
        one for one in played(*[a for a in read(late, early) if isinstance(a, Article)]) if one["type"] == "alert"
    ]
    assert {one["at"] for one in alerts} == {WHEN}
    assert {one["article"] for one in alerts} == {"line1", "line2"}


def test_a_replay_twice_is_the_same() -> None:
    """Nothing depends on anything but the recording."""
    articles = recorded((STRIKE_TITLE, STRIKE), ("", GENEVA), (STRIKE_AGAIN_TITLE, STRIKE_AGAIN), ("", REFUSES))
    assert played(*articles) == played(*articles)


# The command.


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with the rulebook."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "gazette.yaml").write_text(RULEBOOK, encoding="utf-8")
    return folder


def test_the_command_skips_bad_lines_and_goes_on(tmp_path: Path, rules: Path) -> None:
    """The bad line is told on stderr with file and number; alerts, and nothing else, go to stdout; exit code 0."""
    file = tmp_path / "recorded.jsonl"
    lines = [line(title=STRIKE_TITLE, text=STRIKE, published=WHEN), "{", line(title="Talks", text=GENEVA)]
    file.write_bytes("\n".join(lines).encode() + b'\n{"title": "\xff\xfe"}\n')
    result = CliRunner().invoke(main, ["replay", str(file), "--rules", str(rules)])
    assert result.exit_code == 0, result.output
    assert result.stderr == f"tocsin: {file}:2: not valid JSON; skipped\n"
    out = [json.loads(one) for one in result.stdout.splitlines()]
    assert [one["type"] for one in out] == ["alert"] * len(out)
    assert {one["rule"] for one in out} >= {"gazette/strike", "gazette/port", "gazette/venue"}


def test_the_command_explains(tmp_path: Path, rules: Path) -> None:
    """With --explain each article has its line, before its alerts, with an outcome for every rule."""
    file = tmp_path / "recorded.jsonl"
    file.write_text(line(title=STRIKE_TITLE, text=STRIKE) + "\n" + line(text="Snow."), encoding="utf-8")
    result = CliRunner().invoke(main, ["replay", str(file), "--rules", str(rules), "--explain"])
    out = [json.loads(one) for one in result.stdout.splitlines()]
    assert [one["type"] for one in out] == ["article", "alert", "alert", "article"]
    assert {one["rule"] for one in out[3]["outcomes"]} == {rule.id for rule in read_book().rules}


def test_the_command_reads_standard_input(rules: Path) -> None:
    """A dash stands for it, as everywhere."""
    recorded_line = line(title=STRIKE_TITLE, text=STRIKE)
    result = CliRunner().invoke(main, ["replay", "-", "--rules", str(rules)], input=recorded_line)
    assert [json.loads(one)["rule"] for one in result.stdout.splitlines()] == ["gazette/strike", "gazette/port"]
