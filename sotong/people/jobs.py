"""The people room from the command line: the same imports as the pages', and the first admin's way in."""

from __future__ import annotations

import sys
from pathlib import Path

from flask_babel import gettext as _

from sotong.core import clock
from sotong.core.complaints import complain, mention_ignored
from sotong.core.db import db, transaction
from sotong.core.errors import Refused
from sotong.core.labels import sentence
from sotong.core.tables import Problem, TableInvalid
from sotong.people import rules
from sotong.people.imports import DepartmentPlan
from sotong.people.services import accounts, importing
from sotong.people.services.importing import Plan, Subject, Upload

DONE, BAD_INPUT = 0, 2


def import_departments(path: Path, *, complete: bool = False, dry_run: bool = False) -> int:
    """Import departments from a file; print what is done or wrong, and return the exit code (0 or 2).

    A `complete` file dissolves what it does not name. A dry run changes nothing.
    """
    return _import(Subject.DEPARTMENTS, path, complete=complete, dry_run=dry_run)


def import_officers(path: Path, *, complete: bool = False, dry_run: bool = False) -> int:
    """Import officers from a file; as `import_departments`. A `complete` file ends what it does not name."""
    return _import(Subject.OFFICERS, path, complete=complete, dry_run=dry_run)


def invite_admin(login: str, name: str, *, public_url: str) -> int:
    """Make an admin's account and print the link that opens it: an office's first account has no other way.

    For a login that is an admin's already, the link is a fresh one. Returns the exit code (0 or 2).
    """
    if not rules.LOGIN.fullmatch(login.lower()) or not name.strip():
        return _stop(_("로그인 이름은 영문자와 숫자로 된 아이디나 전자우편 주소로 입력해 주십시오."))
    try:
        with transaction() as session:
            token = accounts.open_admin(session, login=login, name=name.strip(), now=clock.now())
    except Refused as refused:
        return _stop(sentence(refused.reason, **refused.facts))
    _say(f"{public_url}/invitations/{token}")
    return DONE


def _import(subject: Subject, path: Path, *, complete: bool, dry_run: bool) -> int:
    try:
        content = path.read_bytes()
    except OSError as wrong:
        return _stop(f"{path}: {wrong.strerror}")
    try:
        upload = importing.read_upload(subject, path.name, content, complete=complete)
    except TableInvalid as invalid:
        return _complain(path, invalid.problems)
    mention_ignored(upload.table.ignored)
    if dry_run:
        return _told(path, importing.plan(db.session(), upload, now=clock.now()))
    return _applied(path, upload)


def _applied(path: Path, upload: Upload) -> int:
    with transaction() as session:
        plan = importing.plan(session, upload, now=clock.now())
        if not plan.problems:
            importing.apply_upload(session, upload, seen=None, actor_id=None, now=clock.now())
    return _told(path, plan)


def _told(path: Path, plan: Plan) -> int:
    if plan.problems:
        return _complain(path, plan.problems)
    if plan.is_empty:
        _say(_("바꿀 것이 없습니다."))
    elif isinstance(plan, DepartmentPlan):
        counts = {"adds": len(plan.adds), "changes": len(plan.changes), "ends": len(plan.ends)}
        _say(_("등록 %(adds)d, 변경 %(changes)d, 폐지 %(ends)d", **counts))
    else:
        _say(
            _(
                "사람 등록 %(adds)d, 변경 %(changes)d, 배치 %(made)d, 시작일 고침 %(moves)d, 종료 %(ends)d",
                adds=len(plan.adds),
                changes=len(plan.changes),
                made=len(plan.appointments),
                moves=len(plan.moves),
                ends=len(plan.ends),
            )
        )
    return DONE


def _complain(path: Path, problems: tuple[Problem, ...]) -> int:
    complain(path, problems)
    return BAD_INPUT


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _stop(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return BAD_INPUT
