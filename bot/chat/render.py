"""Rendering: alerts as they look in a chat; their words come from `monitor.alerts`."""

from collections.abc import Sequence

from bot.chat.message import Button, Draft, Message, Style, safe_url
from bot.monitor.alerts import Alert, alert_lines

REPEATED = "(possibly repeated)"
"""Marks a message whose first sending may have arrived; see `delivery`."""


def render_alert(
    alert: Alert, number: int, also: Sequence[str] = (), *, repeat: bool = False, muted: bool = False
) -> Message:
    """Return an alert as a message.

    Args:
        alert: What rang.
        number: The alert's number in the store; its buttons carry it.
        also: The other outlets of the story.
        repeat: It may have arrived before.
        muted: Its story is muted in this chat, so that the button offers to end that.
    """
    lines = alert_lines(alert, also)
    draft = Draft().add(lines.heading, Style.BOLD)
    if repeat:
        draft.add(" ").add(REPEATED, Style.ITALIC)
    if lines.change:
        draft.line(lines.change, Style.BOLD).add(lines.before)
    if lines.quote:
        draft.line().marked(lines.quote, lines.marked, also=(Style.ITALIC,))
    draft.line()
    if lines.marked and not lines.quote:
        draft.marked(lines.headline, lines.marked)
    else:
        draft.add(lines.headline)
    return draft.add(lines.footer).build([alert_buttons(alert, number, muted=muted)])


def alert_buttons(alert: Alert, number: int, *, muted: bool) -> tuple[Button, ...]:
    """Return the row of buttons under an alert."""
    url = safe_url(alert.url)
    mute = Button(text="Unmute story", data=f"unmute:{number}") if muted else None
    return (
        *([Button(text="Open", url=url)] if url else []),
        Button(text="Why?", data=f"why:{number}"),
        mute or Button(text="Mute story", data=f"mute:{number}"),
    )
