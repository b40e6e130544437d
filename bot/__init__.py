"""Tocsin: watches news feeds and rings when something happens.

Where things are, in the order in which an article meets them::

    feeds/     URLs -> items           the only package that talks to the web
    monitor/   article -> decision     pure: near-duplicates, facts, rules, and why
    store/     decisions -> database   the only package that runs SQL; writes the history file
    chat/      alerts -> Telegram      commands in, messages out
    pipeline   one poll, from items to a committed transaction
    app        everything wired together, and the few ticks that drive it
    cli        the command line
"""

__version__ = "0.1.0"
