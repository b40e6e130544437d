"""The store: remembers. The only package that runs SQL; it also writes the alert history file.

Two transactions carry the promise that no alert is lost and none is raised twice::

    T1  polls     articles, facts, alerts, one outbox row per chat, the feed's validators: all or nothing
    T2  outbox    pending -> sending -> sent | uncertain | failed | held, each step committed by itself

Each concept has one module with its frozen values and its SQL; `store.Store` holds them together::

    feeds  articles  chats (watches, moves)  alerts  outbox  history (projection)  meta

Below them: `schema` (the tables), `columns` (how values lie in them), `database` (transactions, opening, migrations).
Everything is synchronous and is meant to be called from one thread; there is one writer per state folder (`lock`).
"""
