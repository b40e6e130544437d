"""Why an alert rang, and what became of an article, as messages.

The rule, its reason, the story with its figures, the facts with their evidence, and for an article each rule with the
first condition that failed.
"""

import re
from collections.abc import Container, Sequence
from datetime import datetime

from bot.chat.message import Button, Draft, Message, Style
from bot.monitor.alerts import date_text, shorten
from bot.monitor.facts.fact import Fact, humanise
from bot.monitor.rules import UNMET, Outcome, Verdict
from bot.monitor.stories import Judgement
from bot.monitor.topics import Topic
from bot.store.alerts import StoredAlert
from bot.store.articles import StoredArticle

MOST_FACTS = 6
"""Facts shown; an article seldom says more about one topic."""
MOST_SILENT = 4
"""Rules shown that stayed silent at the same article."""
MOST_OUTCOMES = 15
"""Rules shown of one article."""
MAX_EVIDENCE = 240
"""Characters of each quotation."""
_QUOTED = re.compile(r"“([^”…]{4,})”")
"""Words in a reason that tell something by themselves."""


def render_why(
    stored: StoredAlert,
    article: StoredArticle,
    also: Sequence[str] = (),
    topics: Sequence[Topic] = (),
    *,
    rang: Container[str] = (),
    apart: bool = False,
    silenced: int = 0,
) -> Message:
    """Return the answer to /why.

    Args:
        stored: The alert.
        article: Its article with the latest decision on it.
        also: The outlets that have the story, as far as this chat may know.
        topics: For the names of parties.
        rang: The rules that rang for the article in this chat, then or after all.
        apart: This chat said that the article is not the same as what it was taken for.
        silenced: At how many articles the rule stayed silent since as the same; a button leads to them.
    """
    alert = stored.alert
    names = {party.id: party.name for topic in topics if topic.id == alert.topic for party in topic.parties}
    draft = Draft().own(f"Why alert {stored.number} rang", Style.BOLD)
    draft.line(f"{alert.title} · {alert.topic_title}" if alert.topic_title else alert.title).own(" (")
    draft.add(alert.rule, Style.CODE).own(")")
    _field(draft, "Because", alert.reason)
    if alert.matched and alert.new is None:
        _field(draft, "Words found", ", ".join(dict.fromkeys(alert.matched)))
    _field(draft, "Story", _story(article.judgement, apart=apart))
    _facts(draft, [fact for fact in article.facts if fact.topic == alert.topic], names)
    if others := [outlet for outlet in dict.fromkeys(also) if outlet and outlet != alert.source]:
        _field(draft, "Also reported by", ", ".join(others[:8]) + _more(len(others) - 8))
    _silent_rules(draft, [outcome for outcome in article.outcomes if outcome.rule not in rang])
    if article.revision != stored.revision:
        draft.own_line("The article was edited since; this is what it says now.", Style.ITALIC)
    draft.line(alert.headline, url=alert.url).add(f" · {alert.source}" if alert.source else "")
    button = Button(text=f"Not the same? ({silenced})", data=f"same:{stored.number}") if silenced else None
    return draft.build([[button]] if button else ())


