"""Departments, officers, and their dated appointments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "appointments overlap"

# Two appointments clash when they share a day and would give a department two primary officers, an officer
# two departments, or an officer two parts in one department.
CLASH = """
  SELECT 1 FROM appointment AS other
  WHERE other.id <> NEW.id
    AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on)
    AND (NEW.ends_on IS NULL OR NEW.ends_on > other.starts_on)
    AND (
      (other.kind = 'primary' AND NEW.kind = 'primary'
        AND (other.department_id = NEW.department_id OR other.officer_id = NEW.officer_id))
      OR (other.department_id = NEW.department_id AND other.officer_id = NEW.officer_id)
    )
"""

# The lock makes two sessions queue, so that neither can miss the other's row; appointments change rarely.
POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION appointments_never_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('appointment', 0));
  IF EXISTS ({CLASH}) THEN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Create the three tables, and the triggers that keep appointments from overlapping."""
    _department()
    _officer()
    _appointment()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_trigger()


def downgrade() -> None:
    """Drop the tables, whose triggers go with them."""
    for table in ("appointment", "officer", "department"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION appointments_never_overlap()")


def _department() -> None:
    op.create_table(
        "department",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", _enumeration("departmentkind", "office", "health", "dong"), nullable=False),
        sa.Column("bureau", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )


def _officer() -> None:
    op.create_table(
        "officer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name="email_is_lowercase"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _enumeration("appointmentkind", "primary", "deputy"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appointment_officer_id", "appointment", ["officer_id"])
    op.create_index("ix_appointment_department_id", "appointment", ["department_id"])
    open_primary = sa.text("ends_on IS NULL AND kind = 'primary'")
    op.create_index(
        "uq_appointment_one_open_primary",
        "appointment",
        ["department_id"],
        unique=True,
        sqlite_where=open_primary,
        postgresql_where=open_primary,
    )


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=32, name=name)


def _sqlite_triggers() -> None:
    for action in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER appointments_never_overlap_on_{action.lower()} BEFORE {action} ON appointment "
            f"WHEN EXISTS ({CLASH}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _postgresql_trigger() -> None:
    op.execute(POSTGRESQL_FUNCTION)
    op.execute(
        "CREATE TRIGGER appointments_never_overlap BEFORE INSERT OR UPDATE ON appointment "
        "FOR EACH ROW EXECUTE FUNCTION appointments_never_overlap()"
    )
