"""What people may and may not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sotong.core.permissions import Role
from sotong.people import rules
from sotong.people.rules import Term

KIM, LEE, PARK = (UUID(int=n) for n in (1, 2, 3))
TAX, PARKS, LAW = (UUID(int=n) for n in (11, 12, 13))
JAN, MAR, JUN, SEP = (date(2026, month, 1) for month in (1, 3, 6, 9))
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def term(
    number: int,
    officer: UUID,
    department: UUID,
    starts_on: date,
    ends_on: date | None = None,
    *,
    primary: bool = True,
) -> Term:
    return Term(UUID(int=100 + number), officer, department, primary, starts_on, ends_on)


# Appointments


def test_a_new_officer_ends_the_one_before_on_the_day_she_starts() -> None:
    kim = term(1, KIM, TAX, JAN)
    lee = term(2, LEE, TAX, MAR)
    assert rules.why_not_appoint(lee, [kim]) is None
    assert rules.ended_by(lee, [kim]) == [kim]


def test_who_moves_leaves_the_old_department_on_that_day() -> None:
    there, here = term(1, KIM, TAX, JAN), term(2, KIM, LAW, MAR)
    assert rules.why_not_appoint(here, [there]) is None
    assert rules.ended_by(here, [there]) == [there]


def test_a_deputy_ends_nobody_and_may_serve_elsewhere_too() -> None:
    standing = [term(1, KIM, TAX, JAN), term(2, LEE, LAW, JAN), term(3, PARK, TAX, JAN, primary=False)]
    deputy = term(4, LEE, TAX, MAR, primary=False)
    assert rules.why_not_appoint(deputy, standing) is None
    assert rules.ended_by(deputy, standing) == []


def test_a_deputy_who_becomes_the_officer_is_deputy_no_more() -> None:
    deputy = term(1, LEE, TAX, JAN, primary=False)
    assert rules.ended_by(term(2, LEE, TAX, MAR), [deputy]) == [deputy]


@pytest.mark.parametrize(
    ("wanted", "standing", "reason"),
    [
        (term(2, LEE, TAX, MAR, MAR), None, "appointment.ends_before_start"),
        (term(2, LEE, TAX, MAR, JAN), None, "appointment.ends_before_start"),
        (term(2, LEE, TAX, MAR), term(1, KIM, TAX, JAN, JUN), "appointment.department_taken"),
        (term(2, LEE, TAX, JAN), term(1, KIM, TAX, MAR), "appointment.department_taken"),
        (term(2, LEE, TAX, MAR), term(1, KIM, TAX, MAR), "appointment.department_taken"),
        (term(2, KIM, LAW, MAR), term(1, KIM, TAX, JAN, JUN), "appointment.officer_elsewhere"),
        (term(2, KIM, TAX, MAR), term(1, KIM, TAX, JAN, JUN), "appointment.already"),
        (term(2, KIM, TAX, JAN, primary=False), term(1, KIM, TAX, MAR), "appointment.already"),
        (term(2, LEE, TAX, JUN), term(1, KIM, TAX, JAN, JUN), None),
        (term(2, LEE, TAX, JAN, MAR), term(1, KIM, TAX, MAR), None),
    ],
)
def test_what_is_dated_gives_no_way(wanted: Term, standing: Term | None, reason: str | None) -> None:
    assert rules.why_not_appoint(wanted, [standing] if standing else []) == reason


def test_nobody_serves_a_department_that_is_no_more() -> None:
    assert rules.why_not_appoint(term(1, KIM, TAX, JAN), [], MAR) == "appointment.department_closed"
    assert rules.why_not_appoint(term(1, KIM, TAX, MAR, JUN), [], MAR) == "appointment.department_closed"
    assert rules.why_not_appoint(term(1, KIM, TAX, JAN, MAR), [], MAR) is None


TERMS = st.builds(
    lambda number, officer, department, primary, starts_on, length: Term(
        UUID(int=number),
        officer,
        department,
        primary,
        starts_on,
        None if length is None else starts_on + timedelta(days=length),
    ),
    st.integers(1, 2**64),
    st.sampled_from([KIM, LEE, PARK]),
    st.sampled_from([TAX, PARKS, LAW]),
    st.booleans(),
    st.dates(date(2026, 1, 1), date(2026, 1, 20)),
    st.none() | st.integers(1, 8),
)


@given(st.lists(TERMS, max_size=12, unique_by=lambda each: each.id))
@settings(max_examples=200, deadline=None)
def test_whatever_is_asked_no_department_ever_has_two_officers_on_a_day(asked: list[Term]) -> None:
    standing: dict[UUID, Term] = {}
    for wanted in asked:
        others = list(standing.values())
        if rules.why_not_appoint(wanted, others) is None:
            for ended in rules.ended_by(wanted, others):
                standing[ended.id] = replace(ended, ends_on=wanted.starts_on)
            standing[wanted.id] = wanted
    assert all(each.ends_on is None or each.ends_on > each.starts_on for each in standing.values())
    assert not any(
        one.excludes(other) and one.overlaps(other) for one, other in combinations(standing.values(), 2)
    )


@given(TERMS, TERMS)
@settings(max_examples=200, deadline=None)
def test_sharing_a_day_is_what_overlapping_means(one: Term, other: Term) -> None:
    def days(each: Term) -> set[date]:
        last = each.ends_on or date(2026, 3, 1)
        return {each.starts_on + timedelta(days=n) for n in range((last - each.starts_on).days)}

    assert one.overlaps(other) == other.overlaps(one) == bool(days(one) & days(other))


def test_what_has_begun_is_ended_and_what_has_not_is_taken_back() -> None:
    assert rules.why_not_withdraw(term(1, KIM, TAX, MAR), JAN) is None
    assert rules.why_not_withdraw(term(1, KIM, TAX, MAR), MAR) == "appointment.has_begun"
    assert rules.why_not_end(term(1, KIM, TAX, MAR), MAR) == "appointment.ends_before_start"
    assert rules.why_not_end(term(1, KIM, TAX, MAR), MAR + timedelta(days=1)) is None


# Passwords, lock-out, invitations


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short-pw9", "password.too_short"),
        ("가나다라마바사아자", "password.too_short"),
        ("x" * 201, "password.too_long"),
        ("my-SungMin.Kim-pw", "password.holds_login"),
        ("aaaaaaaaaaaa", "password.too_simple"),
        ("abababababab", "password.too_simple"),
        ("1234567890", "password.too_simple"),
        ("0987654321", "password.too_simple"),
        ("qwertyuiopqwerty", "password.too_simple"),
        ("zyxwvutsrqpon", "password.too_simple"),
        ("password1234", "password.too_simple"),
        ("P@ssw0rd!!", "password.too_simple"),
        ("Admin_2026!!", "password.too_simple"),
        ("비밀번호 123456", "password.too_simple"),
        ("password of the moon", None),
        ("비밀은아무도모르게하자", None),
        ("correct horse battery", None),
    ],
)
def test_a_password_is_long_and_not_what_is_guessed_first(password: str, reason: str | None) -> None:
    assert rules.why_not_password(password, "sungmin.kim@example.go.kr") == reason


def test_a_very_short_login_forbids_nothing() -> None:
    assert rules.why_not_password("amazing-knights", "am") is None


def test_the_sixth_failure_within_a_minute_is_not_even_tried() -> None:
    assert rules.why_not_try(4, 4) is None
    assert rules.why_not_try(5, 0) == rules.why_not_try(0, 5) == "sign_in.locked"


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("", ""),
        ("somewhere", "somewhere"),
    ],
)
def test_one_subscriber_is_one_address(address: str, group: str) -> None:
    assert rules.address_group(address) == group


def test_the_lock_out_keeps_no_login_in_clear() -> None:
    assert rules.account_key(" Kim ") == rules.account_key("kim") != rules.account_key("lee")
    assert "kim" not in rules.account_key("kim")


@pytest.mark.parametrize(
    ("used", "disabled", "minutes_left", "reason"),
    [
        (False, False, 1, None),
        (False, False, 0, "invitation.expired"),
        (True, False, 1, "invitation.used"),
        (True, False, -1, "invitation.used"),
        (False, True, 1, "account.disabled"),
    ],
)
def test_an_invitation_opens_once_and_in_time(
    used: bool, disabled: bool, minutes_left: int, reason: str | None
) -> None:
    assert (
        rules.why_not_open_invitation(
            expires_at=NOW + timedelta(minutes=minutes_left),
            used_at=NOW if used else None,
            disabled=disabled,
            now=NOW,
        )
        == reason
    )


@pytest.mark.parametrize(
    ("role", "own", "others", "stays", "reason"),
    [
        (Role.ADMIN, False, 1, False, None),
        (Role.ADMIN, False, 0, False, "account.last_admin"),
        (Role.ADMIN, False, 0, True, None),
        (Role.ADMIN, True, 5, False, "account.own"),
        (Role.JUDGE, False, 0, False, None),
    ],
)
def test_the_office_keeps_an_admin(
    role: Role, own: bool, others: int, stays: bool, reason: str | None
) -> None:
    assert (
        rules.why_not_change_account(
            role=role, active=True, is_own=own, other_admins=others, stays_admin=stays
        )
        == reason
    )


@pytest.mark.parametrize(
    ("login", "shown"),
    [("kimsns", "kimsns"), ("kim.sns@example.go.kr", "ki***@example.go.kr"), ("k@a.kr", "k***@a.kr")],
)
def test_lists_show_an_e_mail_only_in_part(login: str, shown: str) -> None:
    assert rules.masked(login) == shown


@pytest.mark.parametrize(
    ("user_agent", "known"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Whale/4.0 Safari/537.36", "Whale, Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", "?"),
        ("", "?"),
    ],
)
def test_a_browser_is_named_as_people_do(user_agent: str, known: str) -> None:
    assert rules.known_browser(user_agent) == known
