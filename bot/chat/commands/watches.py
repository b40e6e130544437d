"""/watch, /unwatch and /rules: a chat's own keyword rules, and everything that can ring for it."""

from collections.abc import Sequence

from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Group, Press, Pressed, counted, say
from bot.chat.message import Button, Draft, Message, Style
from bot.errors import WrongQuery
from bot.monitor.bursts import duration_text
from bot.monitor.facts.fact import FactKind, humanise
from bot.monitor.query import parse_query
from bot.monitor.query import render as render_query
from bot.monitor.rules import Rule, RuleKind
from bot.monitor.topics import Topic
from bot.store.chats import Watch

LANGUAGE = "en"
"""The language whose stems the words of a watch have."""
EXAMPLE = '"peace talks" istanbul -football'
PROMPT = "What should I watch for?"


async def watch(clerk: Clerk, command: Command) -> Message:
    """Add a keyword rule."""
    try:
        query = parse_query(command.argument, LANGUAGE)
    except WrongQuery as error:
        return Draft().own("I cannot read this query:\n").own(error.drawn(), Style.PRE).build()
    mine = await clerk.db(clerk.store.chats.watches, command.chat.id)
    if any(watch.query == query.text for watch in mine):
        return Draft().own("You already watch for ").add(query.text, Style.CODE).own(".").build()
    if len(mine) >= clerk.limits.watches:
        have = counted(len(mine), "watch", "watches")
        return say(
            f"This chat has {have}, which is the limit. {command.say('unwatch')} removes one; OR joins two: ankara OR "
            "istanbul"
        )
    await clerk.act(clerk.store.chats.add_watch, command.chat.id, query.text, LANGUAGE, command.now)
    await clerk.desk.watches_changed()
    draft = Draft().own("Watching for ").add(render_query(query), Style.CODE).own(".")
    return draft.own(f" One alert per story. {command.say('unwatch')} ends it.").build()


async def unwatch(clerk: Clerk, command: Command) -> Message:
    """Remove the watch with this number in the list, or show them as buttons."""
    mine = await clerk.db(clerk.store.chats.watches, command.chat.id)
    if not command.argument:
        return unwatch_list(mine)
    chosen = _chosen(mine, command.argument)
    if chosen is None:
        return say(f"There is no such watch here. Send {command.say('unwatch')} to see them as buttons.")
    await clerk.act(clerk.store.chats.remove_watch, chosen.id, command.chat.id)
    await clerk.desk.watches_changed()
    return Draft().own("No longer watching for ").add(chosen.query, Style.CODE).own(".").build()


async def press_unwatch(clerk: Clerk, press: Press) -> Pressed:
    """Remove the watch of the pressed button, if it is this chat's."""
    number = int(press.value) if press.value.isdecimal() and len(press.value) < 15 else -1
    removed = await clerk.act(clerk.store.chats.remove_watch, number, press.chat.id)
    if removed:
        await clerk.desk.watches_changed()
    edited = unwatch_list(await clerk.db(clerk.store.chats.watches, press.chat.id))
    return Pressed(toast="Removed." if removed else "This chat has no such watch.", edited=edited)


def unwatch_list(mine: Sequence[Watch]) -> Message:
    """Return a chat's watches as buttons that remove them."""
    if not mine:
        return say("This chat watches for nothing. /watch QUERY adds a watch.")
    rows = [(Button(text=f"✕ {watch.query}", data=f"unwatch:{watch.id}"),) for watch in mine]
    return Draft().own("Tap a watch to remove it.").build(rows)


def _chosen(mine: Sequence[Watch], argument: str) -> Watch | None:
    if argument.isdecimal() and len(argument) < 5:
        return mine[int(argument) - 1] if 0 < int(argument) <= len(mine) else None
    return next((watch for watch in mine if watch.query == argument), None)


async def rules(clerk: Clerk, command: Command) -> Message:
    """Show what can ring for this chat: the rules of its topics, and its watches."""
    subscribed = await clerk.db(clerk.store.chats.subscriptions, command.chat.id)
    mine = await clerk.db(clerk.store.chats.watches, command.chat.id)
    topics = [topic for topic in clerk.desk.topics() if topic.id in subscribed]
    if not topics and not mine:
        return say(
            f"Nothing rings in this chat yet. {command.say('sub')} chooses topics, {command.say('watch')} QUERY "
            "watches for words."
        )
    draft = Draft()
    for topic in topics:
        draft.line(topic.title, Style.BOLD)
        for rule in (rule for rule in clerk.desk.rulebook_rules() if rule.topic == topic.id):
            draft.line(f"• {rule.title} — {describe(rule, topic)}")
    if mine:
        draft.own_line(counted(len(mine), "watch", "watches").capitalize(), Style.BOLD)
        for number, watch in enumerate(mine, 1):
            draft.line(f"{number}. ").add(watch.query, Style.CODE)
    return draft.build()


def describe(rule: Rule, topic: Topic) -> str:
    """Return what a rule waits for, in a few words."""
    match rule.kind:
        case RuleKind.KEYWORDS:
            return f"the words {render_query(rule.query)}" if rule.query else "words"
        case RuleKind.BURST:
            burst = f"{rule.burst.stories} stories within {duration_text(rule.burst.within)}" if rule.burst else "many"
            return f"{burst} with the words {render_query(rule.query)}" if rule.query else burst
        case RuleKind.NEW_VALUE if _is_a(rule, topic, FactKind.PERSON, FactKind.DATE, FactKind.NUMBER):
            return f"a {rule.fact} that was not named for {rule.lookback.days} days"
        case RuleKind.NEW_VALUE:
            statuses = " or ".join(map(humanise, rule.statuses or ("proposed", "agreed")))
            return f"a {rule.fact} ({statuses}) that was not named for {rule.lookback.days} days"
        case RuleKind.CHANGE if _is_a(rule, topic, FactKind.DATE, FactKind.NUMBER):
            return f"a change of {rule.fact}"
        case RuleKind.CHANGE:
            names = {party.id: party.name for party in topic.parties}
            return f"a change of {rule.fact}: " + ", ".join(names.get(one, one) for one in rule.parties or tuple(names))


def _is_a(rule: Rule, topic: Topic, *kinds: FactKind) -> bool:
    """Return whether a rule waits for a fact of one of these kinds."""
    return any(fact.name == rule.fact and fact.kind in kinds for fact in topic.facts)


GROUP = Group(
    commands=(
        Entry(
            name="watch", usage="QUERY", summary="ring when words appear", run=watch, changes=True, aliases=("add",),
            prompt=f"{PROMPT} Send words, for example: {EXAMPLE}",
        ),
        Entry(
            name="unwatch", usage="[N]", summary="remove a watch", run=unwatch, changes=True, aliases=("remove",),
        ),
        Entry(name="rules", summary="what rings in this chat", run=rules, aliases=("list",)),
    ),
    buttons=(ButtonEntry(verb="unwatch", run=press_unwatch),),
)  # fmt: skip
