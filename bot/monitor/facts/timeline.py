"""The timeline of a topic: the values of its facts over time, each with who said so, where and when.

What articles reported is run through `steps` again, in the order of publication, so that a timeline obeys the same
rules as the alerts: confirmation, background, claims and what is older than known. Rules play no part: a change shows
whether or not something rang for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.monitor.articles import Article
from bot.monitor.facts.fact import Fact
from bot.monitor.facts.state import FactState
from bot.monitor.facts.steps import Step, StepKind, step
from bot.monitor.topics import Topic

_CHANGES = frozenset({StepKind.FIRST, StepKind.NEW, StepKind.CHANGED, StepKind.REFINED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What one article says of a topic."""

    article: Article
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One value of a fact from a time on.

    Attributes:
        name, party: Which fact, and whose; party is None for a fact that is nobody's.
        at: When it was reported, UTC. value, status: as in `Fact`. before: the value before, or None.
        speaker: The id of the party that said so, or "". evidence: its sentence.
        source, headline, url: Of the article.
    """

    name: str
    party: str | None
    at: datetime
    value: str
    status: str | None
    before: str | None
    speaker: str
    evidence: str
    source: str
    headline: str
    url: str


def timeline(reported: Iterable[Reported], topic: Topic) -> tuple[Moment, ...]:
    """Return the moments at which a topic's facts took other values, in their order.

    Args:
        reported: What articles say, in any order; copies may be among them.
        topic: The topic, for what confirms its facts.
    """
    states: dict[tuple[str, str], FactState] = {}
    moments: list[Moment] = []
    for one in sorted(reported, key=lambda one: (one.article.published, len(one.article.id), one.article.id)):
        for which, group in groupby(sorted(one.facts, key=_which), key=_which):
            taken = _take(states.get(which), [*group], one.article, topic)
            if taken:
                states[which] = taken[-1].state
            moments += [_moment(change, one.article) for change in taken if change.kind in _CHANGES]
    return tuple(moments)


def _which(fact: Fact) -> tuple[str, str]:
    return fact.name, fact.party or ""


def _take(state: FactState | None, facts: Sequence[Fact], article: Article, topic: Topic) -> tuple[Step, ...]:
    confirm = topic.confirm_of(facts[0].name)
    return step(state, facts, article=article, now=article.published, confirm=confirm)


def _moment(change: Step, article: Article) -> Moment:
    fact = change.fact
    return Moment(
        name=fact.name, party=fact.party, at=article.published, value=fact.value, status=fact.status,
        before=change.before.value if change.before else None, speaker=fact.speaker, evidence=fact.evidence,
        source=article.source, headline=article.title, url=article.url,
    )  # fmt: skip
