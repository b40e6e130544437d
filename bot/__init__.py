"""Tocsin: watches news feeds and rings when something happens.

Where things are, in the order in which an article meets them::

    feeds/     URLs -> items           the only package that talks to the web
    monitor/   article -> decision     pure: near-duplicates, facts, rules, and why
    store/     decisions -> database   the only package that runs SQL; writes the history file
    chat/      alerts -> Telegram      commands in, messages out
    rulebooks  a folder of YAML -> rules
    pipeline   one poll, from items to a committed transaction
    app        everything wired together
    service    lets the app run: ticks, signals, Telegram
    desk       answers what chat commands ask of the app
    records    what the command line reads from a state folder
    replay     recorded articles through the same decisions
    demo/      an invented storyline, played to the real program
    cli        the command line
"""

__version__ = "0.1.0"
