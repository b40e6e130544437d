"""/sub and /unsub: which topics a chat receives alerts of."""

import hashlib
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process, utils

from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Group, Press, Pressed, say
from bot.chat.message import Button, Draft, Message, Style
from bot.monitor.topics import Topic

PER_PAGE = 8
"""Topic buttons in one message; more need scrolling on a phone."""
ON, OFF = "on", "off"
SURE, LIKELY = 90, 60
"""Of 100: likeness (rapidfuzz ratio) that is taken for the topic that is meant; (WRatio) that is offered as a guess."""


async def subscribe(clerk: Clerk, command: Command) -> Message:
    """Subscribe to the named topic, or show all topics as buttons."""
    if not command.argument:
        return await topic_list(clerk, command.chat.id, 0)
    topic = find_topic(clerk.desk.topics(), command.argument)
    if topic is None:
        return unknown_topic(clerk.desk.topics(), command)
    is_new = await clerk.act(clerk.store.chats.subscribe, command.chat.id, topic.id, command.now, title=topic.title)
    draft = Draft().own("Subscribed to " if is_new else "You already receive ").add(topic.title, Style.BOLD).own(".")
    if is_new:
        draft.own(f" You will hear of what happens from now on. {command.say('rules')} shows what rings.")
    return draft.build()


async def unsubscribe(clerk: Clerk, command: Command) -> Message:
    """Unsubscribe from the named topic, or show the topics as buttons."""
    if not command.argument:
        return await topic_list(clerk, command.chat.id, 0)
    mine = await clerk.db(clerk.store.chats.titles, command.chat.id)
    topics = clerk.desk.topics()
    is_gone = command.argument in mine and command.argument not in {topic.id for topic in topics}
    topic = None if is_gone else find_topic(topics, command.argument)
    topic_id = topic.id if topic else command.argument if is_gone else None
    if topic_id is None:
        return unknown_topic(topics, command)
    title = topic.title if topic else mine[topic_id]
    ended = await clerk.act(clerk.store.chats.unsubscribe, command.chat.id, topic_id)
    draft = Draft().own("No more alerts of " if ended else "You were not subscribed to ")
    return draft.add(title, Style.BOLD).own(".").build()


async def toggle(clerk: Clerk, press: Press) -> Pressed:
    """Switch the pressed topic on or off, as the button says, and show the list as it is now."""
    digest, _, rest = press.value.partition(":")
    page, _, wanted = rest.partition(":")
    topic = next((topic for topic in clerk.desk.topics() if _digest(topic) == digest), None)
    toast = "" if topic else "This topic is no longer there."
    if topic is not None and wanted == ON:
        await clerk.act(clerk.store.chats.subscribe, press.chat.id, topic.id, press.now, title=topic.title)
        toast = "Subscribed."
    elif topic is not None and wanted == OFF:
        await clerk.act(clerk.store.chats.unsubscribe, press.chat.id, topic.id)
        toast = "No more alerts of this topic."
    return Pressed(toast=toast, edited=await topic_list(clerk, press.chat.id, _page(page)))


async def turn_page(clerk: Clerk, press: Press) -> Pressed:
    """Show another page of the topics."""
    return Pressed(edited=await topic_list(clerk, press.chat.id, _page(press.value)))


async def topic_list(clerk: Clerk, chat_id: int, page: int) -> Message:
    """Return the topics as toggle buttons, one page of them."""
    topics = clerk.desk.topics()
    if not topics:
        return say("There are no topics: the rulebooks name none. /watch QUERY works all the same.")
    mine = await clerk.db(clerk.store.chats.titles, chat_id)
    pages = -(-len(topics) // PER_PAGE)
    page = min(max(page, 0), pages - 1)
    rows = [
        (Button(text=("✅ " if topic.id in mine else "▫️ ") + topic.title, data=_switch(topic, page, topic.id in mine)),)
        for topic in topics[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    turns = [
        *([Button(text="‹ Back", data=f"topics:{page - 1}")] if page else []),
        *([Button(text="More ›", data=f"topics:{page + 1}")] if page + 1 < pages else []),
    ]
    draft = Draft().own("Topics", Style.BOLD)
    draft.own_line("Tap one to switch its alerts on or off." + (f" Page {page + 1} of {pages}." if pages > 1 else ""))
    here = {topic.id for topic in topics}
    if gone := {topic: title for topic, title in mine.items() if topic not in here}:
        draft.own_line("Not watched any more, and kept for when they are back; /unsub with the id ends that:")
        for topic, title in gone.items():
            draft.line("• ").add(title).own(" (").add(topic, Style.CODE).own(")")
    return draft.build([*rows, tuple(turns)])


def find_topic(topics: Sequence[Topic], text: str) -> Topic | None:
    """Return the topic with this id or title, spelled nearly so, or None."""
    return _nearest(topics, text, fuzz.ratio, SURE)


def unknown_topic(topics: Sequence[Topic], command: Command) -> Message:
    """Return the answer to a topic that there is not, with a guess when there is a near one."""
    draft = Draft().own("There is no topic “").add(command.argument[:100]).own("”.")
    if guess := _nearest(topics, command.argument, fuzz.WRatio, LIKELY):
        draft.own(" Did you mean ").add(guess.title, Style.BOLD).own("? Send ")
        return draft.own(f"{command.say(command.name)} {guess.id}", Style.CODE).build()
    return draft.own(f" {command.say('sub')} shows them all.").build()


def _nearest(topics: Sequence[Topic], text: str, scorer: Callable[..., float], cutoff: float) -> Topic | None:
    names = {(topic.id, name): name for topic in topics for name in (topic.id, topic.title)}
    found = process.extractOne(text, names, scorer=scorer, processor=utils.default_process, score_cutoff=cutoff)
    return next(topic for topic in topics if topic.id == found[2][0]) if found else None


def _switch(topic: Topic, page: int, is_on: bool) -> str:
    """Return the data of a topic's button. It says what is wanted, so that pressing it twice does the same once."""
    return f"sub:{_digest(topic)}:{page}:{OFF if is_on else ON}"


def _digest(topic: Topic) -> str:
    """Return the topic's id as it fits in a button, whatever its length."""
    return hashlib.blake2b(topic.id.encode(), digest_size=8).hexdigest()


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


GROUP = Group(
    commands=(
        Entry(
            name="sub", usage="[TOPIC]", summary="choose topics to hear of", run=subscribe, changes=True,
            aliases=("subscribe",),
        ),
        Entry(
            name="unsub", usage="[TOPIC]", summary="stop the alerts of a topic", run=unsubscribe, changes=True,
            aliases=("unsubscribe",), in_menu=False,
        ),
    ),
    buttons=(ButtonEntry(verb="sub", run=toggle), ButtonEntry(verb="topics", run=turn_page)),
)  # fmt: skip
