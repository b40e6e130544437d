"""Of which day a sentence tells: positions of the past that an outlet tells again, and what they do to the state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.monitor.facts.extract import extract_facts
from bot.monitor.facts.fact import Fact, FactKind, Stance
from bot.monitor.facts.steps import StepKind, step
from tests.monitor.facts.reading import article, topic_with
from tests.monitor.facts.test_state import stance

NOW = datetime(2025, 6, 18, 12, tzinfo=UTC)


def _read(text: str, at: datetime = NOW) -> dict[tuple[str | None, str], Fact]:
    facts = extract_facts(article(text, published=at), topic_with())
    return {(fact.party, fact.value): fact for fact in facts if fact.kind is FactKind.STANCE}


def _days(text: str) -> set[str | None]:
    return {f"{fact.when:%Y-%m-%d}" if fact.when else None for fact in _read(text).values()}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Last week, the Kremlin offered to meet Ukraine.", "2025-06-11"),
        ("In April, Putin refused to meet Zelensky.", "2025-04-15"),
        ("Two weeks ago the Kremlin refused to meet Ukraine.", "2025-06-04"),
        ("A year ago the Kremlin refused to meet Ukraine.", "2024-06-18"),
        ("The talks between Russia and Ukraine were suspended in April.", "2025-04-15"),
        ("The Kremlin said on Monday that its talks with Ukraine had been postponed last month.", "2025-05-19"),
        ("The talks between Russia and Ukraine, delayed since February 2024, drag on.", "2024-02-15"),
    ],
)
def test_a_position_of_the_past_has_its_day(text: str, day: str) -> None:
    """A week is counted back, a month is its middle."""
    assert day in _days(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Kremlin refused to meet Ukraine, dismissing last week's invitation.",
        "The talks between Russia and Ukraine are to be postponed in May, the Kremlin said.",
        "The Kremlin agreed to hold talks with Ukraine in July.",
        "The Kremlin said on Monday that it refused to meet Ukraine.",
        "Russia would meet Ukraine, provided it answers the memorandum of May.",
        "Kremlin: talks with Ukraine postponed until July.",
        "The Kremlin invited Ukraine to talks in October.",
    ],
)
def test_what_is_to_come_and_the_days_of_the_news_date_nothing(text: str) -> None:
    """Days to come, the days of this week, a day of something else."""
    assert _read(text)
    assert _days(text) == {None}


def test_what_is_told_of_the_past_turns_nothing_back() -> None:
    """Told of a day before the value in force came into force it is older news; of a later day it is a change."""
    agreed = step(None, [stance(Stance.CONFIRMED)], article=article("", published=NOW, ident="a"), now=NOW)[-1].state
    at = NOW + timedelta(days=7)
    told = article("", published=at, ident="b", source="b.example")
    offered = replace(stance(Stance.PROPOSES), when=NOW - timedelta(days=1))
    (again,) = step(agreed, [offered], article=told, now=at)
    assert (again.kind, again.state.current) == (StepKind.OLDER, agreed.current)
    assert again.reason == "it tells of 17 Jun 2025, before “confirmed” came into force on 18 Jun 2025"
    (since,) = step(agreed, [replace(offered, when=NOW + timedelta(days=1))], article=told, now=at)
    assert since.kind is StepKind.CHANGED


def test_without_anything_in_force_the_past_is_the_first_sight() -> None:
    """What is known of last week only is known all the same."""
    offered = replace(stance(Stance.PROPOSES), when=NOW - timedelta(days=7))
    (first,) = step(None, [offered], article=article("", published=NOW, ident="a"), now=NOW)
    assert first.kind is StepKind.FIRST


def test_a_copy_tells_what_its_text_told() -> None:
    """Printed again four days later, "last week" is still the week before the text."""
    agreed = step(None, [stance(Stance.CONFIRMED)], article=article("", published=NOW, ident="a"), now=NOW)[-1].state
    at = NOW + timedelta(days=5)
    offered = replace(stance(Stance.PROPOSES), when=at - timedelta(days=7))
    state = step(agreed, [offered], article=article("", published=at, ident="b", source="b.example"), now=at)[-1].state
    later = at + timedelta(days=4)
    copy = article("", published=later, ident="c", source="c.example")
    offered = replace(offered, when=later - timedelta(days=7))
    (again,) = step(state, [offered], article=copy, now=later, origin="b")
    assert (again.kind, again.state.current) == (StepKind.OLDER, agreed.current)
