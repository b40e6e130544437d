"""Owners: telling those who run the bot what became of their rulebooks."""

from collections.abc import Sequence, Set
from itertools import islice

import structlog

from bot.chat.commands.command import counted
from bot.chat.db import Db
from bot.chat.message import Draft, Message, Style
from bot.chat.replies import Replies
from bot.errors import Problem
from bot.rulebooks import GoneTopic, Reloaded, Rulebooks
from bot.store.states import ChatState, Platform
from bot.store.store import Store

MOST_PROBLEMS = 10
"""Problems that one message tells; `tocsin check` tells them all."""
MAX_PROBLEM = 300
"""Characters of each."""
MOST_NAMED = 20
"""Rulebooks, or rules, that one line names."""

log = structlog.get_logger()


class Owners:
    """Writes to the owners who have ever talked to the bot; Telegram lets a bot write to nobody else.

    Only to people: groups and channels among the addresses (below zero) may use the bot, and do not run it.
    """

    def __init__(self, addresses: Set[int], *, store: Store, db: Db, replies: Replies) -> None:
        self._people = sorted(address for address in addresses if address > 0)
        self._store, self._db, self._replies = store, db, replies

    async def tell(self, message: Message) -> None:
        """Send a message to each owner's chat."""
        for address in self._people:
            chat = await self._db(self._store.chats.find, Platform.TELEGRAM, address)
            if chat is None or chat.state is not ChatState.ACTIVE:
                log.info("owner cannot be told", owner=address)
                continue
            await self._replies.send(chat, message)


def render_reloaded(found: Reloaded) -> Message:
    """Return what became of the rulebooks: what is in force now, and what is wrong, with its place."""
    draft = _in_force("Rulebooks read again. ", found.rulebooks)
    for name, those in (
        ("Changed: ", found.changed),
        ("Removed: ", found.removed),
        ("New rules: ", found.rules_new),
        ("Rules gone: ", found.rules_gone),
    ):
        if those:
            draft.own_line(name).add(", ".join(those[:MOST_NAMED]))
            draft.own(f" and {len(those) - MOST_NAMED} more" if len(those) > MOST_NAMED else "")
    if found.is_mended:
        draft.own_line("What was wrong is right again.")
    elif not found.is_news:
        draft.own_line("Nothing has changed.")
    _gone(draft, found.gone, found.rulebooks)
    _problems(draft, found.rulebooks.problems)
    if found.kept:
        draft.own_line("As it was before stays in force: ").add(", ".join(found.kept))
    return draft.build()


def render_started(rulebooks: Rulebooks, gone: Sequence[GoneTopic]) -> Message:
    """Return what is wrong at a start: there is no former rulebook that could stay in force."""
    draft = _in_force("Started. ", rulebooks)
    _gone(draft, gone, rulebooks)
    _problems(draft, rulebooks.problems)
    return draft.build()


def _in_force(heading: str, rulebooks: Rulebooks) -> Draft:
    draft = Draft().own(heading, Style.BOLD)
    return draft.own(f"In force: {len(rulebooks.books)}, with {len(rulebooks.rules)} rules.")


def _gone(draft: Draft, gone: Sequence[GoneTopic], rulebooks: Rulebooks) -> None:
    """Tell which topics have lost their place although chats subscribe to them, and how they get it back."""
    for topic in gone[:MOST_PROBLEMS]:
        draft.own_line("No longer there: ", Style.BOLD).add(topic.title)
        draft.own(" (").add(topic.id, Style.CODE).own(f"), to which {counted(topic.chats, 'chat')} subscribed. ")
        heir = topic.find_heir(rulebooks.topics)
        if heir is None:
            draft.own("If it has another id now, write ").add(f"was: {topic.id}", Style.CODE).own(" in its topic")
        else:
            draft.own("If it is ").add(heir.id, Style.CODE).own(" now, write ").add(f"was: {topic.id}", Style.CODE)
            draft.own(" there")
        draft.own(", and they stay with it. Else they are told in an hour or two.")
    if len(gone) > MOST_PROBLEMS:
        draft.own_line(f"… and {len(gone) - MOST_PROBLEMS} more topics with subscribers")


def _problems(draft: Draft, problems: Sequence[Problem]) -> None:
    if problems:
        draft.own_line("Something is wrong:", Style.BOLD)
    for problem in islice(problems, MOST_PROBLEMS):
        _problem(draft, problem)
    if len(problems) > MOST_PROBLEMS:
        draft.own_line(f"… and {len(problems) - MOST_PROBLEMS} more; tocsin check tells them all")


def _problem(draft: Draft, problem: Problem) -> None:
    """Add a problem without the folder's path, which is nobody's business in a chat."""
    name = problem.file.replace("\\", "/").rpartition("/")[2]
    draft.line(f"{name}:{problem.line}:{problem.column}", Style.CODE).add(f": {problem.message[:MAX_PROBLEM]}")
