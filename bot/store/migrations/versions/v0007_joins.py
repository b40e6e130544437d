"""Corrections also of reports: how each article had been taken for the other."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("corrections", sa.Column("relation", sa.String(16), server_default="copy", nullable=False))
