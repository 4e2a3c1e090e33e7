"""No two departments that exist have the same name: files call them by it.

Which of two is to be called otherwise, only the office knows: where there are such departments, nothing is
changed, and whoever upgrades is told which they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sotong.core.errors import Refused

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NAME, TABLE = "uq_department_name_in_being", "department"
IN_BEING = sa.text("closed_on IS NULL")


def upgrade() -> None:
    """Refused: "department.names_doubled", with their names and codes."""
    if doubled := _doubled():
        told = "; ".join(f"{name} ({', '.join(codes)})" for name, codes in doubled.items())
        raise Refused("department.names_doubled", names=told)
    op.create_index(NAME, TABLE, ["name"], unique=True, sqlite_where=IN_BEING, postgresql_where=IN_BEING)


def downgrade() -> None:
    """Let them share a name again."""
    op.drop_index(NAME, table_name=TABLE)


def _doubled() -> dict[str, list[str]]:
    """The codes of the departments that share a name, by the name."""
    name_column, code_column = sa.column("name", sa.Text()), sa.column("code", sa.Text())
    query = sa.select(name_column, code_column).select_from(sa.table(TABLE)).where(IN_BEING)
    codes: dict[str, list[str]] = {}
    for name, code in op.get_bind().execute(query.order_by(code_column)):
        codes.setdefault(name, []).append(code)
    return {name: several for name, several in codes.items() if len(several) > 1}
