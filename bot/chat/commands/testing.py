"""/test: how often a rule or a query would have rung in the last days, before anybody subscribes to it."""

from collections.abc import Sequence

from bot.chat.commands.command import Clerk, Command, Entry, Group, counted, say
from bot.chat.commands.watches import LANGUAGE
from bot.chat.desk import Trial
from bot.chat.message import Draft, Message, Style
from bot.errors import WrongQuery
from bot.monitor.alerts import Alert, alert_lines, date_text
from bot.monitor.query import parse_query
from bot.monitor.query import render as render_query
from bot.monitor.rulebook_problems import did_you_mean
from bot.monitor.rules import Rule, RuleKind

DAYS = 7
SHOWN = 3
"""Examples, the latest."""
PROMPT = "What should I try?"


async def test(clerk: Clerk, command: Command) -> Message:
    """Say how often a rule of the rulebooks, or a query, would have rung in this chat."""
    rules = clerk.desk.rulebook_rules()
    rule = find_rule(rules, command.argument)
    if rule is None:
        if _looks_like_a_rule(rules, command.argument):
            ids = [known.id for known in rules]
            return say(f"There is no rule {command.argument}{did_you_mean(command.argument, ids)}")
        try:
            query = parse_query(command.argument, LANGUAGE)
        except WrongQuery as error:
            return Draft().own("I cannot read this query:\n").own(error.drawn(), Style.PRE).build()
        rule = Rule(id="test", kind=RuleKind.KEYWORDS, title="Watch", chat=command.chat.id, query=query)
    async with clerk.aside():
        trial = await clerk.desk.test(rule, DAYS)
    return _render(rule, trial)


def find_rule(rules: Sequence[Rule], text: str) -> Rule | None:
    """Return the rule with this id, with or without its rulebook, or title; None when there is none or several."""
    wanted = text.casefold()
    by_id = [rule for rule in rules if rule.id.casefold() == wanted]
    by_short_id = [rule for rule in rules if rule.id.partition("/")[2].casefold() == wanted]
    by_title = [rule for rule in rules if rule.title.casefold() == wanted]
    return next((found[0] for found in (by_id, by_short_id, by_title) if len(found) == 1), None)


def _looks_like_a_rule(rules: Sequence[Rule], text: str) -> bool:
    """Return whether the text is the name of a rulebook, a slash and a word: no query that anybody means."""
    book, slash, name = text.partition("/")
    return bool(slash and name) and " " not in text and book in {rule.id.partition("/")[0] for rule in rules}


def _render(rule: Rule, found: Trial) -> Message:
    draft = Draft()
    if rule.id == "test" and rule.query:
        draft.add(render_query(rule.query), Style.CODE)
    else:
        draft.add(rule.title, Style.BOLD).own(" (").add(rule.id, Style.CODE).own(")")
    count, articles = len(found.alerts), counted(found.articles, "article")
    if not count:
        return draft.own_line(f"It would not have rung in the last {found.days} days, over {articles}.").build()
    often = "once" if count == 1 else f"{count} times"
    draft.own_line(f"It would have rung {often} in the last {found.days} days, {count / found.days:.1f} a day, ")
    draft.own(f"over {articles}." + (" The latest:" if count > SHOWN else ""))
    for alert in found.alerts[-SHOWN:]:
        _example(draft, alert)
    return draft.build()


def _example(draft: Draft, alert: Alert) -> None:
    lines = alert_lines(alert)
    draft.own_line(f"• {date_text(alert.at)} {alert.at:%H:%M} UTC: ").add(lines.headline, url=alert.url)
    draft.add(f" · {alert.source}" if alert.source else "")
    if lines.change:
        draft.line(f"  {lines.change}{lines.before}")


GROUP = Group(
    commands=(
        Entry(
            name="test",
            usage="QUERY or RULE",
            summary="how often it would have rung in the last 7 days",
            run=test,
            prompt=f"{PROMPT} Send a query as for /watch, or the name of a rule.",
        ),
    )
)
