"""Digests: several alerts as one message, when a chat is behind or was away.

Each entry says what an alert says in fewer lines: what rang, what is new, the headline as a link, the outlet, and the
alert's number for /why. What does not fit into one message follows in the next one; nothing is left out.
"""

from collections.abc import Sequence

from bot.chat.message import MAX_SPANS, MAX_UNITS, Draft, Message, Style, one_line, safe_url, units
from bot.chat.render import REPEATED
from bot.monitor.alerts import Alert, alert_lines

MAX_LINKS = 6_000
"""Bytes of all links of a message; Telegram refuses entities that are too long together."""
MAX_LINE = 200
"""Characters of each of an entry's two first lines."""
_RESERVE_UNITS, _RESERVE_SPANS = 300, 4
"""For the heading and the last line."""


def render_digest(
    entries: Sequence[tuple[int, Alert]], *, missed: bool = False, more: int = 0, repeat: bool = False
) -> Message:
    """Return several alerts as one message; `fitting` says how many have room.

    Args:
        entries: The alerts with their numbers, in the order in which they are shown.
        missed: They rang while the chat was away.
        more: How many follow in the next message.
        repeat: The message may have arrived before.
    """
    draft = Draft().own(f"{len(entries)} alerts " + ("that you missed" if missed else "together"), Style.BOLD)
    if more:
        draft.own(f", {more} more follow")
    if repeat:
        draft.own(" ").own(REPEATED, Style.ITALIC)
    for number, alert in entries:
        _entry(draft.own("\n"), number, alert)
    return draft.own_line().own_line("/why NUMBER tells why one rang.").build()


def fitting(alerts: Sequence[Alert]) -> int:
    """Return how many of these alerts, in this order, one message holds; at least one."""
    length, spans, links = _RESERVE_UNITS, _RESERVE_SPANS, 0
    for count, alert in enumerate(alerts):
        entry = _entry(Draft(), 10**9, alert).build()
        length += units(entry.text) + 2
        spans += len(entry.spans)
        links += sum(len(span.url.encode()) for span in entry.spans)
        if count and (length > MAX_UNITS or spans > MAX_SPANS or links > MAX_LINKS):
            return count
    return len(alerts)


def _entry(draft: Draft, number: int, alert: Alert) -> Draft:
    lines = alert_lines(alert)
    draft.line(one_line(lines.heading, MAX_LINE), Style.BOLD).own(f" · {number}")
    if lines.change:
        draft.line(one_line(lines.change + lines.before, MAX_LINE))
    draft.line(lines.headline, url=safe_url(alert.url) or "")
    return draft.add(f" · {one_line(alert.source, 60)}" if alert.source else "")