def render_article(
    article: StoredArticle,
    outcomes: Sequence[Outcome],
    *,
    feed: str,
    topics: Sequence[Topic],
    alerts: Sequence[int],
    apart: bool = False,
    silenced: bool = False,
) -> Message:
    """Return the answer to /why with an address.

    Args:
        article: The article with the latest decision on it.
        outcomes: What became of each rule that this chat may know of.
        feed: The title or address of the feed that brought it.
        topics: For the names of topics and parties.
        alerts: The numbers of its alerts that this chat received.
        apart: This chat said that the article is not the same as what it was taken for.
        silenced: A rule of this chat stayed silent because of its story; a button lets it ring after all.
    """
    read, decided = article.article, article.decided_at
    draft = Draft().add(read.title or "(no headline)", Style.BOLD, url=read.url)
    draft.add(f" · {read.source}" if read.source else "")
    _field(draft, "Read", f"{_time(article.fetched_at)} from {feed}" + (", as backlog" if read.backlog else ""))
    words = len(read.text.split())
    text = f"{words} words of text" if words else "a headline without text"
    edited = f", version {article.revision} decided {_time(decided)}" if article.revision > 1 else ""
    _field(draft, "Found", f"{text}, published {_time(read.published)}{edited}")
    _field(draft, "Story", _story(article.judgement, apart=apart))
    for topic in topics:
        facts = [fact for fact in article.facts if fact.topic == topic.id]
        _facts(draft, facts, {party.id: party.name for party in topic.parties}, f"On {topic.title} it says:")
    rang = f" (alert{'s' if len(alerts) > 1 else ''} {', '.join(map(str, alerts))})" if alerts else ""
    draft.own_line(f"Rules{rang}:" if outcomes else "No rule of this chat looks at it.", Style.BOLD)
    ranked = sorted(outcomes, key=lambda one: (one.verdict is not Verdict.RANG, one.verdict in UNMET))
    for outcome in ranked[:MOST_OUTCOMES]:
        mark = "🔔 " if outcome.verdict is Verdict.RANG else "• "
        draft.own_line(mark).add(outcome.rule, Style.CODE).add(f" {outcome.verdict.words}: {outcome.reason}")
    if len(ranked) > MOST_OUTCOMES:
        draft.own_line(f"… and {len(ranked) - MOST_OUTCOMES} more")
    button = Button(text="Not the same", data=f"unlike:{read.id}")
    return draft.build([[button]] if silenced else ())


def _story(judgement: Judgement, *, apart: bool) -> str:
    """Return how the article stands to its story; most reasons begin with the word for it."""
    relation, reason = str(judgement.relation), judgement.reason
    told = reason if reason.startswith(relation) else f"{relation}, {reason}"
    return f"one of its own, as was said here; it was taken for the same ({told})" if apart else told


def _time(at: datetime) -> str:
    return f"{date_text(at)} {at:%H:%M} UTC"


def _field(draft: Draft, name: str, text: str) -> None:
    if text:
        draft.own_line(f"{name}: ", Style.BOLD).add(text)


def _facts(draft: Draft, facts: Sequence[Fact], names: dict[str, str], heading: str = "It says:") -> None:
    if facts:
        draft.line(heading, Style.BOLD)
    for fact in facts[:MOST_FACTS]:
        who = f"{names.get(fact.party, fact.party)}: " if fact.party else ""
        status = f" ({humanise(fact.status)})" if fact.status else ""
        says = f", says {names.get(fact.speaker, fact.speaker)}" if fact.is_claim else ""
        told = ", as background" if fact.background else ""
        draft.line(f"• {who}{humanise(fact.value)}{status}{says}{told} — {fact.reason}")
        if fact.evidence:
            draft.line(f"“{shorten(fact.evidence, _focus(fact, names), MAX_EVIDENCE)}”", Style.ITALIC)
    if len(facts) > MOST_FACTS:
        draft.own_line(f"… and {len(facts) - MOST_FACTS} more")


def _focus(fact: Fact, names: dict[str, str]) -> list[str]:
    """Return the words that a long sentence is cut around: those by which it was read, which its reason quotes."""
    read = _QUOTED.findall(fact.reason)
    return [*read, names.get(fact.party, ""), fact.value] if fact.party else [fact.value, *read]


def _silent_rules(draft: Draft, outcomes: Sequence[Outcome]) -> None:
    """Name other rules that had a chance to ring, as far as rulebooks have them; other chats' watches stay private."""
    silent = [
        outcome
        for outcome in outcomes
        if outcome.verdict not in (Verdict.RANG, Verdict.NO_MATCH) and not outcome.rule.startswith("watch/")
    ]
    if silent:
        draft.own_line("Rules that stayed silent:", Style.BOLD)
    for outcome in silent[:MOST_SILENT]:
        draft.line("• ").add(outcome.rule, Style.CODE).add(f": {outcome.reason}")


def _more(count: int) -> str:
    return f", +{count}" if count > 0 else ""
