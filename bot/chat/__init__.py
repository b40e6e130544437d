"""The chat: commands in, messages out. The only package that knows Telegram.

::

    outbox -> delivery -> render -> message -> sender (a port) -> telegram_sender | terminal
    Telegram -> telegram_app -> desk, access -> commands/ -> message -> telegram_app -> Telegram

`message` is text that nothing can be injected into; `commands/` answers one command with one message and knows nothing
of Telegram's library, so that it can be tested without it.
"""
