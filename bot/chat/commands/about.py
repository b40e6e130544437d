"""/start, /help and /status: what the bot is, what it can do, and how it fares."""

from collections.abc import Iterable, Sequence

from bot.chat.commands.command import Clerk, Command, Entry, Group, Run, counted
from bot.chat.message import Draft, Message, Style
from bot.monitor.alerts import date_text
from bot.monitor.facts.fact import humanise
from bot.monitor.facts.state import FactState
from bot.monitor.topics import Topic
from bot.store.feeds import Feed
from bot.store.states import FeedState

MOST_STATES = 12
"""Facts that /status shows of one topic."""


async def start(clerk: Clerk, command: Command) -> Message:
    """Greet, and name the two things to do first."""
    draft = Draft().own("Tocsin watches news feeds and rings when something happens.", Style.BOLD)
    draft.own_line(f"{command.say('sub')} — choose topics: new places, changed positions, new stories")
    draft.own_line(f"{command.say('watch')} QUERY — ring when words appear, for example:")
    draft.own_line('/watch "peace talks" istanbul -football', Style.CODE)
    draft.own_line(f"{command.say('help')} shows everything else. One alert per story: copies stay silent.")
    return draft.build()


def helper(entries: Iterable[Entry]) -> Run:
    """Return the command that lists these commands."""

    async def show(clerk: Clerk, command: Command) -> Message:
        draft = Draft().own("Commands", Style.BOLD)
        for entry in entries:
            draft.own_line(f"{command.say(entry.name)} {entry.usage}".rstrip() + f" — {entry.summary}")
        draft.own_line("Queries", Style.BOLD)
        draft.own_line(
            "Words must all be there. OR means either, a minus excludes, quotes keep a phrase together, a star"
        )
        draft.own(" stands for any ending, title: looks in the title only:")
        draft.own_line('"peace talks" (ankara OR istanb*) -football', Style.CODE)
        if command.in_public:
            draft.own_line("Only admins change what this chat receives.")
        return draft.build()

    return show


async def status(clerk: Clerk, command: Command) -> Message:
    """Show how the feeds and this chat's alerts stand, and what is known of its topics."""
    chats = clerk.store.chats
    subscribed = await clerk.db(chats.subscriptions, command.chat.id)
    watches = await clerk.db(chats.watches, command.chat.id)
    waiting = await clerk.db(clerk.store.outbox.backlog, command.chat.id)
    feeds = await clerk.db(clerk.store.feeds.visible_to, command.chat.id)
    here = f"{counted(len(subscribed), 'topic')}, {counted(len(watches), 'watch', 'watches')}"
    draft = (
        Draft().own("This chat: ", Style.BOLD).own(here + (f", {counted(waiting, 'alert')} waiting" if waiting else ""))
    )
    draft.own_line("Feeds: ", Style.BOLD).own(_feeds(feeds))
    for topic in (topic for topic in clerk.desk.topics() if topic.id in subscribed):
        _known(draft, topic, await clerk.desk.facts_of(topic.id))
    return draft.build()


def _feeds(feeds: Sequence[Feed]) -> str:
    failing = sum(feed.state is FeedState.ACTIVE and feed.failures > 0 for feed in feeds)
    gone = sum(feed.state is FeedState.GONE for feed in feeds)
    polled = [feed.last_ok_at for feed in feeds if feed.last_ok_at]
    parts = [
        f"{len(feeds)} read for this chat",
        f"{failing} failing" if failing else "",
        f"{gone} gone" if gone else "",
    ]
    if polled:
        parts.append(f"last good poll {date_text(max(polled))} {max(polled):%H:%M} UTC")
    return ", ".join(part for part in parts if part)


def _known(draft: Draft, topic: Topic, states: Sequence[FactState]) -> None:
    draft.line(topic.title, Style.BOLD)
    known = [state for state in states if state.current]
    if not known:
        draft.own_line("• nothing known yet")
    names = {party.id: party.name for party in topic.parties}
    for state in known[:MOST_STATES]:
        if seen := state.current:
            what = names.get(state.party, state.party) if state.party else state.name
            status = f" ({humanise(seen.status)})" if seen.status else ""
            draft.line(f"• {what}: {humanise(seen.value)}{status}, since {date_text(seen.first)}, {seen.source}")


def group(others: Sequence[Entry]) -> Group:
    """Return these commands; /help lists the others and these."""
    greeting = Entry(name="start", summary="what this bot is", run=start, in_menu=False)
    state = Entry(name="status", summary="how feeds and alerts stand", run=status)
    listed = (greeting, *others, state)
    helping = Entry(name="help", summary="all commands", run=helper(listed))
    return Group(commands=(greeting, helping, state))
