"""Alembic's entry: runs the missing revisions in the transaction that `bot.store.database` opened."""

from alembic import context

from bot.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
