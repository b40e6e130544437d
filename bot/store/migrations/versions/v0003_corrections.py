"""Corrections: copies that a reader said are none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", Id, nullable=False),
        sa.Column("article_id", Id, nullable=False),
        sa.Column("copy_of", Id, nullable=False),
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("article_id", "chat_id", name="uq_corrections_article_id_chat_id"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_corrections_article_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_corrections_chat_id"),
        sa.ForeignKeyConstraint(["copy_of"], ["articles.id"], name="fk_corrections_copy_of"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_chat_id", "corrections", ["chat_id"])
    op.create_index("ix_corrections_copy_of", "corrections", ["copy_of"])
