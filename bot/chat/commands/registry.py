"""All commands and buttons by name, and the way from what somebody sent to its answer."""

import re
from dataclasses import dataclass, replace

from bot.chat.commands import about, alerts, feeds, rulebooks, same, testing, timeline, topics, watches
from bot.chat.commands.command import ButtonEntry, Clerk, Command, Entry, Press, Pressed, say
from bot.chat.message import Draft, Message, visible

_OTHERS = (
    topics.GROUP,
    watches.GROUP,
    testing.GROUP,
    feeds.GROUP,
    alerts.GROUP,
    same.GROUP,
    timeline.GROUP,
    rulebooks.GROUP,
)
_ABOUT = about.group([entry for group in _OTHERS for entry in group.commands])

COMMANDS: tuple[Entry, ...] = tuple(entry for group in (*_OTHERS, _ABOUT) for entry in group.commands)
BUTTONS: dict[str, ButtonEntry] = {entry.verb: entry for group in _OTHERS for entry in group.buttons}
_BY_NAME = {name: entry for entry in COMMANDS for name in (entry.name, *entry.aliases)}

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
MAX_ARGUMENT = 3_000
"""Characters of what follows a command; queries and addresses are far shorter."""

ADMINS_ONLY = "Only admins of this chat can do that."


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command as it was typed: its name in lower case, and what follows on one line."""

    name: str
    argument: str


def read_command(text: str, bot_name: str) -> Typed | None:
    """Return the command in a text, or None when there is none or it is for another bot.

    >>> read_command("/Watch@tocsin_bot  peace   talks", "tocsin_bot")
    Typed(name='watch', argument='peace talks')
    >>> read_command("/watch@other_bot peace", "tocsin_bot") is None
    True
    """
    match = _COMMAND.fullmatch(text.strip())
    if match is None or (match[2] and match[2].casefold() != bot_name.casefold()):
        return None
    return Typed(name=match[1].lower(), argument=" ".join(visible(match[3] or "").split())[:MAX_ARGUMENT])


def read_answer(prompt: str, text: str) -> Typed | None:
    """Return the command that a text completes as the answer to one of our prompts, or None.

    Args:
        prompt: The text of our message that is answered.
        text: The answer.
    """
    entry = next((entry for entry in COMMANDS if entry.prompt and prompt == entry.prompt), None)
    argument = " ".join(visible(text).split())[:MAX_ARGUMENT]
    return Typed(name=entry.name, argument=argument) if entry and argument else None


def find_entry(name: str) -> Entry | None:
    """Return the command of this name or alias, or None."""
    return _BY_NAME.get(name)


async def answer(clerk: Clerk, command: Command) -> Message:
    """Carry out a command, and return what to say; also to one that does not exist or is not allowed."""
    entry = find_entry(command.name)
    if entry is None:
        return say(f"I do not know this command. {command.say('help')} shows all of them.")
    if entry.changes and not command.may_change:
        return say(ADMINS_ONLY)
    if entry.prompt and not command.argument:
        return Draft().own(entry.prompt).build(ask=True)
    return await entry.run(clerk, replace(command, name=entry.name))


async def pressed(clerk: Clerk, press: Press) -> Pressed:
    """Carry out a press of a button, and return what changes."""
    entry = BUTTONS.get(press.verb)
    if entry is None:
        return Pressed(toast="This button is no longer in use.")
    if entry.changes and not press.may_change:
        return Pressed(toast=ADMINS_ONLY)
    return await entry.run(clerk, press)
