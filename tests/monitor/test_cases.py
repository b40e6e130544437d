"""Tests of rules in YAML: how they are read, what they compare, and how a failure reads."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Problem, WrongRulebook
from bot.monitor.cases import START, Case, parse_cases, run_case
from tests.monitor.newsroom import NOON, read_book

GENEVA = "Arvania and Belmark agreed to hold their talks in Geneva next week."
OSLO = "Arvania proposed to hold talks with Belmark in Oslo."
GOOD = f"""\
tests:
  - name: A new place
    rules: [venue]
    articles:
      - {{id: a, text: "{GENEVA}"}}
      - {{id: b, text: "{OSLO}", at: 1d, source: wire.example}}
      - {{id: c, text: "Bees swarm over the meadow.", at: 2026-02-01T08:00+02:00}}
    alerts:
      - {{rule: venue, article: a, new: Geneva, status: agreed, says: geneva}}
      - {{rule: venue, article: b}}
    silences:
      - {{rule: venue, article: c, verdict: off_topic, because: not about}}
"""


def read(text: str, file: str = "rules/tests/gazette.yaml") -> list[Case]:
    """Read tests of the newsroom's rulebook."""
    return parse_cases(text, file=file, books=[read_book()])


def problems(text: str, file: str = "rules/tests/gazette.yaml") -> list[str]:
    """Return what is wrong with a file."""
    with pytest.raises(WrongRulebook) as caught:
        read(text, file)
    return [str(one).removeprefix("rules/tests/gazette.yaml:") for one in caught.value.problems]


def failures(text: str) -> list[str]:
    """Return the comparison of a file's only test."""
    (case,) = read(text)
    return [*run_case(case).differences]


def test_a_test_is_read_and_holds() -> None:
    """Times count from the first article, or stand by themselves; an outlet is made up unless it is given."""
    (case,) = read(GOOD)
    assert (case.name, case.line) == ("A new place", 2)
    first, second, third = case.articles
    assert (first.published, first.source) == (START, "outlet1.example")
    assert (second.published, second.source) == (START + timedelta(days=1), "wire.example")
    assert third.published.isoformat() == "2026-02-01T06:00:00+00:00"
    assert run_case(case).differences == ()


def test_an_article_comes_an_hour_after_the_one_above_it() -> None:
    """Without a time of their own, and with numbers for names."""
    (case,) = read(
        "tests: [{name: N, articles: [{text: a, at: 2026-05-04T12:00}, {text: b}, {text: c, at: 2h}, {text: d}]}]"
    )
    assert [one.id for one in case.articles] == ["1", "2", "3", "4"]
    assert [(one.published - NOON) / timedelta(hours=1) for one in case.articles] == [0, 1, 2, 3]


def test_a_missing_alert_is_shown_with_the_reason_of_the_silence() -> None:
    """What was wanted, and what the rule said there instead."""
    text = GOOD.replace("article: b}", "article: c}").replace("      - {rule: venue, article: c, verdict", "      # ")
    text = text.replace("    silences:\n", "")
    assert failures(text) == [
        "- venue stays silent at article b",
        "+ it rings with Oslo: Oslo has not been named before; in force was Geneva",
        "- venue rings at article c",
        "+ venue there: off_topic (not about Arvania–Belmark talks: none of 'arvania*', 'belmark*' is in the article)",
    ]


def test_an_alert_with_another_value_is_compared_field_by_field() -> None:
    """Only the fields that the test gives are shown."""
    assert failures(GOOD.replace("new: Geneva, status: agreed, says: geneva", "new: Vienna, status: agreed")) == [
        "- venue rings at article a, new: Vienna, status: agreed",
        "+ venue rings at article a, new: Geneva, status: agreed",
    ]
    (wanted, found) = failures(GOOD.replace("says: geneva", "says: Venedig"))
    assert wanted.endswith("says: 'Venedig'")
    assert "Geneva (agreed)" in found


OFF = """\
tests:
  - name: Both at once
    rules: [stance]
    articles:
      - {id: a, text: "Arvania says it is too early for talks with Belmark."}
      - {id: b, text: "Belmark is ready to meet Arvania for talks, Chancellor Brandt said."}
      - {id: c, text: "The talks between Arvania and Belmark have been called off."}
    alerts:
"""


@pytest.mark.parametrize("parties", [["AR"], ["BE"], ["AR", "BE"], ["BE", "AR"]])
def test_an_alert_of_several_parties_is_that_of_each(parties: list[str]) -> None:
    """Whichever is named meets it, with its own value before; naming each of them is no second alert."""
    before = {"AR": "premature", "BE": "open"}
    lines = [f"      - {{rule: stance, article: c, party: {one}, old: {before[one]}}}\n" for one in parties]
    assert failures(OFF + "".join(lines)) == []


