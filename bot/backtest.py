"""Backtest: what rules would have rung over stored or recorded articles, and what a change of them gains and loses.

The stored judgements are used again, so that only rules and facts are decided anew: through the same code as live, from
a memory that was empty `WARM_UP` before the time that is asked about. Two sets of rules are compared alert by alert.

Known limits. Texts are kept for a while only (see `store.articles.DEFAULT_KEEP`); an older article has its title alone.
An article that was edited is read as it is now. A change of `stories:` changes nothing here.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.errors import WrongInput
from bot.monitor.alerts import Alert, alert_lines
from bot.monitor.articles import Article
from bot.monitor.decide import redecide, remember_rules
from bot.monitor.memory import Memory
from bot.monitor.rulebook_problems import find_rule_id, nearest_rule
from bot.monitor.rules import Rule, RuleSet
from bot.monitor.stories import Judgement, Relation, StoryIndex, StorySettings
from bot.rulebooks import Rulebooks
from bot.store.store import Store

WARM_UP = timedelta(days=14)
"""How long before the time in question articles are read to learn what was known then."""
EXAMPLES = 3
"""Alerts that are shown of each rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A stored decision: its article as it is now, how it was judged, and when."""

    article: Article
    judgement: Judgement
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a set of rules would have rung.

    Attributes:
        since, until: The time in question, UTC.
        articles: How many articles were decided in it that one of the rules may see.
        alerts: By rule, for every rule of the set, in the order of the alerts.
    """

    since: datetime
    until: datetime
    articles: int
    alerts: Mapping[str, tuple[Alert, ...]]

    def per_day(self, rule: str) -> float:
        """Return how many alerts of a rule there were in a day."""
        days = (self.until - self.since) / timedelta(days=1)
        return len(self.alerts.get(rule, ())) / days if days > 0 else 0.0

    def examples(self, rule: str) -> tuple[Alert, ...]:
        """Return the latest alerts of a rule."""
        return self.alerts.get(rule, ())[-EXAMPLES:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a changed rule rings that the current one does not, and the other way round."""

    gained: tuple[Alert, ...]
    lost: tuple[Alert, ...]


def backtest(recorded: Iterable[Recorded], rules: RuleSet, *, since: datetime, until: datetime) -> Backtest:
    """Decide recorded articles again.

    Args:
        recorded: In the order of their decisions, beginning `WARM_UP` before `since`.
        rules: The rules to hold them against.
        since: Only alerts from this time on count.
        until: Only alerts up to this time count.
    """
    memory = Memory()
    alerts: dict[str, list[Alert]] = {rule.id: [] for rule in rules.rules}
    articles: set[str] = set()
    for one, origin in _with_origins(recorded):
        decision = redecide(one.article, one.judgement, origin=origin, memory=memory, rules=rules, now=one.at)
        remember_rules(memory, decision)
        if since <= one.at <= until:
            if is_visible(one.article.audience, rules):
                articles.add(one.article.id)
            for alert in decision.alerts:
                alerts[alert.rule].append(alert)
    found = {rule: tuple(those) for rule, those in alerts.items()}
    return Backtest(since=since, until=until, articles=len(articles), alerts=found)


def is_visible(audience: frozenset[int] | None, rules: RuleSet) -> bool:
    """Return whether one of the rules may see an article with this audience."""
    return audience is None or any(rule.chat in audience for rule in rules.rules)


def _with_origins(recorded: Iterable[Recorded]) -> Iterator[tuple[Recorded, str]]:
    """Yield each decision with the id of the first article that had its text."""
    origins: dict[str, str] = {}
    for one in recorded:
        judgement = one.judgement
        of = (
            judgement.of if judgement.relation is Relation.COPY and judgement.of != one.article.id else judgement.origin
        )
        origin = origins.get(of, of) if of else one.article.id
        origins[one.article.id] = origin
        yield one, origin


def recorded_since(store: Store, since: datetime) -> Iterator[Recorded]:
    """Yield what is stored, from `WARM_UP` before a time on."""
    for article, judgement, _, at in store.articles.recent(since - WARM_UP):
        yield Recorded(article=article, judgement=judgement, at=at)


def recorded_in(articles: Iterable[Article], settings: StorySettings) -> Iterator[Recorded]:
    """Yield the articles of a recording as a replay judges their stories; each counts as read when it was published."""
    stories = StoryIndex(settings)
    at = datetime.min.replace(tzinfo=UTC)
    for article in articles:
        at = max(at, article.published)
        cleaned = stories.clean(article)
        judgement = stories.judge(cleaned, now=at)
        stories.add(cleaned, judgement, now=at)
        yield Recorded(article=cleaned, judgement=judgement, at=at)


def rule_sets(books: Sequence[Rulebooks], rule: str | None) -> list[RuleSet]:
    """Return the rules of each of these rulebooks, or of each the one with this id (its book's name may be left out).

    Raises:
        WrongInput: None of them has such a rule.
    """
    sets = [RuleSet.build(one.rules, one.topics) for one in books]
    if rule is None:
        return sets
    ids = [known.id for one in books for known in one.rules]
    found = find_rule_id(rule, ids)
    if found is None:
        broken = "; what is wrong above may hold it" if any(one.problems for one in books) else ""
        raise WrongInput(f"there is no rule '{rule}'{broken or nearest_rule(rule, ids)}")
    return [only([known for known in one.rules if known.id == found], one) for one in sets]


def unread_rules(books: Sequence[Rulebooks]) -> frozenset[str]:
    """Return the rules that are in only one of two folders because their rulebook cannot be read in the other.

    They have changed in nothing that is known, so there is nothing to compare.
    """
    wrong = {Path(problem.file).name for one in books for problem in one.problems}
    held = {Path(book.file).name: book for one in books for book in one.books}
    return frozenset(rule.id for name in wrong & held.keys() for rule in held[name].rules)


def only(rules: Sequence[Rule], rule_set: RuleSet) -> RuleSet:
    """Return these rules with the topics that they need."""
    wanted = {rule.topic for rule in rules}
    return RuleSet.build(rules, [topic for topic in rule_set.topics if topic.id in wanted])


def compare(current: Backtest, changed: Backtest, rule: str) -> Difference:
    """Return how the alerts of a rule differ; alerts on one thing in one story are the same, whichever article rang."""
    before, after = current.alerts.get(rule, ()), changed.alerts.get(rule, ())
    known, now = set(map(_what, before)), set(map(_what, after))
    return Difference(
        gained=tuple(alert for alert in after if _what(alert) not in known),
        lost=tuple(alert for alert in before if _what(alert) not in now),
    )


def _what(alert: Alert) -> tuple[str, str | None, str | None]:
    return alert.story, alert.party, alert.new


def backtest_rows(
    current: Backtest, changed: Backtest | None = None, *, unread: Container[str] = ()
) -> list[dict[str, Any]]:
    """Return a row for each rule: alerts, alerts per day, examples, and with changed rules what they gain and lose.

    `unread` are left out: see `unread_rules`.
    """
    rules = [*current.alerts, *(rule for rule in (changed.alerts if changed else ()) if rule not in current.alerts)]
    return [_row(rule, current, changed) for rule in rules if rule not in unread]


def _row(rule: str, current: Backtest, changed: Backtest | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rule": rule,
        "alerts": len(current.alerts.get(rule, ())),
        "per_day": round(current.per_day(rule), 2),
        "examples": [alert_row(alert) for alert in current.examples(rule)],
    }
    if changed is not None:
        difference = compare(current, changed, rule)
        row |= {
            "changed_alerts": len(changed.alerts.get(rule, ())),
            "changed_per_day": round(changed.per_day(rule), 2),
            "gained": [alert_row(alert) for alert in difference.gained],
            "lost": [alert_row(alert) for alert in difference.lost],
        }
    return row


def alert_row(alert: Alert) -> dict[str, Any]:
    """Return an alert as a row: when, what, and the article."""
    lines = alert_lines(alert)
    return {
        "at": alert.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "what": (lines.change + lines.before) or ", ".join(alert.matched),
        "headline": alert.headline,
        "source": alert.source,
        "url": alert.url,
        "article": alert.article,
        "story": alert.story,
    }
