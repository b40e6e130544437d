"""How often the end of a delivery was unknown."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("doubts", sa.Integer(), server_default="0", nullable=False))
