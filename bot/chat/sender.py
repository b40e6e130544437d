"""The sender: the port through which messages leave, and what can become of one.

A refused or uncertain message is a value, never an exception: `delivery` decides what follows. `telegram_sender` and
`terminal` implement the port.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.chat.message import Message
from bot.store.chats import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It was accepted. `message_id` is the platform's, or None where messages have none."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """It surely did not arrive and may be sent again, `after` seconds. `whole_bot`: nothing else goes through now."""

    after: float
    reason: str
    whole_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """Nobody knows whether it arrived."""

    reason: str


class Refusal(StrEnum):
    """Why a message will not be accepted."""

    BLOCKED = "blocked"
    """The person blocked the bot, or it was removed or may not write here."""
    CHAT_GONE = "chat_gone"
    """There is no such chat (any more)."""
    BAD_MESSAGE = "bad_message"
    """Its entities, buttons or length are wrong; as plain text it may pass."""
    TOPIC_CLOSED = "topic_closed"
    """The forum topic is closed or deleted; the chat itself may be fine."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It did not arrive and never will as it is."""

    kind: Refusal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """It did not arrive: the group has become a supergroup with this address."""

    address: int


Outcome = Sent | Retry | Uncertain | Refused | Migrated


ELSEWHERE = Retry(after=600, reason="this chat lives on another platform than the one that this program now serves")
"""What a sender says of a chat that is not its own: nothing is lost, it waits until its platform is served again."""


class Sender(Protocol):
    """Sends one message to one chat."""

    async def send(self, chat: Chat, message: Message) -> Outcome:
        """Send the message and say what became of it. Never raises for what the platform answers."""
