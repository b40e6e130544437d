"""The storyteller's truth: what should ring, rings; what should stay silent, stays silent and says why."""

from pathlib import Path

import pytest

import bot.demo
from bot.demo.storyline import Item, Ring, load_storyline
from bot.monitor.alerts import Alert, alert_lines
from bot.monitor.articles import Article
from bot.monitor.decide import Decision, decide, remember
from bot.monitor.facts.fact import FactKind
from bot.monitor.memory import Memory
from bot.monitor.rules import RuleSet, Verdict
from bot.rulebooks import load_rulebooks

STORYLINE = load_storyline()
ITEMS = {item.id: item for item in STORYLINE.items}


def article_of(item: Item) -> Article:
    """Return an item as it would arrive."""
    return Article(
        id=f"{item.outlet.key}:{item.guid}",
        title=item.title + item.outlet.title_suffix,
        text="\n\n".join((*item.paragraphs, "Leave a Reply", "Your email address will not be published.")),
        url=f"https://{item.outlet.domain}/{item.guid}.html",
        source=item.outlet.name,
        published=item.first_published,
        language="en",
        backlog=item.published < STORYLINE.start,
    )


def ring_of(alert: Alert) -> Ring:
    """Return an alert as the storyline writes it down."""
    rule = alert.rule.removeprefix("demo/")
    return Ring(rule=rule, new=alert.new, old=alert.old, status=alert.status, party=alert.party)


@pytest.fixture(scope="module")
def decisions() -> dict[str, Decision]:
    """The decision on every item, in the order of time."""
    books = load_rulebooks(Path(bot.demo.__file__).parent / "rules")
    assert books.problems == ()
    memory, made, rules = Memory(), {}, RuleSet.build(books.rules, books.topics)
    for item in STORYLINE.items:
        made[item.id] = decide(article_of(item), memory=memory, rules=rules, now=item.published, explain=True)
        remember(memory, made[item.id], now=item.published)
    return made


@pytest.mark.parametrize("name", ITEMS)
def test_each_item_rings_what_it_should(decisions: dict[str, Decision], name: str) -> None:
    """The alerts of an item are those that the storyline expects, with their values; most often none."""
    decision, expect = decisions[name], ITEMS[name].expect
    assert tuple(map(ring_of, decision.alerts)) == expect.rings, decision.outcomes
    assert expect.relation in (None, decision.judgement.relation), decision.judgement


@pytest.mark.parametrize("name", [name for name, item in ITEMS.items() if item.expect.silent])
def test_a_silence_has_its_reason(decisions: dict[str, Decision], name: str) -> None:
    """Every rule that stays silent says why, in words."""
    outcomes = decisions[name].outcomes
    assert len({outcome.rule for outcome in outcomes}) == 3
    assert all(outcome.verdict is not Verdict.RANG and outcome.reason for outcome in outcomes)


def test_alerts_quote_their_article(decisions: dict[str, Decision]) -> None:
    """Evidence stands word for word in its article; two stance changes or more quote beside the headline."""
    alerts = [(ITEMS[name], alert) for name, decision in decisions.items() for alert in decision.alerts]
    assert all(any(alert.evidence in text for text in (item.title, *item.paragraphs)) for item, alert in alerts)
    assert all(alert.evidence for _, alert in alerts)
    assert sum(bool(alert_lines(alert).quote) for _, alert in alerts if alert.party) >= 2


@pytest.mark.parametrize("name", ["cost-of-the-strait", "football", "long-read"])
def test_what_only_sounds_like_a_venue_is_none(decisions: dict[str, Decision], name: str) -> None:
    """Metonymy, another kind of meeting, and a comparison with Vienna give no venue that is ahead."""
    venues = [fact for fact in decisions[name].facts if fact.kind is FactKind.VENUE]
    assert all(fact.status == "past" or fact.background for fact in venues)
