"""The states that rows go through, and the platforms that chats live on."""

from enum import StrEnum


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    GONE = "gone"
    """Its server says that it is gone for good (410)."""
    REMOVED = "removed"
    """Nobody wants it any more; its articles stay."""


class Platform(StrEnum):
    """Where a chat lives."""

    TELEGRAM = "telegram"
    TERMINAL = "terminal"


class ChatState(StrEnum):
    """Whether a chat can be written to."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """It blocked or removed the bot; everything of it is kept, and its deliveries are held."""


class DeliveryState(StrEnum):
    """How far the way of one alert to one chat has come.

    ::

        pending ──claim──> sending ──> sent
           ^  │               ├──────> failed
           │  ├──> held       ├──────> pending (retry)
           │  └──> muted      └──────> uncertain ──> pending, marked as a repeat
           └── held                              └─> uncertain for good (policy "hold")
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """Whether Telegram accepted it is unknown."""
    FAILED = "failed"
    HELD = "held"
    """Its chat is suspended; it goes out when the chat is back."""
    MUTED = "muted"
    """The chat muted the story."""


ON_THEIR_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
"""The states of a delivery that is to be sent as soon as it can; an uncertain one only until it is settled."""


class Joining(StrEnum):
    """How an alert may be put into one message with others of its chat."""

    FREE = "free"
    """By itself, unless more wait than the limit."""
    MISSED = "missed"
    """In one digest with the others that were held while the chat was away."""
    ALONE = "alone"
    """Never with others: a message that it was in was refused."""
