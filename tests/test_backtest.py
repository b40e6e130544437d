"""Backtests: what rules would have rung over stored articles, beside what did ring, and beside changed rules."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.backtest import EXAMPLES, Backtest, backtest, backtest_rows, compare, only, recorded_since
from bot.monitor.query import parse_query
from bot.monitor.rules import Rule, RuleKind, RuleSet
from tests.monitor.newsroom import (
    NOON,
    ORCHARD,
    ORCHARD_TITLE,
    RULEBOOK,
    STRIKE,
    STRIKE_AGAIN,
    STRIKE_AGAIN_TITLE,
    STRIKE_TITLE,
    read_book,
)
from tests.test_pipeline import BURST, DAY, GENEVA, HOUR, OSLO, Desk, item

WATCH = Rule(id="test", kind=RuleKind.KEYWORDS, title="Watch", chat=5, query=parse_query("strike OR frost"))
NEWS = [
    (ORCHARD_TITLE, ORCHARD),
    (STRIKE_TITLE, STRIKE),
    (STRIKE_TITLE, STRIKE),
    (STRIKE_AGAIN_TITLE, STRIKE_AGAIN),
    ("", GENEVA),
    ("", OSLO),
    ("", GENEVA),
    ("Port court", "The court of the port sat on Friday."),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk that has read eight articles in a week, twenty-one hours apart."""
    one = Desk(tmp_path / "tocsin.db", RULEBOOK + BURST)
    feed = one.feed()
    for number, (title, text) in enumerate(NEWS):
        one.poll(feed, item(f"n{number}", title, text, at=one.now, url=f"https://outlet{number}.example/{number}"))
        one.now += 20 * HOUR
    yield one
    one.store.close()


def run(desk: Desk, rules: RuleSet, *, days: int = 30) -> Backtest:
    """Return the backtest of some rules over what the desk has read."""
    since = desk.now - days * DAY
    return backtest(recorded_since(desk.store, since), rules, since=since, until=desk.now)


def rung(found: Backtest) -> list[tuple[str, str, str | None]]:
    """Return what rang at which article, by rule."""
    return [(rule, alert.article, alert.new) for rule, alerts in found.alerts.items() for alert in alerts]


def test_the_rules_in_force_ring_as_they_rang(desk: Desk) -> None:
    """The same rules over the same articles give the same alerts, of bursts and copies too; every rule has a row."""
    stored = sorted((one.alert.rule, one.alert.article, one.alert.new or "") for one in desk.store.alerts.recent())
    found = run(desk, desk.pipeline.rules)
    assert sorted((rule, article, new or "") for rule, article, new in rung(found)) == stored
    assert len({rule for rule, *_ in stored}) >= 5
    assert found.articles == len(NEWS)
    assert list(found.alerts) == [rule.id for rule in desk.pipeline.rules.rules]


def test_only_the_time_in_question_counts_and_what_was_known_before_it(desk: Desk) -> None:
    """Three days see the last venue come back as known: it was first named before them."""
    found = run(desk, desk.pipeline.rules, days=3)
    assert found.articles == 3
    assert [(rule, new) for rule, _, new in rung(found) if rule == "gazette/venue"] == [("gazette/venue", "Oslo")]
    assert found.per_day("gazette/venue") == pytest.approx(1 / 3)


def test_a_query_rings_once_for_a_story(desk: Desk) -> None:
    """As the watch that it would be: one alert for the frost, one for the strike with its copy and its report."""
    found = run(desk, only([WATCH], desk.pipeline.rules))
    assert rung(found) == [("test", "1", None), ("test", "2", None)]


def test_a_query_sees_what_its_chat_sees(desk: Desk) -> None:
    """Articles of another chat's own feed neither ring nor count."""
    other = desk.feed("own", chat=desk.chat(9))
    desk.poll(other, item("x", "Frost in the north", "Frost and a strike of the skaters.", at=desk.now))
    found = run(desk, only([WATCH], desk.pipeline.rules))
    assert (found.articles, len(rung(found))) == (len(NEWS), 2)
    seeing = replace(WATCH, chat=desk.chat(9).id)
    found = run(desk, only([seeing], desk.pipeline.rules))
    assert (found.articles, len(rung(found))) == (len(NEWS) + 1, 3)


def test_a_changed_rule_gains_and_loses(desk: Desk) -> None:
    """Other words: alerts that come and go, each with its article; what is the same in one story is no difference."""
    book = read_book((RULEBOOK + BURST).replace("query: strike (dockers OR port)", "query: cherries OR (ships wait)"))
    current, changed = run(desk, desk.pipeline.rules), run(desk, RuleSet.build(book.rules, book.topics))
    difference = compare(current, changed, "gazette/strike")
    assert [alert.article for alert in difference.gained] == ["1"]
    assert difference.lost == ()  # the report of the strike rings instead of the first article, for the same story
    assert compare(current, changed, "gazette/venue") == compare(current, current, "gazette/venue")
    (row,) = [row for row in backtest_rows(current, changed) if row["rule"] == "gazette/strike"]
    assert (row["alerts"], row["changed_alerts"], len(row["gained"]), len(row["lost"])) == (1, 2, 1, 0)
    assert row["gained"][0]["headline"] == ORCHARD_TITLE


def test_a_rule_that_is_gone_or_new_has_a_row(desk: Desk) -> None:
    """It loses or gains everything."""
    book = read_book(RULEBOOK.replace("id: strike", "id: walkout"))
    rows = {
        row["rule"]: row
        for row in backtest_rows(run(desk, desk.pipeline.rules), run(desk, RuleSet.build(book.rules, book.topics)))
    }
    assert (len(rows["gazette/strike"]["gained"]), len(rows["gazette/strike"]["lost"])) == (0, 1)
    assert (len(rows["gazette/walkout"]["gained"]), len(rows["gazette/walkout"]["lost"])) == (1, 0)


def test_examples_are_the_latest(desk: Desk) -> None:
    """Three of them, as rows that say when, what and where."""
    everything = replace(WATCH, query=parse_query("frost OR strike OR talks OR court"))
    found = run(desk, only([everything], desk.pipeline.rules))
    assert len(found.alerts["test"]) > EXAMPLES
    (row,) = backtest_rows(found)
    assert [one["article"] for one in row["examples"]] == [one.article for one in found.alerts["test"][-EXAMPLES:]]
    assert row["examples"][-1]["what"] == "court"
    assert row["examples"][-1]["source"] == "outlet7.example"
    assert (row["alerts"], "gained" in row) == (len(found.alerts["test"]), False)


def test_nothing_stored_rings_nothing(tmp_path: Path) -> None:
    """An empty store has no articles and no alerts."""
    desk = Desk(tmp_path / "tocsin.db")
    found = run(desk, desk.pipeline.rules)
    assert (found.articles, rung(found), found.since < NOON) == (0, [], True)
    desk.store.close()
