"""Two people do the same thing at the same moment, each in a browser of her own."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.core.permissions import Role
from sotong.people.models import Account, Appointment
from tests.browsers import Browser
from tests.factories.people import make_account, make_department, make_officer

BrowserOf = Callable[[Role], Browser]
PASSWORD = "correct horse battery"


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Start all together; return the status that each got, in order of number."""
    start, statuses = threading.Barrier(len(acts)), list[int]()

    def run(act: Callable[[], int]) -> None:
        start.wait()
        statuses.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def poster(browser: Browser, path: str, typed: dict[str, str]) -> Callable[[], int]:
    return lambda: browser.post(path, data=typed).status_code


def test_of_two_new_officers_of_a_department_one_is_appointed(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    there = make_department(session)
    acts = [
        poster(
            browser(Role.ADMIN),
            f"/departments/{there.id}/appoint",
            {"officer": str(make_officer(session).id), "kind": "primary", "starts_on": "2026-12-01"},
        )
        for _ in range(4)
    ]
    assert at_once(*acts) == [302, 409, 409, 409]
    session.rollback()
    chosen = sa.select(sa.func.count()).where(Appointment.department_id == there.id)
    assert session.scalar(chosen) == 1


def test_two_admins_who_disable_each_other_leave_one(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    one, other = browser(Role.ADMIN), browser(Role.ADMIN)
    at_once(
        poster(one, f"/accounts/{other.account_id}/disable", {}),
        poster(other, f"/accounts/{one.account_id}/disable", {}),
    )
    session.rollback()
    active = sa.select(sa.func.count()).where(Account.role == Role.ADMIN, Account.disabled_at.is_(None))
    assert session.scalar(active) == 1


def test_an_invitation_is_used_once_however_often_it_is_pressed(
    app: Flask, browser: BrowserOf, session: Session, now: datetime
) -> None:
    judge = make_account(session, Role.JUDGE)
    shown = browser(Role.ADMIN).post(f"/accounts/{judge.id}/invite").text
    found = re.search(r"/invitations/[\w-]+", shown)
    assert found is not None
    typed = {"new": PASSWORD, "again": PASSWORD}
    statuses = at_once(*(poster(Browser(app), found[0], typed) for _ in range(4)))
    assert statuses[0] == 302
    assert set(statuses[1:]) <= {409, 410}


def test_a_file_confirmed_twice_at_once_is_imported_once(
    browser: BrowserOf, session: Session, now: datetime
) -> None:
    admin = browser(Role.ADMIN)
    body = (
        b'--limit\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        b"code,name,kind,bureau\nA01,Tax,office,B\r\n--limit--\r\n"
    )
    admin.post("/departments/import", data=body, content_type="multipart/form-data; boundary=limit")
    seen = re.search(r'value="([0-9a-f]{64})"', admin.get("/departments/import/preview").text)
    assert seen is not None
    act = poster(admin, "/departments/import/preview", {"seen": seen[1]})
    copies = [act, poster(_copy_of(admin), "/departments/import/preview", {"seen": seen[1]})]
    assert 302 in at_once(*copies)
    assert admin.get("/departments").text.count('<th scope="row">') == 1


def _copy_of(browser: Browser) -> Browser:
    copy = Browser(browser.application)
    with browser.session_transaction() as cookie:
        held = dict(cookie)
    with copy.session_transaction() as cookie:
        cookie.update(held)
    return copy
