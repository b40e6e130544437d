"""The demo: the real program polls the outlets of the storyline over HTTP, under a simulated clock.

Everything but the clock is real: fetching, parsing in worker processes, judging, the database, the outbox, the history
file. The clock jumps from one poll to the next, so four weeks pass in seconds.
"""

import asyncio
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import resources
from ipaddress import ip_network
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.app import App, open_app
from bot.chat.terminal import TerminalSender
from bot.config import Settings
from bot.demo.outlets import Outlets
from bot.demo.storyline import Storyline, load_storyline
from bot.errors import WrongInput
from bot.monitor.decide import Decision
from bot.monitor.rulebook import FeedSpec
from bot.monitor.rules import Verdict
from bot.monitor.stories import Relation
from bot.rulebooks import Rulebooks, load_rulebooks
from bot.store.feeds import Feed
from bot.store.folder import DATABASE
from bot.store.states import DeliveryState

READING = 0.6
"""Seconds that an alert stays alone on the screen."""


class SimulatedClock:
    """A clock that stands still until it is set."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """Return the simulated time, UTC."""
        return self._now

    def move_to(self, time: datetime) -> None:
        """Set the clock; it never goes back."""
        self._now = max(self._now, time)


def run_demo(state_dir: Path | None, *, pause: bool, console: Console | None = None) -> Path:
    """Play the storyline to its end and return the state folder.

    Args:
        state_dir: Where database and history file are left; None: a new temporary folder.
        pause: Wait a moment after each alert, for reading.
        console: Where it is printed; None: standard output.

    Raises:
        WrongInput: The folder holds a database already: invented news would mingle with what it knows.
    """
    if state_dir and (state_dir / DATABASE).exists():
        raise WrongInput(f"{state_dir} holds a {DATABASE} already; name a new folder for the demo")
    folder = state_dir or Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
    console = console or Console(highlight=False)
    asyncio.run(_play(load_storyline(), folder, console, READING if pause and console.is_terminal else 0))
    return folder


async def _play(storyline: Storyline, folder: Path, console: Console, pause: float) -> None:
    clock = SimulatedClock(storyline.start)
    settings = Settings.model_construct(state_dir=folder, allow_nets=(ip_network("127.0.0.0/8"),))
    console.print(f"[bold]{storyline.title}[/bold]: an invented storyline of {len(storyline.outlets)} outlets")
    console.print(f"The clock is simulated; everything else is real. State folder: {folder}\n", soft_wrap=True)
    async with (
        Outlets(storyline, clock) as outlets,
        open_app(settings, _rulebooks(storyline, outlets), clock=clock) as app,
    ):
        await app.use_terminal(TerminalSender(console))
        while clock() <= storyline.end + timedelta(hours=12):
            await _step(app, clock, console, pause)
        counts = await app.db(app.store.outbox.counts)
        console.print(f"\nThe end: {counts[DeliveryState.SENT]} alerts. Next, for example:")
        console.print(f"  tocsin history --state {folder}", soft_wrap=True)


def _rulebooks(storyline: Storyline, outlets: Outlets) -> Rulebooks:
    """Return the demo's rulebook, with the addresses at which the outlets can be read this time."""
    with resources.as_file(resources.files("bot.demo") / "rules") as folder:
        books = load_rulebooks(folder)
    feeds = tuple(
        FeedSpec(url=outlets.feed_address(outlet.key), name=outlet.domain, every=timedelta(hours=1), language="en")
        for outlet in storyline.outlets
    )
    return Rulebooks(books=tuple(replace(book, feeds=feeds) for book in books.books), problems=books.problems)


async def _step(app: App, clock: SimulatedClock, console: Console, pause: float) -> None:
    """Move the clock to the next poll, poll what is due, and deliver."""
    due_at = await app.db(app.store.feeds.next_due_at)
    clock.move_to(due_at or clock() + timedelta(hours=1))
    for feed in await app.db(app.store.feeds.due, clock(), 100):
        taken = await app.poll(feed)
        for decision in taken.decisions:
            (why_silent,) = await app.db(app.store.articles.named, [_why_silent(decision)])
            console.print(_progress(clock(), feed, decision, why_silent), soft_wrap=True)
        if taken.alerts:
            console.print()
            await _deliver_all(app, clock)
            await asyncio.sleep(pause)


async def _deliver_all(app: App, clock: SimulatedClock) -> None:
    """Deliver until nothing is left; a chat is sent one alert after the other, so the clock goes on a little."""
    while await app.db(app.store.outbox.next_due_at) is not None:
        await app.deliver()
        clock.move_to(clock() + timedelta(seconds=1))


def _progress(now: datetime, feed: Feed, decision: Decision, why_silent: str) -> Text:
    """Return one line: when, who, what, and what became of it."""
    line = Text(f"{now:%d %b %H:%M}  ", style="dim")
    line.append(f"{feed.title}: ", style="cyan")
    line.append(decision.article.title)
    if decision.alerts:
        line.append("  rings", style="bold green")
    else:
        line.append(f"  silent: {why_silent}", style="dim")
    return line


def _why_silent(decision: Decision) -> str:
    if decision.judgement.relation is Relation.COPY:
        return decision.judgement.reason
    silences = [outcome for outcome in decision.outcomes if outcome.verdict is not Verdict.NO_MATCH]
    if not silences:
        return "no rule is met"
    return "; ".join(dict.fromkeys(f"{outcome.verdict.words}: {outcome.reason}" for outcome in silences))
