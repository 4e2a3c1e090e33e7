"""Migrations: they equal the models, go up and down one by one, and keep the data of the tables that stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from sotong.core.db import Base, db, transaction
from sotong.core.errors import Refused
from sotong.results import services as results
from sotong.web import schema
from sotong.web.app import shipped
from tests.factories.contests import MAKER
from tests.factories.results import make_judged

SCRIPTS = ScriptDirectory(str(shipped("migrations")))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]
"""From the newest down to the first."""
OLD_DEPARTMENT = sa.table(
    "department",
    sa.column("id", sa.Uuid()),
    *(sa.column(name, sa.Text()) for name in ("code", "name", "name_en", "kind", "bureau")),
)


@pytest.fixture
def engine(app: Flask) -> Iterator[sa.Engine]:
    with app.app_context():
        yield db.engine


def _differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Alembic read the scripts once, not again for each of a hundred steps."""
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _config: SCRIPTS)


def _rows(engine: sa.Engine) -> dict[str, int]:
    names = [name for name in sa.inspect(engine).get_table_names() if name != "alembic_version"]
    if not names:
        return {}
    counts = [sa.select(sa.literal(name), sa.func.count()).select_from(sa.table(name)) for name in names]
    with engine.connect() as connection:
        return {str(row[0]): int(row[1]) for row in connection.execute(sa.union_all(*counts))}


def test_there_is_one_line_of_migrations() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert [script.revision for script in SCRIPTS.walk_revisions()] == sorted(REVISIONS, reverse=True)


def test_the_models_equal_the_migrations(engine: sa.Engine) -> None:
    assert _differences(engine) == []


@pytest.mark.usefixtures("read_once")
def test_each_migration_goes_down_and_up_again_with_data(
    app: Flask, engine: sa.Engine, now: datetime
) -> None:
    judged = make_judged(app, db.session(), now=now)
    with transaction() as session:
        results.make_tally(session, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
        results.publish(session, judged.contest_id, actor_id=MAKER, now=judged.after_judging)
    db.session.remove()
    full = _rows(engine)
    for revision in REVISIONS:
        below = SCRIPTS.get_revision(revision).down_revision
        schema.downgrade(engine, str(below or "base"))
        left = _rows(engine)
        assert left == {name: full[name] for name in left}
        if below:
            schema.upgrade(engine, revision)
            again = _rows(engine)
            assert {name: again[name] for name in left} == left
            schema.downgrade(engine, str(below))
    assert _rows(engine) == {}
    schema.upgrade(engine)
    assert _differences(engine) == []
    assert set(_rows(engine)) == set(full)


@pytest.mark.usefixtures("read_once")
def test_codes_that_differ_in_case_alone_are_told_and_stay_until_the_office_has_changed_them(
    engine: sa.Engine,
) -> None:
    schema.downgrade(engine, "0033")
    for code in ("T01", "t01", "B1", "T02"):
        with engine.begin() as connection:
            row = {
                "id": uuid4(),
                "code": code,
                "name": f"{code}과",
                "name_en": "",
                "kind": "office",
                "bureau": "국",
            }
            connection.execute(sa.insert(OLD_DEPARTMENT), row)
    with pytest.raises(Refused) as told:
        schema.upgrade(engine)
    assert told.value.reason == "department.codes_doubled"
    assert set(str(told.value.facts["codes"]).split(", ")) == {"T01", "t01"}
    with engine.begin() as connection:
        connection.execute(sa.update(OLD_DEPARTMENT).where(OLD_DEPARTMENT.c.code == "t01").values(code="T03"))
    schema.upgrade(engine)
    with engine.connect() as connection:
        keys = connection.execute(sa.text("SELECT code_key FROM department ORDER BY code_key")).scalars()
        assert list(keys) == ["b1", "t01", "t02", "t03"]
