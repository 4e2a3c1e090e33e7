"""Telling people: with the change or not at all, once, and nothing but a title and a link."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.assignments.rules import Act
from sotong.assignments.telling import kind_of
from sotong.core.db import db, transaction
from sotong.core.labels import NOTICES
from sotong.notices import services
from sotong.notices.models import Notice
from tests.source_code import MODULES, calls_in, tree_of

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _told(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Notice)) or 0


def test_everybody_is_told_once_and_only_if_the_change_is_made(app: Flask) -> None:
    people = [uuid4() for _ in range(54)]

    def tell(*more: object) -> int:
        return services.queue(
            session, to=people[: len(people) - len(more)], kind="notice.trial", facts={}, link="/notices",
            dedupe_key="trial", now=NOW,
        )  # fmt: skip

    with app.app_context():
        with pytest.raises(RuntimeError), transaction() as session:
            tell()
            raise RuntimeError
        assert _told(db.session()) == 0
        with transaction() as session:
            assert tell("but one") == 53
            assert tell() == 1
            assert tell() == 0
        assert _told(db.session()) == 54


@pytest.mark.parametrize(
    ("kind", "link"),
    [("no.such", "/notices"), ("notice.trial", "https://elsewhere.example"), ("notice.trial", "//elsewhere")],
)
def test_what_has_no_sentence_or_leads_elsewhere_is_a_mistake_of_the_caller(kind: str, link: str) -> None:
    with pytest.raises(ValueError, match=r"kind|path"):
        services.queue(Session(), to=[uuid4()], kind=kind, facts={}, link=link, dedupe_key="x", now=NOW)


def test_every_kind_that_is_told_has_its_sentence() -> None:
    kinds = set()
    for module in MODULES:
        for call in calls_in(tree_of(module), "queue", "announce"):
            given = {word.arg: word.value for word in call.keywords}
            if isinstance(kind := given.get("kind"), ast.Constant):
                kinds.add(kind.value)
    kinds |= {
        kind_of(kind, act)
        for kind in ("assignment.given", "assignment.due_soon", "assignment.late")
        for act in Act
    }
    assert {"assignment.given", "assignment.given.post", "assignment.rejected", "notice.trial"} <= kinds
    assert kinds - set(NOTICES) == set()
