"""People from the command line: the same import path as the pages'."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from sotong.people import jobs
from sotong.people.models import Account, Department, Officer
from tests.browsers import Browser
from tests.factories.people import make_account

DEPARTMENTS = "code,name,name_en,kind,bureau\nA01,징수과,Tax,office,재정국\n"
OFFICERS = "code,name,email,starts_on\nA01,김소통,kim@go.kr,2026-01-01\n"
MISSPELT = "부서코드,이름,이메일,시작일,전화 번\nA01,김소통,kim@go.kr,2026-01-01,02-123-0001\n"


def test_files_are_imported_all_or_nothing_and_once(
    session: Session, now: datetime, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    departments, officers = work / "departments.csv", work / "officers.csv"
    departments.write_text(DEPARTMENTS, encoding="utf-8")
    officers.write_text(OFFICERS, encoding="utf-8")
    assert jobs.import_departments(departments, dry_run=True) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Department)) == 0
    assert jobs.import_departments(departments) == 0
    assert jobs.import_officers(officers) == 0
    assert jobs.import_officers(officers) == 0
    officers.write_text(MISSPELT, encoding="utf-8")
    assert jobs.import_officers(officers) == 0
    told = capsys.readouterr()
    assert told.err == "다음 열은 읽지 않았습니다: 전화 번\n"
    assert told.out.splitlines() == [
        "등록 1, 변경 0, 폐지 0",
        "등록 1, 변경 0, 폐지 0",
        "사람 등록 1, 변경 0, 배치 1, 시작일 고침 0, 종료 0",
        "바꿀 것이 없습니다.",
        "바꿀 것이 없습니다.",
    ]


def test_what_is_wrong_is_named_by_file_line_and_column(
    session: Session, now: datetime, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = work / "officers.csv"
    file.write_text(OFFICERS + "A01,=1,lee@go.kr,2026-01-01\n", encoding="utf-8")
    assert jobs.import_officers(file) == 2
    file.write_text(OFFICERS, encoding="utf-8")
    assert jobs.import_officers(file) == 2
    assert jobs.import_officers(work / "none.csv") == 2
    said = capsys.readouterr().err.splitlines()
    places = [line.partition(": ")[0] for line in said]
    assert places == [
        f"{file}:2:code",
        f"{file}:3:code",
        f"{file}:3:name",
        f"{file}:2:code",
        f"{work / 'none.csv'}",
    ]
    assert session.scalar(sa.select(sa.func.count()).select_from(Officer)) == 0


def test_the_first_admin_comes_in_by_a_link(
    session: Session, client: Browser, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    assert jobs.invite_admin("Boss", "홍보과장", public_url="https://sns.example.go.kr") == 0
    link = capsys.readouterr().out.strip()
    password = {"new": "correct horse battery", "again": "correct horse battery"}
    assert client.post(link.removeprefix("https://sns.example.go.kr"), data=password).status_code == 302
    account = session.scalars(sa.select(Account)).one()
    assert (account.login, account.role) == ("boss", Role.ADMIN)
    assert jobs.invite_admin("boss", "홍보과장", public_url="https://sns.example.go.kr") == 0
    assert jobs.invite_admin("a b", "홍보과장", public_url="https://sns.example.go.kr") == 2
    make_account(session, Role.JUDGE, login="judge.kim")
    assert jobs.invite_admin("judge.kim", "김", public_url="https://sns.example.go.kr") == 2
