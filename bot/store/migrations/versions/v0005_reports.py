"""When a feed last brought something new, and who was told of trouble with it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("feeds", sa.Column("last_new_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE feeds SET last_new_at = (SELECT max(fetched_at) FROM articles WHERE feed_id = feeds.id)")
    op.create_table(
        "feed_reports",
        sa.Column("feed_id", Id, nullable=False),
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("trouble", sa.String(16), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_feed_reports_chat_id"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_feed_reports_feed_id"),
        sa.PrimaryKeyConstraint("feed_id", "chat_id", name="pk_feed_reports"),
    )
    op.create_index("ix_feed_reports_chat_id", "feed_reports", ["chat_id"])
