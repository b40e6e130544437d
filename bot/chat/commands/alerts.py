"""/history and /why, and the buttons under an alert.

A button carries an alert's number; what it does is bound to the chats that the alert was addressed to, so that a
forwarded message or a forged press does nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.commands.articles import named_article, why_article
from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Group, Press, Pressed, say
from bot.chat.message import Draft, Message, Style
from bot.chat.render import alert_buttons
from bot.chat.why import render_why
from bot.monitor.alerts import Alert, alert_lines, date_text
from bot.monitor.rules import RuleKind
from bot.store.alerts import StoredAlert
from bot.store.chats import Chat
from bot.store.corrections import Silenced
from bot.store.store import Store

SHOWN, MOST_SHOWN = 5, 20
"""Alerts that /history shows by itself, and at most."""
MOST_TOLD = 8
"""Alerts up to which /history says how each article was judged: more would not fit into one message."""
SEARCHED = 500
"""Alerts of a chat that /history looks through for a rule."""
NOT_HERE = "This chat has had no such alert."


async def history(clerk: Clerk, command: Command) -> Message:
    """Show the chat's latest alerts, of one rule if it is named."""
    words = command.argument.split()
    count = int(words.pop()) if words and words[-1].isdecimal() and len(words[-1]) < 5 else SHOWN
    wanted = " ".join(words)
    limit = SEARCHED if wanted else min(max(count, 1), MOST_SHOWN)
    found = await clerk.db(clerk.store.alerts.recent, chat_id=command.chat.id, limit=limit)
    found = [stored for stored in found if _is_of(stored, wanted)][: min(max(count, 1), MOST_SHOWN)]
    if not found:
        of_rule = Draft().own("No alert of a rule named “").add(wanted[:100]).own("” in this chat. ")
        return (of_rule.own(f"{command.say('rules')} shows what rings.") if wanted else _nothing_yet(command)).build()
    judged = [stored.alert.judgement.reason if stored.alert.judgement else "" for stored in found]
    named = await clerk.db(clerk.store.articles.named, judged, command.chat.id)
    draft = Draft()
    for stored, story in zip(found, named, strict=True):
        _entry(draft, stored, story if len(found) <= MOST_TOLD else "")
    return draft.own_line(f"{command.say('why')} NUMBER tells why one rang.").build()


def _nothing_yet(command: Command) -> Draft:
    return Draft().own(f"Nothing has rung in this chat yet. {command.say('rules')} shows what can.")


def _is_of(stored: StoredAlert, wanted: str) -> bool:
    rule, title = stored.alert.rule, stored.alert.title
    known = (rule, rule.partition("/")[0], rule.rpartition("/")[2], title, stored.alert.topic or "")
    return not wanted or wanted.casefold() in {name.casefold() for name in known}


def _entry(draft: Draft, stored: StoredAlert, story: str) -> None:
    lines, alert = alert_lines(stored.alert), stored.alert
    draft.line(f"{stored.number}. {lines.heading}", Style.BOLD).add(f" · {date_text(alert.at)} {alert.at:%H:%M} UTC")
    if lines.change:
        draft.line(lines.change + lines.before)
    draft.line(lines.headline, url=alert.url).add(f" · {alert.source}" if alert.source else "")
    if story:
        draft.line(story, Style.ITALIC)


async def why(clerk: Clerk, command: Command) -> Message:
    """Explain the alert that is answered, or that has this number, or the latest; or the article at an address."""
    if "://" in command.argument:
        return await why_article(clerk, command)
    stored = await named_alert(clerk, command)
    return stored if isinstance(stored, Message) else await _explained(clerk, stored, command.chat)


async def named_alert(clerk: Clerk, command: Command) -> StoredAlert | Message:
    """Return the alert that a command means: the answered one, the one with this number, or the latest.

    What it returns instead is what to say when there is none.
    """
    number: int | None
    if argument := command.argument.lstrip("#"):
        number = int(argument) if argument.isdecimal() and len(argument) < 15 else None
        if number is None:
            return say(f"Send {command.say(command.name)} with an alert's number, or as an answer to the alert.")
    elif command.reply_to is not None:
        numbers = await clerk.db(clerk.store.alerts.by_message, command.chat.id, command.reply_to)
        if len(numbers) != 1:
            return _which(command, numbers)
        (number,) = numbers
    else:
        latest = await clerk.db(clerk.store.alerts.recent, chat_id=command.chat.id, limit=1)
        if not latest:
            return _nothing_yet(command).build()
        number = latest[0].number
    return await alert_for(clerk, command.chat, number) or say(NOT_HERE)


def _which(command: Command, numbers: Sequence[int]) -> Message:
    if not numbers:
        return say("This message is not an alert that I know. Answer an alert, or send its number.")
    shown = ", ".join(map(str, numbers[:MOST_SHOWN])) + ("…" if len(numbers) > MOST_SHOWN else "")
    return say(f"This message holds several alerts: {shown}. Send {command.say(command.name)} with the number of one.")


