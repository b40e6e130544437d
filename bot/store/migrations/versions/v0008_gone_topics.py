"""Of each subscription: what its topic was called, since when the topic is gone, and when the chat was told so."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("title", sa.Text(), server_default="", nullable=False))
    op.add_column("subscriptions", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("subscriptions", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
