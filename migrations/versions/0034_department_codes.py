"""T01 and t01 are one code of a department, as people type it and as files have it.

Which of two is to be written otherwise, only the office knows: where there are such departments, nothing is
changed, and whoever upgrades is told which they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.errors import Refused

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

NAME, TABLE, KEY = "uq_department_code_key", "department", "code_key"


def upgrade() -> None:
    """Refused: "department.codes_doubled", with the codes."""
    if doubled := _doubled():
        raise Refused("department.codes_doubled", codes="; ".join(map(", ".join, doubled)))
    stored = op.get_bind().dialect.name == "postgresql"  # which computes no column at reading
    op.add_column(TABLE, sa.Column(KEY, sa.Text(), sa.Computed("lower(code)", persisted=stored)))
    op.create_index(NAME, TABLE, [KEY], unique=True)


def downgrade() -> None:
    """Let codes differ in case alone again."""
    op.drop_index(NAME, table_name=TABLE)
    op.drop_column(TABLE, KEY)


def _doubled() -> list[list[str]]:
    """The codes that differ in case alone, together."""
    code = sa.column("code", sa.Text())
    codes: dict[str, list[str]] = {}
    for (one,) in op.get_bind().execute(sa.select(code).select_from(sa.table(TABLE)).order_by(code)):
        codes.setdefault(one.lower(), []).append(one)
    return [several for several in codes.values() if len(several) > 1]