def test_a_party_that_an_alert_is_not_about_sees_whose_it_is() -> None:
    """The comparison names all parties of the alert; what stays unexpected does so too; and none is met twice."""
    wrong = "      - {rule: stance, article: c, party: BE, old: premature}\n"
    assert failures(OFF + wrong) == [
        "- stance rings at article c, party: BE, old: premature",
        "+ stance rings at article c, party: AR and BE, old: open",
    ]
    assert failures(OFF.replace("    alerts:\n", ""))[1].startswith("+ it rings with cancelled of AR and BE: ")
    right = "      - {rule: stance, article: c, party: BE}\n"
    assert failures(OFF + right * 2)[0] == "- stance rings at article c, party: BE"


def test_a_silence_with_another_verdict_is_shown() -> None:
    """The verdict and the words of the reason both count."""
    shown = "+ venue there: off_topic (not about Arvania–Belmark talks"
    for change, wanted in (
        ("verdict: copy, because: not", "- venue stays silent at article c: copy, because: not about"),
        ("verdict: off_topic, because: above", "- venue stays silent at article c: off_topic, because: above about"),
    ):
        first, second = failures(GOOD.replace("verdict: off_topic, because: not", change))
        assert first == wanted
        assert second.startswith(shown)


def test_a_silence_where_the_rule_rings_is_a_failure() -> None:
    """An expected alert and an expected silence of one rule at one article cannot both hold."""
    text = GOOD.replace("article: c, verdict: off_topic, because: not about", "article: a, verdict: known")
    assert failures(text)[0] == "- venue stays silent at article a: known"


def test_every_test_begins_with_an_empty_memory() -> None:
    """The same articles ring again in the next test."""
    twice = GOOD + GOOD.removeprefix("tests:\n")
    assert [run_case(case).differences for case in read(twice)] == [(), ()]


def test_a_result_names_file_and_line() -> None:
    """As editors and terminals make links of."""
    (case,) = read(GOOD.replace("Geneva, status", "Vienna, status"))
    assert str(run_case(case)).splitlines()[:2] == [
        "rules/tests/gazette.yaml:2: A new place",
        "  - venue rings at article a, new: Vienna, status: agreed, says: 'geneva'",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "tests: [{nme: N, articles: []}]",
            ["1:9: the field 'name' is missing", "1:10: unknown field 'nme'; did you mean 'name'?"],
        ),
        ("tests: [{name: N, articles: [{}]}]", ["1:30: an article needs a title or a text"]),
        (
            "tests: [{name: N, articles: [{text: a, at: noon}]}]",
            ["1:44: write a time as 2026-01-05T12:00Z, or how long after the first article: 90m, 2h, 3d"],
        ),
        (
            "tests: [{name: N, articles: [{id: a, text: a}, {id: a, text: b}]}]",
            ["1:48: another article of this test is called 'a'"],
        ),
        (
            "tests: [{name: N, articles: [{text: a}], alerts: [{rule: venu, article: '1'}]}]",
            ["1:58: 'gazette' has no rule 'venu'; did you mean 'venue'?"],
        ),
        (
            "tests: [{name: N, articles: [{text: a}], silences: [{rule: port, article: '2', verdict: kown}]}]",
            ["1:89: 'kown' is not known here; did you mean 'known'?"],
        ),
        (
            "tests: [{name: N, rules: [court], articles: [{text: a}], alerts: [{rule: port, article: '2'}]}]",
            [
                "1:74: 'gazette' has no rule 'port'; did you mean 'court'?",
                "1:89: this test has no article '2'; known here: 1",
            ],
        ),
        ("rulebook: gazete\ntests: []", ["1:11: there is no rulebook 'gazete' in force; did you mean 'gazette'?"]),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(text: str, told: list[str]) -> None:
    """As in rulebooks: line, column, and the nearest name."""
    assert problems(text) == told


def test_the_file_is_called_like_its_rulebook() -> None:
    """Unless it names another one."""
    assert problems("tests: []", "rules/tests/other.yaml") == [
        "rules/tests/other.yaml:1:1: there is no rulebook 'other' in force; known here: gazette"
    ]
    assert read("rulebook: gazette\ntests: []", "rules/tests/other.yaml") == []


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_is_read_or_refused(title: str, at: str) -> None:
    """Whatever stands in a file, there is a case or a problem with its place."""
    text = f"tests: [{{name: N, articles: [{{title: {title!r}, text: x, at: {at!r}}}]}}]"
    read_or_refused = _read_or_refused(text)
    assert all(one.line >= 1 for one in read_or_refused)


def _read_or_refused(text: str) -> list[Case] | list[Problem]:
    try:
        return read(text)
    except WrongRulebook as error:
        return list(error.problems)
