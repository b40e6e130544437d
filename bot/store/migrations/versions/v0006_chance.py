"""How likely each stored fact is, so that what does not count live is no step of a timeline either."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("facts", sa.Column("chance", sa.Float(), server_default="1", nullable=False))
