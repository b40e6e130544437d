"""/same: what stayed silent since an alert as the same story, and "Not the same", by which it rings after all.

That is copies of its text, and reports of its story for which the rule had rung already. Both judgements err now and
then, and a wrong one loses an alert. What a press does is told by `store.corrections`.
"""

from bot.chat.commands.alerts import NOT_HERE, alert_for, named_alert, recipients, silenced_since
from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Group, Press, Pressed, counted, say
from bot.chat.message import Button, Draft, Message, Style
from bot.monitor.rules import RuleKind
from bot.store.alerts import StoredAlert
from bot.store.chats import Chat

SHOWN = 8
"""Articles in one message, the latest first; a button leads to those before."""
DONE = "That is settled already: it has rung here, or it is not taken for the same."


async def same(clerk: Clerk, command: Command) -> Message:
    """List what stayed silent since the alert that is answered, or that has this number, or the latest."""
    stored = await named_alert(clerk, command)
    return stored if isinstance(stored, Message) else await _listed(clerk, stored, command.chat)


async def _listed(clerk: Clerk, stored: StoredAlert, chat: Chat, skipped: int = 0) -> Message:
    if stored.alert.kind is RuleKind.BURST:
        return say("A burst counts whole stories; nothing stayed silent because it is taken for the same.")
    found = await silenced_since(clerk, stored, chat)
    if not found:
        return say(f"Nothing stayed silent as the same since alert {stored.number}.")
    shown, receiver = found[skipped : skipped + SHOWN], recipients(stored, chat)[0].id
    reasons = await clerk.db(clerk.store.articles.named, [one.judgement.reason for one in shown], receiver)
    draft = Draft().own(f"Silent as the same since alert {stored.number}", Style.BOLD)
    buttons = []
    for place, (one, reason) in enumerate(zip(shown, reasons, strict=True), skipped + 1):
        source = f" · {one.article.source}" if one.article.source else ""
        draft.line(f"{place}. ").add(one.article.title or "(no title)", url=one.article.url).add(source)
        draft.line(reason, Style.ITALIC)
        buttons.append([Button(text=f"Not the same: {place}", data=f"apart:{stored.number}:{one.article.id}")])
    if left := max(0, len(found) - skipped - SHOWN):
        buttons.append([Button(text=f"{left} before these", data=f"same:{stored.number}:{skipped + SHOWN}")])
    draft.own_line("A wrong one rings here after all when you press its button, and the pair is kept to learn from.")
    return draft.build(buttons)


async def press_same(clerk: Clerk, press: Press) -> Pressed:
    """List what stayed silent since the alert of the pressed button, from a place on."""
    number, _, skipped = press.value.partition(":")
    stored = await _alert(clerk, press, number)
    if stored is None:
        return Pressed(toast=NOT_HERE)
    return Pressed(reply=await _listed(clerk, stored, press.chat, int(skipped) if _is_number(skipped) else 0))


async def press_apart(clerk: Clerk, press: Press) -> Pressed:
    """Let an article ring after all, and show the list without it."""
    number, _, article_id = press.value.partition(":")
    stored = await _alert(clerk, press, number)
    if stored is None:
        return Pressed(toast=NOT_HERE)
    rung = None
    if any(one.article.id == article_id for one in await silenced_since(clerk, stored, press.chat)):
        rung = await clerk.desk.not_the_same(article_id, recipients(stored, press.chat)[0].id)
    return Pressed(toast=_toast(rung), edited=await _listed(clerk, stored, press.chat))


async def press_unlike(clerk: Clerk, press: Press) -> Pressed:
    """Let an article that `/why` explained by its address ring after all."""
    rung = None
    if _is_number(press.value) and await clerk.db(clerk.store.articles.can_see, press.value, press.chat.id):
        rung = await clerk.desk.not_the_same(press.value, press.chat.id)
    return Pressed(toast=_toast(rung))


def _toast(rung: int | None) -> str:
    if rung is None:
        return DONE
    return f"Noted: {counted(rung, 'alert')} on the way." if rung else "Noted. No rule that is still here asks for it."


async def _alert(clerk: Clerk, press: Press, number: str) -> StoredAlert | None:
    return await alert_for(clerk, press.chat, int(number)) if _is_number(number) else None


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 15


GROUP = Group(
    commands=(
        Entry(
            name="same",
            usage="[NUMBER]",
            summary="what stayed silent since an alert, as a copy or report of the same",
            run=same,
            aliases=("copies",),
        ),
    ),
    buttons=(
        ButtonEntry(verb="same", run=press_same, changes=False),
        ButtonEntry(verb="apart", run=press_apart),
        ButtonEntry(verb="unlike", run=press_unlike),
    ),
)
