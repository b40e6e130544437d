"""/copies: what stayed silent as a copy of an alert's article, and "Not the same", by which it rings after all.

The judgement errs on the side of ringing, and errs all the same. What a press does is told by `store.corrections`.
"""

from collections.abc import Sequence

from bot.chat.commands.alerts import NOT_HERE, alert_for, named_alert, recipients
from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Group, Press, Pressed, counted
from bot.chat.message import Button, Draft, Message, Style
from bot.store.alerts import StoredAlert
from bot.store.chats import Chat
from bot.store.corrections import SilentCopy

SHOWN = 8
"""Copies in one message, the latest; the others are counted."""
DONE = "That is settled already: it has rung here, or it is no copy."


async def copies(clerk: Clerk, command: Command) -> Message:
    """List the copies of the alert that is answered, or that has this number, or the latest."""
    stored = await named_alert(clerk, command)
    return stored if isinstance(stored, Message) else _listed(stored, await _copies(clerk, stored, command.chat))


async def _copies(clerk: Clerk, stored: StoredAlert, chat: Chat) -> list[SilentCopy]:
    alert, receiver = stored.alert, recipients(stored, chat)[0]
    silent = clerk.store.corrections.silent_copies
    return await clerk.db(silent, alert.story, since=alert.article, rule=alert.rule, chat_id=receiver.id)


def _listed(stored: StoredAlert, found: Sequence[SilentCopy]) -> Message:
    if not found:
        return Draft().own(f"Nothing stayed silent as a copy since alert {stored.number}.").build()
    draft = Draft().own(f"Silent as copies since alert {stored.number}", Style.BOLD)
    buttons = []
    for place, copy in enumerate(found[:SHOWN], 1):
        source = f" · {copy.article.source}" if copy.article.source else ""
        draft.line(f"{place}. ").add(copy.article.title or "(no title)", url=copy.article.url).add(source)
        draft.line(copy.judgement.reason, Style.ITALIC)
        buttons.append([Button(text=f"Not the same: {place}", data=f"apart:{stored.number}:{copy.article.id}")])
    if len(found) > SHOWN:
        draft.own_line(f"… and {len(found) - SHOWN} before")
    draft.own_line("A wrong one rings here after all when you press its button, and the pair is kept to learn from.")
    return draft.build(buttons)


async def press_copies(clerk: Clerk, press: Press) -> Pressed:
    """List the copies of the alert of the pressed button."""
    stored = await _alert(clerk, press, press.value)
    if stored is None:
        return Pressed(toast=NOT_HERE)
    return Pressed(reply=_listed(stored, await _copies(clerk, stored, press.chat)))


async def press_apart(clerk: Clerk, press: Press) -> Pressed:
    """Let a copy ring after all, and show the list without it."""
    number, _, article_id = press.value.partition(":")
    stored = await _alert(clerk, press, number)
    if stored is None:
        return Pressed(toast=NOT_HERE)
    listed = await _copies(clerk, stored, press.chat)
    rung = None
    if any(copy.article.id == article_id for copy in listed):
        rung = await clerk.desk.not_the_same(article_id, recipients(stored, press.chat)[0].id)
    if rung is None:
        return Pressed(toast=DONE, edited=_listed(stored, listed))
    toast = f"Noted: {counted(rung, 'alert')} on the way." if rung else "Noted. No rule that is still here asks for it."
    return Pressed(toast=toast, edited=_listed(stored, await _copies(clerk, stored, press.chat)))


async def _alert(clerk: Clerk, press: Press, number: str) -> StoredAlert | None:
    is_number = number.isdecimal() and len(number) <= 15
    return await alert_for(clerk, press.chat, int(number)) if is_number else None


GROUP = Group(
    commands=(Entry(name="copies", usage="[NUMBER]", summary="what stayed silent as a copy of an alert", run=copies),),
    buttons=(
        ButtonEntry(verb="copies", run=press_copies, changes=False),
        ButtonEntry(verb="apart", run=press_apart),
    ),
)
