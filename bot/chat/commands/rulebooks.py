"""/reload: the rulebooks are read again, for those who run the bot."""

from bot.chat.commands.command import Clerk, Command, Entry, Group, say
from bot.chat.message import Message
from bot.chat.owners import render_reloaded


async def reload(clerk: Clerk, command: Command) -> Message:
    """Read the rulebooks again, and tell what is in force and what is wrong."""
    if not command.is_owner:
        return say("Only those who run this bot (TOCSIN_OWNERS) can do that.")
    return render_reloaded(await clerk.desk.reload())


GROUP = Group(commands=(Entry(name="reload", summary="read the rulebooks again (owners)", run=reload, in_menu=False),))
