"""The sender for Telegram: one `sendMessage` (or `sendPhoto`), and what each of its many failures means.

The order of the cases matters: `BadRequest` and `TimedOut` are subclasses of `NetworkError`. There is no
idempotency key, so a request that may have reached Telegram is `Uncertain`, never sent again blindly.
"""

import os
from datetime import timedelta
from typing import Any

import httpx
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MessageEntity,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.message import Message
from bot.chat.sender import ELSEWHERE, Migrated, Outcome, Refusal, Refused, Retry, Sent, Uncertain
from bot.logs import redact
from bot.store.chats import Chat
from bot.store.states import Platform

# Without it the library warns, at each 429, that the type of `retry_after` will change.
os.environ.setdefault("PTB_TIMEDELTA", "1")

UNREACHABLE_PAUSE = 5.0
"""Seconds to wait when Telegram cannot be reached at all."""
WRONG_TOKEN_PAUSE = 60.0
"""Seconds to wait when Telegram does not accept the token (any more); the operator has to act."""
GENERAL_TOPIC = 1
"""The forum topic "General": messages to it are sent without a thread, with one they are refused."""

_REFUSALS = {
    Refusal.TOPIC_CLOSED: ("thread not found", "topic_closed", "topic_deleted", "topic_id_invalid", "topic is closed"),
    Refusal.CHAT_GONE: ("chat not found", "user not found", "peer_id_invalid", "chat was deactivated", "was deleted"),
    Refusal.BLOCKED: ("rights", "write_forbidden", "chat_restricted", "administrator", "not a member", "was kicked"),
    Refusal.BAD_MESSAGE: (
        "entit", "photo", "image", "caption", "too long", "too_long", "button", "url", "is empty", "reply markup",
        "utf-8",
    ),
}  # fmt: skip
"""Parts of Telegram's descriptions of a 400, held against them in this order."""


def to_telegram(message: Message) -> dict[str, Any]:
    """Return a message as arguments of `send_message` and `edit_message_text`."""
    rows = [
        [InlineKeyboardButton(button.text, callback_data=button.data or None, url=button.url or None) for button in row]
        for row in message.buttons
    ]
    markup = InlineKeyboardMarkup(rows) if rows else ForceReply(selective=True) if message.ask else None
    return {
        "text": message.text,
        "entities": [
            MessageEntity(type=str(span.style), offset=span.start, length=span.length, url=span.url or None)
            for span in message.spans
        ],
        "reply_markup": markup,
        "link_preview_options": LinkPreviewOptions(is_disabled=True),
    }


def to_photo(message: Message) -> dict[str, Any]:
    """Return a message with a picture as arguments of `send_photo`."""
    values = to_telegram(message)
    return {
        "photo": InputFile(message.picture, filename="picture.png"),
        "caption": values["text"],
        "caption_entities": values["entities"],
        "reply_markup": values["reply_markup"],
    }


class TelegramSender:
    """Sends through a bot that has been initialised."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Send the message and say what became of it."""
        if chat.platform is not Platform.TELEGRAM:
            return ELSEWHERE
        thread = None if chat.thread == GENERAL_TOPIC or chat.topic_closed else chat.thread
        try:
            if message.picture:
                sent = await self._bot.send_photo(chat.address, message_thread_id=thread, **to_photo(message))
            else:
                sent = await self._bot.send_message(chat.address, message_thread_id=thread, **to_telegram(message))
        except TelegramError as error:
            return outcome_of(error)
        return Sent(message_id=sent.message_id)


def outcome_of(error: TelegramError) -> Outcome:
    """Return what a failed request means for its message; the reason never holds the request's address or the token."""
    match error:
        case RetryAfter():
            return Retry(after=_seconds(error), reason=f"Telegram asks to wait {_seconds(error):.0f} s")
        case ChatMigrated():
            return Migrated(address=error.new_chat_id)
        case Forbidden():
            return Refused(kind=Refusal.BLOCKED, reason=redact(error.message))
        case InvalidToken():
            return Retry(after=WRONG_TOKEN_PAUSE, reason="Telegram does not accept the bot's token", whole_bot=True)
        case BadRequest():
            return Refused(kind=_refusal(error.message), reason=redact(error.message))
        case NetworkError():
            return _lost(error)
        case Conflict():
            return Retry(after=UNREACHABLE_PAUSE, reason=redact(error.message), whole_bot=True)
    return Uncertain(reason=f"Telegram's answer was not understood: {redact(error.message)}")


def _lost(error: NetworkError) -> Outcome:
    """Return what it means that no answer came: nothing was sent when there was no connection, else nobody knows."""
    cause = error.__cause__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
        reason = f"Telegram cannot be reached: {type(cause).__name__}"
        return Retry(after=UNREACHABLE_PAUSE, reason=reason, whole_bot=True)
    if isinstance(error, TimedOut):
        return Uncertain(reason="no answer from Telegram in time")
    return Uncertain(reason=type(cause).__name__ if isinstance(cause, httpx.HTTPError) else redact(error.message))


def _refusal(description: str) -> Refusal:
    text = description.casefold()
    return next((kind for kind, parts in _REFUSALS.items() if any(part in text for part in parts)), Refusal.OTHER)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
