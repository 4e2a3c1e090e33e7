"""What is kept of a question and its steps, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.core.db import transaction
from sotong.core.errors import Refused
from sotong.core.tables import TableInvalid
from sotong.inquiries import queries, services, telling
from sotong.inquiries.course import COORDINATOR, InquiryState, department
from sotong.inquiries.models import Inquiry, InquiryStep
from sotong.inquiries.services.steps import By
from sotong.notices.models import Notice
from sotong.rota.models import OfficeDayEntry
from sotong.rota.rules import DayClass
from tests.factories.inquiries import by_admin, by_officer, make_inquiry
from tests.factories.people import MadeOfficer, make_account, make_department, make_officer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(session: Session) -> list[tuple[str, UUID | None]]:
    """The notices so far: their kinds and to whom, in order."""
    query = sa.select(Notice.kind, Notice.to_account_id).order_by(Notice.made_at, Notice.kind)
    return [(kind, to) for kind, to in session.execute(query)]


def people(session: Session, how_many: int) -> list[MadeOfficer]:
    return [make_officer(session) for _ in range(how_many)]


def test_a_question_goes_its_way_and_every_step_is_kept_and_told(session: Session, now: datetime) -> None:
    anna, bora, chanmi = people(session, 3)
    admin = make_account(session).id
    inquiry_id = make_inquiry(session, now, by=by_officer(anna, now), to=department(bora.department_id))
    with transaction() as writing:
        at = by_officer(bora, now + HOUR)
        services.refuse(writing, inquiry_id=inquiry_id, reason="도로과 소관입니다. 010-1234-5678", by=at)
    with transaction() as writing:
        at = by_officer(anna, now + 2 * HOUR)
        services.relay(writing, inquiry_id=inquiry_id, to=department(chanmi.department_id), note="", by=at)
    with transaction() as writing:
        at = by_officer(chanmi, now + 3 * HOUR)
        services.refuse(writing, inquiry_id=inquiry_id, reason="건설과 소관입니다.", by=at)
    row = queries.inquiry(session, inquiry_id)
    assert row.holder == COORDINATOR
    with transaction() as writing:
        at = by_admin(admin, now + 4 * HOUR)
        services.relay(writing, inquiry_id=inquiry_id, to=department(bora.department_id), note="", by=at)
    with transaction() as writing, pytest.raises(Refused, match="coordinator_decided"):
        services.refuse(
            writing, inquiry_id=inquiry_id, reason="아닙니다", by=by_officer(bora, now + 5 * HOUR)
        )
    with transaction() as writing:
        at = by_officer(bora, now + 5 * HOUR)
        services.answer(writing, inquiry_id=inquiry_id, text="중앙로입니다.", link=None, by=at)
    sheet = queries.sheet(session, inquiry_id, now + 9 * DAY)
    kinds = [line.step.kind.value for line in sheet.lines]
    assert kinds == ["received", "relayed", "refused", "relayed", "refused", "relayed", "answered"]
    assert sheet.lines[2].step.note == "도로과 소관입니다. [전화번호]"
    assert (sheet.inquiry.state, sheet.inquiry.settled_at) == (InquiryState.ANSWERED, now + 5 * HOUR)
    assert {holder: time for holder, _name, time in sheet.charged} == {
        department(anna.department_id): HOUR,
        department(bora.department_id): 2 * HOUR,
        department(chanmi.department_id): timedelta(),  # over lunch
        COORDINATOR: HOUR,
    }
    assert told(session) == [
        ("inquiry.given", bora.account_id),
        ("inquiry.back", anna.account_id),
        ("inquiry.given", chanmi.account_id),
        ("inquiry.disputed", admin),
        ("inquiry.given", bora.account_id),
        ("inquiry.answered", anna.account_id),
    ]


def test_nothing_personal_is_ever_kept_and_the_row_says_what_was_taken_out(
    session: Session, now: datetime
) -> None:
    inquiry_id = make_inquiry(
        session,
        now,
        text="010-1234-5678로 전화 주세요. 900101-1234567, kim@naver.com",
        pseudonym="kim@naver.com",
    )
    row = queries.inquiry(session, inquiry_id)
    assert row.text == "[전화번호]로 전화 주세요. [주민등록번호], [전자우편]"
    assert row.pseudonym == "[전자우편]"
    assert {kind.value: number for kind, number in row.masked.items()} == {
        "resident_number": 1,
        "phone": 1,
        "email": 2,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"holder_party": "nobody", "holder_department_id": None},
        {"holder_party": "department", "holder_department_id": None},
        {"holder_party": "coordinator", "state": "answered"},
        {"state": "merged"},
    ],
)
def test_the_table_itself_keeps_that_an_open_question_has_one_holder(
    session: Session, now: datetime, change: dict[str, str | None]
) -> None:
    inquiry_id = make_inquiry(session, now)
    sets = ", ".join(f"{name} = :{name}" for name in change)
    with transaction() as writing, pytest.raises(sa.exc.IntegrityError):
        writing.execute(sa.text(f"UPDATE inquiry SET {sets} WHERE number = 1").bindparams(**change))
    assert queries.inquiry(session, inquiry_id).holder == COORDINATOR


def test_steps_cannot_be_changed(session: Session, now: datetime) -> None:
    make_inquiry(session, now)
    with transaction() as writing, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        writing.execute(sa.update(InquiryStep).values(note="nothing"))


def test_what_was_told_stays_when_a_holiday_and_a_pause_move_the_due_time(
    session: Session, now: datetime
) -> None:
    anna = make_officer(session)
    inquiry_id = make_inquiry(session, now, by=by_officer(anna, now), days=3)
    due = queries.inquiry(session, inquiry_id).told_due_at
    assert due == now + 3 * DAY
    with transaction() as writing:
        writing.add(
            OfficeDayEntry(id=uuid4(), on=date(2026, 11, 24), name="임시공휴일", day_class=DayClass.HOLIDAY)
        )
    with transaction() as writing:
        telling.go_on(writing, now + HOUR)
    clock = queries.sheet(session, inquiry_id, now + HOUR).clock
    assert (clock.told_due_at, clock.due_at) == (due, due + DAY)
    assert (clock.moved.by_holiday, clock.moved.by_pause) == (True, False)
    with transaction() as writing:
        at = by_officer(anna, now + HOUR)
        services.pause(writing, inquiry_id=inquiry_id, note="어느 골목인지 여쭈었습니다.", by=at)
    with transaction() as writing:
        services.resume(writing, inquiry_id=inquiry_id, by=by_officer(anna, now + 2 * DAY))
    session.rollback()
    clock = queries.sheet(session, inquiry_id, now + 2 * DAY).clock
    assert clock.told_due_at == due
    assert (clock.moved.by_holiday, clock.moved.by_pause) == (True, True)
    assert clock.due_at == queries.inquiry(session, inquiry_id).due_at > due + DAY


def test_opened_again_it_gets_a_new_term_and_what_was_told_before_stays_on_its_step(
    session: Session, now: datetime
) -> None:
    anna = make_officer(session)
    inquiry_id = make_inquiry(session, now, by=by_officer(anna, now))
    first = queries.inquiry(session, inquiry_id).told_due_at
    with transaction() as writing:
        services.answer(writing, inquiry_id=inquiry_id, text="네.", link=None, by=by_officer(anna, now))
    with transaction() as writing:
        at = by_officer(anna, now + DAY)
        services.reopen(writing, inquiry_id=inquiry_id, reason="다시 물으셨습니다.", by=at)
    session.rollback()
    row, steps = queries.inquiry(session, inquiry_id), queries.steps_of(session, inquiry_id)
    assert (row.state, row.told_due_at) == (InquiryState.OPEN, first + DAY)
    assert [step.told_due_at for step in steps] == [first, None, first + DAY]


def test_a_duplicate_points_at_its_main_question_whose_answer_tells_both(
    session: Session, now: datetime
) -> None:
    anna, bora = people(session, 2)
    main = make_inquiry(session, now, by=by_officer(anna, now))
    twin = make_inquiry(session, now, by=by_officer(bora, now))
    make_inquiry(session, now, by=by_officer(anna, now), pseudonym="다른 시민")
    with transaction() as writing:
        services.merge(writing, inquiry_id=twin, main_number=1, note="", by=by_officer(bora, now))
    with transaction() as writing, pytest.raises(Refused, match="has_duplicates"):
        services.merge(writing, inquiry_id=main, main_number=3, note="", by=by_officer(anna, now))
    with transaction() as writing:
        services.answer(writing, inquiry_id=main, text="네.", link=None, by=by_officer(anna, now))
    row = session.get_one(Inquiry, twin)
    assert (row.state, row.main_id, row.settled_at) == (InquiryState.MERGED, main, now)
    assert told(session) == [("inquiry.answered", bora.account_id)]


def test_a_form_sent_twice_is_one_question(session: Session, now: datetime) -> None:
    (anna,) = people(session, 1)
    make_inquiry(session, now, by=by_officer(anna, now))
    with pytest.raises(Refused, match="recorded_just_now"):
        make_inquiry(session, now, by=by_officer(anna, now + timedelta(seconds=9)))
    session.rollback()
    make_inquiry(session, now, by=by_officer(anna, now + timedelta(minutes=11)))
    assert session.scalar(sa.select(sa.func.count()).select_from(Inquiry)) == 2


def test_what_comes_back_to_a_dissolved_department_goes_to_the_coordinator(
    session: Session, now: datetime
) -> None:
    gone = make_department(session, closed_on=date(2026, 11, 24))
    anna, bora = make_officer(session, department_id=gone.id), make_officer(session)
    inquiry_id = make_inquiry(session, now, by=by_officer(anna, now), to=department(bora.department_id))
    with transaction() as writing:
        at = by_officer(bora, now + DAY)
        services.hand_back(writing, inquiry_id=inquiry_id, note="의견 없습니다.", by=at)
    assert queries.inquiry(session, inquiry_id).holder == COORDINATOR


def test_the_holder_is_reminded_once_before_it_is_due_and_once_when_it_is_late(
    session: Session, now: datetime
) -> None:
    anna, bora = people(session, 2)
    make_inquiry(session, now, by=by_officer(anna, now), to=department(bora.department_id), days=1)

    def go_on(*hours: float) -> list[str]:
        for hour in hours:
            with transaction() as writing:
                telling.go_on(writing, now + hour * HOUR)
        return [kind for kind, _to in told(session)]

    assert go_on(1, 2) == ["inquiry.given"]
    assert go_on(23, 23.5) == ["inquiry.given", "inquiry.due_soon"]
    assert go_on(24.5, 25, 30) == ["inquiry.given", "inquiry.due_soon", "inquiry.late"]


LINES = (
    "접수시각,채널,주소,별명,내용,부서,기간\n"
    "2026-11-23 09:10,밴드,,동네사람,새 청사는 어디에 짓나요? 010-1234-5678,{name},7일\n"
    "2026. 11. 23. 09:20,,https://www.facebook.com/ydpsotong.example/posts/2230000001,,장학금 신청은요?,,\n"
)


def test_a_file_is_taken_down_whole_and_the_same_file_again_adds_nothing(
    session: Session, now: datetime
) -> None:
    bora = make_officer(session)
    home = make_department(session, name="회계과", name_en="Accounting Division")
    clerk = make_officer(session, department_id=home.id)
    make_department(session, name="총무과")
    make_department(session, name="총무과", closed_on=now.date() + timedelta(days=9))

    def take_in(by: By, name: str = "회계과") -> tuple[int, int, int]:
        content = LINES.format(name=name).encode()
        with transaction() as writing:
            done = services.import_inquiries(writing, content=content, by=by)
        return done.added, done.there, done.masked

    assert take_in(by_officer(bora, now)) == (2, 0, 1)
    for name in ("회계과", home.code, "Accounting Division"):
        assert take_in(by_officer(bora, now + HOUR), name) == (0, 2, 0), "as pages of either language call it"
    rows = session.scalars(sa.select(Inquiry).order_by(Inquiry.number)).all()
    assert [(row.number, row.holder, row.term_days) for row in rows] == [
        (1, department(home.id), 7),
        (2, department(bora.department_id), 0),
    ]
    assert told(session) == [("inquiry.imported", clerk.account_id)]
    with transaction() as writing, pytest.raises(TableInvalid) as wrong:
        bad = (
            LINES.replace("밴드", "어디")
            .replace("09:20", "9시")
            .replace("2026-11", "2036-11")
            .format(name="없는과")
            .encode()
        )
        services.import_inquiries(writing, content=bad, by=by_officer(bora, now))
    with transaction() as writing, pytest.raises(TableInvalid) as unclear:
        content = LINES.format(name="총무과").encode()
        services.import_inquiries(writing, content=content, by=by_officer(bora, now))
    assert [(one.reason, one.line) for one in unclear.value.problems] == [("inquiry.department_ambiguous", 2)]
    assert [(one.reason, one.line) for one in wrong.value.problems] == [
        ("inquiry.received_in_the_future", 2),
        ("channel.unknown_platform", 2),
        ("inquiry.unknown_department", 2),
        ("inquiry.not_an_instant", 3),
    ]
