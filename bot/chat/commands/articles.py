"""What became of one article: /why with an address."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.chat.commands.command import Clerk, Command, say
from bot.chat.message import Message, mask_url
from bot.chat.why import render_article
from bot.errors import WrongQuery
from bot.monitor.articles import Article, canonical_url
from bot.monitor.decide import explain_unmet
from bot.monitor.query import parse_query
from bot.monitor.rules import BY_STORY, Outcome, Rule, RuleKind, RuleSet, Verdict
from bot.store.articles import StoredArticle
from bot.store.chats import Watch

NOT_READ = (
    "No article at this address has been read for this chat. Either none of its feeds shows it, or it was there under "
    "another address."
)


async def why_article(clerk: Clerk, command: Command) -> Message:
    """Tell how the article at an address was read and judged, what it says, and what became of each rule."""
    canonical, chat = canonical_url(command.argument), command.chat
    number = await clerk.db(clerk.store.articles.by_url, canonical, frozenset({chat.id}))
    if number is None:
        return say(f"{NOT_READ} {command.say('feeds')} shows what is read.")
    article = await named_article(clerk, await clerk.db(clerk.store.articles.get, number), chat.id)
    watches = await clerk.db(clerk.store.chats.watches, chat.id)
    rules = [*_visible_rules(clerk, article.article), *_watch_rules(watches, chat.id)]
    rang = await clerk.db(clerk.store.alerts.recent, chat_id=chat.id, article=number)
    apart = await clerk.db(clerk.store.corrections.has_said, number, chat.id)
    outcomes = _outcomes(article, rules, clerk)
    if apart:
        told = await clerk.db(clerk.store.articles.named, [stored.alert.reason for stored in rang], chat.id)
        reasons = {stored.alert.rule: reason for stored, reason in zip(rang, told, strict=True)}
        outcomes = [_after_all(outcome, reasons) for outcome in outcomes]
    return render_article(
        article,
        outcomes,
        feed=await _feed(clerk, article, chat.id),
        topics=clerk.desk.topics(),
        alerts=sorted(stored.number for stored in rang),
        apart=apart,
        silenced=not apart and await _is_silenced(clerk, number, rules, chat.id),
    )


async def _is_silenced(clerk: Clerk, number: str, rules: Sequence[Rule], chat_id: int) -> bool:
    """Return whether a rule that rings in this chat stayed silent because of the article's story."""
    silenced = await clerk.db(clerk.store.corrections.find_silenced, number)
    topics = await clerk.db(clerk.store.chats.subscriptions, chat_id)
    here = {rule.id for rule in rules if rule.burst is None and (rule.chat == chat_id or rule.topic in topics)}
    return silenced is not None and not here.isdisjoint(silenced.rules)


async def named_article(clerk: Clerk, article: StoredArticle, chat_id: int) -> StoredArticle:
    """Return the article with its reasons in words for this chat: other articles named instead of numbered."""
    numbered = [outcome for outcome in article.outcomes if outcome.verdict in BY_STORY]
    reasons = [article.judgement.reason, *(outcome.reason for outcome in numbered)]
    judged, *others = await clerk.db(clerk.store.articles.named, reasons, chat_id)
    told = {outcome.rule: replace(outcome, reason=reason) for outcome, reason in zip(numbered, others, strict=True)}
    outcomes = tuple(told.get(outcome.rule, outcome) for outcome in article.outcomes)
    return replace(article, judgement=replace(article.judgement, reason=judged), outcomes=outcomes)


def _after_all(outcome: Outcome, rang: Mapping[str, str]) -> Outcome:
    """Return what became of a rule that the story silenced, where a reader said "Not the same": it may have rung.

    Args:
        outcome: As it was decided.
        rang: The rules that rang for the article in this chat, with their reasons.
    """
    if outcome.verdict in BY_STORY and outcome.rule in rang:
        return replace(outcome, verdict=Verdict.RANG, reason=rang[outcome.rule])
    return outcome


def _visible_rules(clerk: Clerk, article: Article) -> Sequence[Rule]:
    """Return the rulebooks' rules, which see only what everybody may see."""
    return clerk.desk.rulebook_rules() if article.audience is None else ()


def _watch_rules(watches: Sequence[Watch], chat_id: int) -> list[Rule]:
    rules = []
    for watch in watches:
        try:
            query = parse_query(watch.query, watch.language)
        except WrongQuery:  # of an older version; it cannot ring either
            continue
        rules.append(Rule(id=f"watch/{watch.id}", kind=RuleKind.KEYWORDS, title="Watch", chat=chat_id, query=query))
    return rules


def _outcomes(article: StoredArticle, rules: Sequence[Rule], clerk: Clerk) -> list[Outcome]:
    """Return what became of these rules: what was decided then, and for the others what is missing."""
    wanted = {rule.id for rule in rules}
    decided = [outcome for outcome in article.outcomes if outcome.rule in wanted]
    left = wanted - {outcome.rule for outcome in decided}
    others = RuleSet.build([rule for rule in rules if rule.id in left], clerk.desk.topics())
    return [*decided, *explain_unmet(article.article, others)]


async def _feed(clerk: Clerk, article: StoredArticle, chat_id: int) -> str:
    """Return the feed that brought the article first, as far as this chat may know of it."""
    feed = await clerk.db(clerk.store.feeds.get, article.feed_id)
    if feed.audience is not None and chat_id not in feed.audience:
        return "a feed"
    return feed.title or mask_url(feed.url)
