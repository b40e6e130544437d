"""/addfeed, /feeds and /removefeed: the feeds that a chat brings along."""

from collections.abc import Sequence

from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Group, Press, Pressed, counted, say
from bot.chat.desk import NoFeed
from bot.chat.message import Button, Draft, Message, Style, mask_url
from bot.store.feeds import Feed, FeedOrigin
from bot.store.states import FeedState

SHOWN = 20
"""Feeds of the rulebooks that /feeds names; the rest is counted."""


async def add_feed(clerk: Clerk, command: Command) -> Message:
    """Add the feed at an address, or the one that the page there names."""
    address = command.argument.split()[0]  # as it was typed: what a missing scheme may mean is tried by who fetches
    mine = [feed for feed in await _visible(clerk, command.chat.id) if _is_own(feed, command)]
    if len(mine) >= clerk.limits.feeds:
        return say(
            f"This chat has {counted(len(mine), 'feed')}, which is the limit. {command.say('removefeed')} removes one."
        )
    async with clerk.aside():
        found = await clerk.desk.find_feed(address)
    if isinstance(found, NoFeed):
        return Draft().own("I cannot add this feed: ").add(found.reason).build()
    feed = await clerk.act(
        clerk.store.feeds.add, found.url, found.title, chat_id=command.chat.id, shared=command.is_owner, now=command.now
    )
    await clerk.desk.feeds_changed()
    name = feed_name(feed, command.in_public)
    if feed.id in {feed.id for feed in mine}:
        return Draft().own("This chat has this feed already: ").add(name, Style.BOLD).build()
    draft = Draft().own("Added ").add(name, Style.BOLD).own(". ")
    if feed.shared:
        draft.own("Every chat's rules see its articles.")
    else:
        draft.own("Its articles are for the watches of this chat only (/watch).")
    return draft.own(" What is in it already rings nothing.").build()


async def feeds(clerk: Clerk, command: Command) -> Message:
    """Show the feeds whose articles this chat's rules see."""
    visible = await _visible(clerk, command.chat.id)
    mine = [feed for feed in visible if _is_own(feed, command)]
    others = [feed for feed in visible if not _is_own(feed, command)]
    if not visible:
        return say(f"There are no feeds yet. {command.say('addfeed')} URL adds one: a feed, or a page that has one.")
    draft = Draft()
    if mine:
        draft.own_line("Added here", Style.BOLD)
        for number, feed in enumerate(mine, 1):
            draft.line(f"{number}. {feed_name(feed, command.in_public)}{_trouble(feed)}")
    if others:
        draft.own_line("For everybody", Style.BOLD)
        for feed in others[:SHOWN]:
            draft.line(f"• {feed_name(feed, hide=True)}{_trouble(feed)}")
        if len(others) > SHOWN:
            draft.own_line(f"… and {len(others) - SHOWN} more")
    return draft.build()


async def remove_feed(clerk: Clerk, command: Command) -> Message:
    """Remove the feed with this number or address, or show the chat's own feeds as buttons."""
    mine = [feed for feed in await _visible(clerk, command.chat.id) if _is_own(feed, command)]
    if not command.argument:
        return _remove_list(mine, command.in_public)
    chosen = _chosen(mine, command.argument)
    if chosen is None:
        known = await clerk.db(clerk.store.feeds.find, command.argument)
        if known is None or not await clerk.act(clerk.store.feeds.remove, known.id, command.chat.id):
            return say(f"This chat has added no such feed. {command.say('feeds')} shows what there is.")
        chosen = known
    elif not await clerk.act(clerk.store.feeds.remove, chosen.id, command.chat.id):
        return say("This feed belongs to another chat or to a rulebook.")
    await clerk.desk.feeds_changed()
    return Draft().own("Removed ").add(feed_name(chosen, command.in_public), Style.BOLD).own(".").build()


async def press_remove(clerk: Clerk, press: Press) -> Pressed:
    """Remove the feed of the pressed button, if this chat added it."""
    number = int(press.value) if press.value.isdecimal() and len(press.value) < 15 else -1
    removed = await clerk.act(clerk.store.feeds.remove, number, press.chat.id)
    if removed:
        await clerk.desk.feeds_changed()
    mine = [feed for feed in await _visible(clerk, press.chat.id) if _is_own(feed, press)]
    toast = "Removed." if removed else "This chat has not added this feed."
    return Pressed(toast=toast, edited=_remove_list(mine, press.in_public))


def _remove_list(mine: Sequence[Feed], hide: bool) -> Message:
    if not mine:
        return say("This chat has added no feeds. /addfeed URL adds one.")
    rows = [(Button(text=f"✕ {feed_name(feed, hide)}", data=f"removefeed:{feed.id}"),) for feed in mine]
    return Draft().own("Tap a feed to remove it.").build(rows)


async def _visible(clerk: Clerk, chat_id: int) -> list[Feed]:
    return await clerk.db(clerk.store.feeds.visible_to, chat_id)


def _is_own(feed: Feed, asker: Command | Press) -> bool:
    """Return whether the asker's chat may remove it: it added it for itself, or an owner added it for all."""
    if feed.audience is not None:
        return asker.chat.id in feed.audience
    return asker.is_owner and feed.origin is FeedOrigin.OWNER


def _chosen(mine: Sequence[Feed], argument: str) -> Feed | None:
    if argument.isdecimal() and len(argument) < 5:
        return mine[int(argument) - 1] if 0 < int(argument) <= len(mine) else None
    return next((feed for feed in mine if feed.url == argument), None)


def feed_name(feed: Feed, hide: bool) -> str:
    """Return what a feed is called; where others read along, without what may be secret in its address."""
    address = mask_url(feed.url) if hide else feed.url
    return f"{feed.title} ({address})" if feed.title else address


def _trouble(feed: Feed) -> str:
    if feed.state is FeedState.GONE:
        return " — gone for good"
    return f" — failing ({counted(feed.failures, 'time')} in a row)" if feed.failures > 2 else ""


GROUP = Group(
    commands=(
        Entry(
            name="addfeed", usage="URL", summary="add a feed, or a page that has one", run=add_feed, changes=True,
            prompt="Which feed should I read? Send its address, or that of a page that has one.",
        ),
        Entry(name="feeds", summary="the feeds I read for this chat", run=feeds),
        Entry(
            name="removefeed", usage="[N]", summary="remove a feed that was added here", run=remove_feed, changes=True,
            in_menu=False,
        ),
    ),
    buttons=(ButtonEntry(verb="removefeed", run=press_remove),),
)  # fmt: skip
