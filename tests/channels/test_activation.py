"""The activation rate: exact, with what is unknown left out, and letters and cards beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.channels.activation import ANSWERS, activation, months_up_to
from sotong.channels.rules import Figure, Measure
from sotong.core.months import Month
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.channels import make_channel, make_figure
from tests.factories.people import make_officer

NOVEMBER = Month(2026, 11)
FIGURES = st.lists(
    st.builds(
        Figure,
        st.sampled_from(Measure),
        st.dates(date(2026, 9, 1), date(2026, 12, 31)),
        st.integers(0, 9_999),
    ),
    max_size=30,
)


def test_the_rate_is_the_months_answers_over_the_newest_audience() -> None:
    figures = [
        Figure(Measure.FOLLOWERS, date(2026, 10, 1), 9_000),
        Figure(Measure.FOLLOWERS, date(2026, 11, 20), 12_000),
        Figure(Measure.FOLLOWERS, date(2026, 12, 1), 99_000),
        Figure(Measure.LIKES, date(2026, 11, 2), 718),
        Figure(Measure.LIKES, date(2026, 11, 3), 2),
        Figure(Measure.COMMENTS, date(2026, 11, 2), 1_214),
        Figure(Measure.SHARES, date(2026, 10, 31), 50),
    ]
    found = activation(figures, NOVEMBER)
    assert (found.likes, found.comments, found.shares, found.answers) == (720, 1_214, None, 1_934)
    assert found.rate == Fraction(1_934, 12_000)


def test_likes_of_a_page_are_its_audience_where_nothing_else_is_known() -> None:
    figures = [
        Figure(Measure.LIKES, date(2026, 11, 2), 31_000),
        Figure(Measure.COMMENTS, date(2026, 11, 2), 31),
    ]
    found = activation(figures, NOVEMBER)
    assert (found.likes, found.rate) == (None, Fraction(1, 1_000))


@settings(deadline=None, max_examples=100)
@given(FIGURES)
def test_nothing_unknown_counts_as_nothing(figures: list[Figure]) -> None:
    found = activation(figures, NOVEMBER)
    known = {
        figure.measure for figure in figures if NOVEMBER.first_on <= figure.measured_on <= NOVEMBER.last_on
    }
    assert (found.comments is None) == (Measure.COMMENTS not in known)
    assert (found.shares is None) == (Measure.SHARES not in known)
    if not known & set(ANSWERS) or found.audience is None:
        assert found.rate is None
    if found.rate is not None and found.audience is not None:
        assert found.rate * found.audience.value == found.answers


def test_months_end_with_the_one_asked_for() -> None:
    assert [str(month) for month in months_up_to(Month(2026, 1), 3)] == ["2025-11", "2025-12", "2026-01"]


def test_the_comparison_shows_its_arithmetic_and_peers_are_entered_by_hand(
    session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    desk = browser(Role.ADMIN)
    own = make_channel(session, name="구청 페이스북")
    make_figure(session, own, 12_000, on=date(2026, 11, 1), measure=Measure.FOLLOWERS)
    make_figure(session, own, 300, on=date(2026, 11, 2), measure=Measure.LIKES)
    added = desk.post("/channels/peers/new", data={"name": "순천시", "platform": "facebook"})
    assert added.status_code == 302
    again = desk.post("/channels/peers/new", data={"name": "순천시", "platform": "facebook"})
    assert (again.status_code, "이미 등록한" in again.text) == (409, True)
    for measure, value in (("followers", 31_000), ("comments", 62)):
        figure = {"measure": measure, "measured_on": "2026-11-03", "value": value, "source": ""}
        assert desk.post(f"{added.location}/measures", data=figure).status_code == 302
    text = desk.get("/channels/activation?platform=facebook&month=2026-11").text
    assert "300 ÷ 12,000 = 1/40" in text
    assert "62 ÷ 31,000 = 1/500" in text
    assert "2.50%" in text


def test_a_month_that_is_none_gets_one_sentence_on_every_page_of_a_month(
    browser: Callable[[Role], Browser],
) -> None:
    desk = browser(Role.ADMIN)
    for path in (
        "/channels/activation",
        "/calendar",
        "/reports/scorecards",
        "/reports/scorecards/year",
        "/rota",
    ):
        for month in ("2026-13", "9999-01"):
            answer = desk.get(f"{path}?month={month}")
            assert (answer.status_code, "달력에 없습니다" in answer.text) == (404, True), path


def test_letters_and_cards_carry_the_departments_own_accounts_and_are_not_everybodys(
    session: Session, browser: Callable[[Role], Browser], now: datetime
) -> None:
    desk, pen = browser(Role.ADMIN), browser(Role.OFFICER)
    other = make_officer(session, phone="02-2670-1234")
    own = make_channel(session, handle="ydpown", department_id=pen.department_id)
    make_channel(session, handle="ydpother", department_id=other.department_id)
    make_channel(session, handle="ydpgone", department_id=pen.department_id, closed_on=date(2026, 1, 1))
    lines = pen.get("/channels/cards").text
    assert "facebook.com/ydpown" in lines
    assert "ydpgone" not in lines
    assert "ydpother" not in lines
    assert "전화 02-2670-1234" in desk.get("/channels/cards").text
    card = pen.get(f"/channels/cards/{pen.department_id}.vcf")
    assert (card.mimetype, "URL:https://www.facebook.com/ydpown" in card.text) == ("text/vcard", True)
    assert pen.get(f"/channels/cards/{pen.department_id}.svg").mimetype == "image/svg+xml"
    assert pen.get("/channels/cards/office.png").mimetype == "image/png"
    for wrong in (f"{other.department_id}.vcf", "x.vcf", "office.exe"):
        assert pen.get(f"/channels/cards/{wrong}").status_code == 404
    asked = desk.get(f"/channels/cards/{other.department_id}.vcf")
    assert (asked.status_code, "02-2670-1234" in asked.text) == (302, False)
    take = f"/channels/cards/{other.department_id}/vcf"
    assert desk.post(take).status_code == 422
    taken = desk.post(take, data={"reason": "부서 안내장 제작"})
    assert "TEL;VALUE=uri;TYPE=work:tel:+82-2-2670-1234" in taken.text
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "personal_data.export")).one()
    assert (entry.actor_id, '"channels.card"' in entry.body) == (desk.account_id, True)
    session.rollback()
    charge = {"kind": "owner", "officer_id": str(other.id), "from_on": "2026-11-01"}
    assert desk.post(f"/channels/{own}/charge", data=charge).status_code == 302
    later = {**charge, "officer_id": "", "from_on": "2026-12-01"}
    assert desk.post(f"/channels/{own}/charge", data=later).status_code == 302
    page = desk.get(f"/channels/{own}").text
    assert other.name in page
    assert "2026. 12. 1." in page
