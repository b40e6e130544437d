"""Notices: what a chat is told, once and in one message, about feeds in trouble and topics that are gone."""

from collections.abc import Sequence

from bot.chat.commands.command import counted
from bot.chat.commands.feeds import feed_name
from bot.chat.message import Draft, Message, Style
from bot.feeds.trouble import Trouble
from bot.monitor.alerts import date_text
from bot.monitor.topics import Topic
from bot.rulebooks import GoneTopic
from bot.store.feeds import Feed

MOST_NAMED = 10
"""Feeds that one notice names; when our own network is down for a day, all of them fail."""


def render_notice(troubles: Sequence[tuple[Feed, Trouble]], *, in_public: bool) -> Message:
    """Return the notice.

    Args:
        troubles: The feeds and what is wrong with each; at least one.
        in_public: Others read along, so that what may be secret in an address is left out.
    """
    count = len(troubles)
    draft = Draft().own("Trouble with a feed" if count == 1 else f"Trouble with {count} feeds", Style.BOLD)
    for feed, trouble in troubles[:MOST_NAMED]:
        draft.line("• ").add(feed_name(feed, in_public), Style.BOLD).add(f" {_told(feed, trouble)}")
    if count > MOST_NAMED:
        draft.own_line(f"… and {count - MOST_NAMED} more")
    return draft.own_line("This is told once; /feeds shows how they stand.").build()


def render_gone(gone: Sequence[GoneTopic], topics: Sequence[Topic]) -> Message:
    """Return the notice that topics are gone.

    Args:
        gone: Those that the chat subscribes to; at least one.
        topics: What there is now.
    """
    count = len(gone)
    draft = Draft().own("A topic is gone" if count == 1 else f"{count} topics are gone", Style.BOLD)
    for topic in gone[:MOST_NAMED]:
        draft.line("• ").add(topic.title, Style.BOLD).own(" is not watched any more. ")
        if heir := topic.find_heir(topics):
            draft.own("There is ").add(heir.title, Style.BOLD).own(f" now: /sub {heir.id}. ")
        draft.own(f"Should it come back, you hear of it again; /unsub {topic.id} ends that.")
    if count > MOST_NAMED:
        draft.own_line(f"… and {count - MOST_NAMED} more")
    return draft.own_line("This is told once; /sub shows all topics.").build()


def _told(feed: Feed, trouble: Trouble) -> str:
    since = f" since {date_text(feed.last_ok_at)}" if feed.last_ok_at else ""
    match trouble:
        case Trouble.GONE:
            return "is gone for good, as its server says (410). It is not read any more."
        case Trouble.FAILING:
            times = counted(feed.failures, "time")
            return f"could not be read{since}, {times} in a row: {feed.last_error or 'no reason given.'}"
        case Trouble.SILENT:
            last = f" since {date_text(feed.last_new_at)}" if feed.last_new_at else ""
            return f"has brought nothing new{last}, far longer than usual, though it can be read."
