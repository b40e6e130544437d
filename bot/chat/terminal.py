"""The sender for the terminal: alerts as they would look in Telegram, for a run without a token and for the demo."""

import asyncio

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.chat.message import Message, Span, Style, units
from bot.chat.sender import ELSEWHERE, Outcome, Sent
from bot.store.chats import Chat
from bot.store.states import Platform

_STYLES = {Style.BOLD: "bold", Style.ITALIC: "italic", Style.CODE: "cyan", Style.PRE: "cyan", Style.LINK: "underline"}


class TerminalSender:
    """Prints each message to a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = asyncio.Lock()

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Print the message; a terminal always accepts what is meant for it."""
        if chat.platform is not Platform.TERMINAL:
            return ELSEWHERE
        async with self._lock:
            self._console.print(Padding(to_rich(message), (0, 0, 1, 0)))
        return Sent()


def to_rich(message: Message) -> Text:
    """Return a message as styled text for rich, its buttons as a last line."""
    text = Text(message.text)
    for span in message.spans:
        start, end = _index(message.text, span.start), _index(message.text, span.start + span.length)
        text.stylize(_STYLES[span.style] + _target(span), start, end)
    for row in message.buttons:
        text.append("\n")
        for button in row:
            text.append(f"[{button.text}]", "blue" + (f" link {button.url}" if button.url else "")).append(" ")
    return text


def _target(span: Span) -> str:
    return f" link {span.url}" if span.url else ""


def _index(text: str, place: int) -> int:
    """Return the index of a place that is counted in UTF-16 units."""
    if text.isascii():
        return place
    index = 0
    while place > 0 and index < len(text):
        place -= units(text[index])
        index += 1
    return index
