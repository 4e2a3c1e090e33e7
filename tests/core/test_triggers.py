"""Append-only tables refuse every change, until a migration lets them go."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.core.triggers import make_append_only, make_changeable


@pytest.mark.parametrize("change", ["UPDATE scrap SET word = 'y'", "DELETE FROM scrap"])
def test_an_append_only_table_grows_and_never_changes(session: Session, change: str) -> None:
    with transaction() as writing:
        writing.execute(sa.text("CREATE TABLE scrap (word TEXT)"))
        make_append_only(writing.connection(), "scrap")
        writing.execute(sa.text("INSERT INTO scrap VALUES ('x')"))
    with pytest.raises(sa.exc.DBAPIError, match="scrap is append-only"), transaction() as writing:
        writing.execute(sa.text(change))
    assert session.scalars(sa.text("SELECT word FROM scrap")).all() == ["x"]
    with transaction() as writing:
        make_changeable(writing.connection(), "scrap")
        writing.execute(sa.text(change))