async def _explained(clerk: Clerk, stored: StoredAlert, chat: Chat) -> Message:
    alert, receiver, store = stored.alert, recipients(stored, chat)[0].id, clerk.store
    article = await clerk.db(store.articles.get, alert.article)
    article = replace(article, judgement=alert.judgement or article.judgement)
    rang = await clerk.db(store.alerts.recent, chat_id=receiver, article=alert.article)
    apart = await clerk.db(store.corrections.has_said, alert.article, receiver)
    if apart:
        (reason,) = await clerk.db(store.articles.named, [alert.reason], receiver)
        stored = replace(stored, alert=replace(alert, reason=reason))
    return render_why(
        stored,
        await named_article(clerk, article, receiver),
        await clerk.db(store.articles.outlets, alert.article, receiver),
        clerk.desk.topics(),
        rang={one.alert.rule for one in rang},
        apart=apart,
        silenced=len(await silenced_since(clerk, stored, chat)),
    )


async def silenced_since(clerk: Clerk, stored: StoredAlert, chat: Chat) -> list[Silenced]:
    """Return the articles at which the rule of an alert stayed silent since as the same story, the latest first.

    Of these a chat may say that they are not. None for a burst: it counts stories and takes no corrections.
    """
    alert, receiver = stored.alert, recipients(stored, chat)[0].id
    if alert.kind is RuleKind.BURST:
        return []
    return await clerk.db(clerk.store.corrections.silenced, alert.article, rule=alert.rule, chat_id=receiver)


async def alert_for(clerk: Clerk, chat: Chat, number: int) -> StoredAlert | None:
    """Return the alert, if it was addressed to this chat (in any of its forum topics)."""
    try:
        stored = await clerk.db(clerk.store.alerts.get, number)
    except LookupError:
        return None
    return stored if recipients(stored, chat) else None


def recipients(stored: StoredAlert, chat: Chat) -> list[Chat]:
    """Return who received the alert at this chat's address: it itself, or a topic whose alerts fell back to it."""
    here = [way.chat for way in stored.deliveries]
    same = [one for one in here if one.id == chat.id]
    return same or [one for one in here if (one.platform, one.address) == (chat.platform, chat.address)]


async def press_why(clerk: Clerk, press: Press) -> Pressed:
    """Explain the alert of the pressed button."""
    stored = await _pressed_alert(clerk, press)
    if stored is None:
        return Pressed(toast=NOT_HERE)
    return Pressed(reply=await _explained(clerk, stored, press.chat))


async def press_mute(clerk: Clerk, press: Press) -> Pressed:
    """Mute the story of the alert for this chat."""
    return await _set_muted(clerk, press, muted=True)


async def press_unmute(clerk: Clerk, press: Press) -> Pressed:
    """End the mute."""
    return await _set_muted(clerk, press, muted=False)


async def _set_muted(clerk: Clerk, press: Press, *, muted: bool) -> Pressed:
    stored = await _pressed_alert(clerk, press)
    if stored is None:
        return Pressed(toast=NOT_HERE)
    await clerk.act(_mute_in, clerk.store, recipients(stored, press.chat), stored.alert.story, press.now, muted=muted)
    toast = _muted_toast(stored.alert) if muted else "You will hear of this story again."
    return Pressed(toast=toast, buttons=(alert_buttons(stored.alert, stored.number, muted=muted),))


def _muted_toast(alert: Alert) -> str:
    """Say what a mute keeps away; under a changed fact a reader would else wonder why the next one rings."""
    if alert.new is None:
        return "Muted: nothing more about this story, unless a tracked fact changes."
    return "Muted for rules on words. A venue or stance that changes still rings; /unsub ends its topic."


def _mute_in(store: Store, chats: Sequence[Chat], story: str, now: datetime, *, muted: bool) -> None:
    for chat in chats:
        if muted:
            store.chats.mute_story(chat.id, story, now)
        else:
            store.chats.unmute_story(chat.id, story)


async def _pressed_alert(clerk: Clerk, press: Press) -> StoredAlert | None:
    if not press.value.isdecimal() or len(press.value) > 15:
        return None
    return await alert_for(clerk, press.chat, int(press.value))


GROUP = Group(
    commands=(
        Entry(name="history", usage="[RULE] [N]", summary="the latest alerts", run=history),
        Entry(name="why", usage="[NUMBER or URL]", summary="why an alert rang, or an article did not", run=why),
    ),
    buttons=(
        ButtonEntry(verb="why", run=press_why, changes=False),
        ButtonEntry(verb="mute", run=press_mute),
        ButtonEntry(verb="unmute", run=press_unmute),
    ),
)
