"""Alerts through their services and pages, on both databases."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from sotong.assignments.models import Assignment
from sotong.assignments.rules import Act, AssignmentState, SubjectKind
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink, Platform
from sotong.core import clock
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.permissions import Role
from sotong.notices.models import Notice
from sotong.outreach.alert_rules import AlertDeed, AlertLevel, AlertStage, Answering, Official
from sotong.outreach.models import Alert, AlertEvent
from sotong.outreach.queries import alerts as queries
from sotong.outreach.rules import Audience
from sotong.outreach.services import alert_messages, alerts
from sotong.outreach.services.posts import To
from tests.browsers import signed_in_browser
from tests.factories.alerts import Office, asked_id, make_alert, make_guidance, make_office
from tests.factories.channels import make_channel

ON_TIME = timedelta(minutes=3)
LATE = timedelta(minutes=10)


@pytest.fixture
def office(session: Session) -> Office:
    return make_office(session)


def _standing(session: Session, alert_id: object) -> dict[str, Answering]:
    session.rollback()
    return {one.name: one.answering for one in queries.asked_rows(session, alert_id)}  # type: ignore[arg-type]


def _kinds(session: Session, account_id: object) -> list[str]:
    query = sa.select(Notice.kind).where(Notice.to_account_id == account_id, Notice.urgent)
    return sorted(session.scalars(query.order_by(Notice.made_at, Notice.kind)))


def _issue(session: Session, alert_id: object, stage: AlertStage, office: Office, now: datetime) -> None:
    with transaction():
        message = alert_messages.write_message(
            session,
            alert_id=alert_id,  # type: ignore[arg-type]
            stage=stage,
            text="도림천 출입을 막았습니다.",
            channel_ids=[],
            guidance_version_id=None,
            actor_id=office.admin_id,
            now=now,
        )
    with transaction():
        look = Official(office.other_admin_id, [], is_admin=True)
        alert_messages.issue_message(session, message_id=message.id, official=look, now=now)


def test_silence_goes_to_the_deputy_then_to_the_admins_and_each_is_told_once(
    session: Session, office: Office, now: datetime
) -> None:
    alert_id = make_alert(session, office, now)
    first, second = office.first, office.second
    assert _kinds(session, first.officer.account_id) == ["alert.drill.shared"]
    assert first.deputy
    assert _kinds(session, first.deputy.account_id) == ["alert.drill.shared"]
    with transaction():
        alerts.acknowledge(
            session,
            asked_id=asked_id(session, alert_id, second),
            officer_id=second.officer.id,
            actor_id=second.officer.account_id or office.admin_id,
            now=now + ON_TIME,
        )
    passed = []
    for minutes in (9, 10, 10, 19, 20, 20, 90):
        with transaction():
            passed.append(alerts.go_on(session, now + timedelta(minutes=minutes)))
    assert passed == [0, 1, 0, 0, 1, 0, 0]
    assert _kinds(session, first.deputy.account_id) == ["alert.drill.shared", "alert.drill.to_deputy"]
    assert _kinds(session, office.admin_id) == ["alert.drill.to_admin"]
    happened = queries.happenings(session, alert_id)
    assert [(one.deed, one.level) for one in happened if one.deed is AlertDeed.PASSED_ON] == [
        (AlertDeed.PASSED_ON, AlertLevel.DEPUTY),
        (AlertDeed.PASSED_ON, AlertLevel.ADMIN),
    ]
    assert _standing(session, alert_id) == {"안전과": Answering.PASSED_ON, "도로과": Answering.ACKNOWLEDGED}


def test_the_deputy_may_answer_and_then_the_officer_need_not(
    session: Session, office: Office, now: datetime
) -> None:
    alert_id = make_alert(session, office, now)
    deputy, row_id = office.first.deputy, asked_id(session, alert_id, office.first)
    assert deputy
    with transaction():
        alerts.acknowledge(
            session,
            asked_id=row_id,
            officer_id=deputy.id,
            actor_id=deputy.account_id or row_id,
            now=now + ON_TIME,
        )
    states = dict(
        session.execute(
            sa.select(Assignment.officer_id, Assignment.state).where(
                Assignment.subject_kind == SubjectKind.ALERT, Assignment.subject_id == row_id
            )
        ).all()
    )
    assert states == {
        deputy.id: AssignmentState.DONE,
        office.first.officer.id: AssignmentState.CANCELLED,
    }
    with pytest.raises(Refused, match="acknowledged_already"), transaction():
        alerts.acknowledge(
            session,
            asked_id=row_id,
            officer_id=office.first.officer.id,
            actor_id=office.first.officer.account_id or row_id,
            now=now + LATE,
        )
    with transaction():
        assert alerts.go_on(session, now + timedelta(hours=1)) == 1  # the other department's


def test_stages_only_go_forward_and_the_time_line_is_for_good(
    session: Session, office: Office, now: datetime
) -> None:
    alert_id = make_alert(session, office, now, drill=False)
    _issue(session, alert_id, AlertStage.FIRST_MESSAGE, office, now)
    with pytest.raises(Refused, match="other_stage"):
        _issue(session, alert_id, AlertStage.FIRST_MESSAGE, office, now)
    for forged in (
        sa.update(Alert).values(stage_number=1),
        sa.update(AlertEvent).values(text=""),
        sa.delete(AlertEvent),
    ):
        with pytest.raises(sa.exc.DBAPIError), transaction():
            session.execute(forged)
    session.rollback()
    assert queries.alert(session, alert_id).stage is AlertStage.FIRST_MESSAGE
    shown = queries.public_alerts(session)
    assert [one.message.text for one in shown] == ["도림천 출입을 막았습니다."]
    _issue(session, alert_id, AlertStage.WHAT_TO_DO, office, now)
    assert "alert.issued" in _kinds(session, office.first.officer.account_id)
    with transaction():
        alerts.close_alert(session, alert_id=alert_id, text="끝", actor_id=office.admin_id, now=now)
    assert queries.public_alerts(session) == []
    left = sa.select(sa.func.count()).where(Assignment.act == Act.ACKNOWLEDGE, Assignment.state == "open")
    assert session.scalar(left) == 0


def test_a_real_message_becomes_a_post_to_share_and_a_drills_does_not(
    session: Session, office: Office, now: datetime
) -> None:
    channel = make_channel(session, platform=Platform.X, handle="city_x")
    link = parse("https://x.com/city_x/status/12345")
    assert isinstance(link, Permalink)
    posts = []
    for drill in (True, False):
        alert_id = make_alert(session, office, now, drill=drill)
        with transaction():
            message = alert_messages.write_message(
                session,
                alert_id=alert_id,
                stage=AlertStage.FIRST_MESSAGE,
                text="도림천 출입을 막았습니다.",
                channel_ids=[channel],
                guidance_version_id=None,
                actor_id=office.admin_id,
                now=now,
            )
        with transaction():
            look = Official(
                office.first.officer.account_id or alert_id, office.department_ids, is_admin=False
            )
            alert_messages.issue_message(session, message_id=message.id, official=look, now=now)
        (row,) = queries.messages(session, alert_id)
        with transaction():
            posts.append(
                alert_messages.note_posted(
                    session,
                    row_id=row.channels[0].row.id,
                    link=link,
                    to=To(Audience.ALL),
                    due_at=now + LATE,
                    actor_id=office.admin_id,
                    now=now,
                )
            )
        assert message.text.startswith("[훈련]") == drill
    assert posts[0] is None
    assert posts[1] is not None
    shares = session.scalars(sa.select(Assignment.text).where(Assignment.subject_id == posts[1].id)).all()
    assert set(shares) == {"도림천 출입을 막았습니다."}
    assert len(shares) == 2


def test_the_officer_presses_one_button_and_others_see_nothing(
    app: Flask, session: Session, office: Office, now: datetime, browser: Callable[[Role], object]
) -> None:
    alert_id = make_alert(session, office, now)
    row_id = asked_id(session, alert_id, office.second)
    officer = signed_in_browser(app, Role.OFFICER, office.second.officer.account_id)
    today = officer.get("/assignments/today").text
    assert f"/alerts/asked/{row_id}" in today
    assert "[훈련] 긴급 전파 수신 확인: 제14호 태풍 북상" in today
    assert officer.get(f"/alerts/{alert_id}").headers["Location"].endswith(f"/alerts/asked/{row_id}")
    asked = officer.get(f"/alerts/asked/{row_id}").text
    assert "훈련입니다. 실제 상황이 아니며" in asked
    task_id = session.scalars(sa.select(Assignment.id).where(Assignment.subject_id == row_id)).one()
    assert officer.post(f"/assignments/{task_id}/confirmation").status_code == 409
    assert officer.post(f"/alerts/asked/{row_id}/acknowledgement").status_code == 302
    assert "우리 부서는 수신을 확인했습니다." in officer.get(f"/alerts/asked/{row_id}").text
    unread = sa.select(Notice.id).where(Notice.to_account_id == officer.account_id, Notice.read_at.is_(None))
    assert session.scalars(unread).all() == []
    assert officer.post(f"/assignments/{task_id}/withdrawal").status_code == 409
    stranger = browser(Role.OFFICER)
    for path in (f"/alerts/{alert_id}", f"/alerts/asked/{row_id}", f"/alerts/{alert_id}/report"):
        assert stranger.get(path).status_code == 404, path  # type: ignore[attr-defined]
    assert stranger.post(f"/alerts/asked/{row_id}/acknowledgement").status_code == 404  # type: ignore[attr-defined]


def test_an_admin_opens_follows_replays_and_reports_an_alert(
    app: Flask, session: Session, office: Office, now: datetime
) -> None:
    admin = signed_in_browser(app, Role.ADMIN, office.admin_id)
    typed = {
        "drill": "real",
        "title": "도림천 수위 상승",
        "hazard": "flood",
        "known": "오르고 있습니다.",
        "departments": [str(one) for one in office.department_ids],
        "minutes": "10",
    }
    refused = admin.post("/alerts/new", data=typed)
    assert refused.status_code == 409
    assert "실제로 발령하려면" in refused.text
    assert admin.post("/alerts/new", data={**typed, "minutes": "0"}).status_code == 422
    whole = {**typed, "said": "실제 상황"}
    asked = admin.post("/alerts/new", data=whole)
    assert (asked.status_code, "실제 상황을 발령할까요?" in asked.text) == (200, True)
    assert "훈련을 시작할까요?" in admin.post("/alerts/new", data={**whole, "drill": "drill"}).text
    assert "도림천 수위 상승" in admin.post("/alerts/new", data={**whole, "mend": "1"}).text
    assert queries.open_alerts(session) == []
    session.rollback()
    opened = admin.post("/alerts/new", data={**whole, "sure": "1"})
    path = opened.headers["Location"]
    with clock.stopped_at(now + timedelta(minutes=12)):
        live = admin.get(f"{path}/live").text
        assert re.search(r'hx-get="/alerts/[-0-9a-f]+/live"', live)
        row_id = asked_id(session, queries.open_alerts(session)[0].alert.id, office.first)
        told = admin.post(f"/alerts/asked/{row_id}/by-telephone", data={"how": "당직실에 전화함"})
        assert told.status_code == 302
        written = admin.post(f"{path}/message", data={"text": "천변을 막았습니다."})
        assert written.status_code == 302, written.text
        message_id = queries.messages(session, queries.open_alerts(session)[0].alert.id)[0].message.id
        assert f"/alerts/messages/{message_id}" in admin.get(f"{path}/live").text
        assert "자기가 쓴 메시지는" in admin.get(f"/alerts/messages/{message_id}").text
        assert admin.post(f"/alerts/messages/{message_id}/issue").status_code == 409
        admin.post(f"{path}/closing", data={"note": "물이 빠졌습니다."})
    start, end = admin.get(f"{path}/replay?until=0").text, admin.get(f"{path}/replay").text
    assert "당직실에 전화함" not in start
    assert "당직실에 전화함" in end
    assert admin.get(f"{path}/replay?until=nonsense").status_code == 200
    report = admin.get(f"{path}/report").text
    assert "물이 빠졌습니다." in report
    assert "도로과" in re.search(r"답하지 않은 부서.*?</dd>", report, re.DOTALL)[0]  # type: ignore[index]


def test_the_page_of_a_real_alert_puts_itself_in_front_and_a_drill_never_does(
    app: Flask, session: Session, office: Office, now: datetime
) -> None:
    make_guidance(session, office.admin_id, now)
    citizen = app.test_client()
    calm = citizen.get("/safety").text
    assert "태풍이 올 때" in calm
    for drill in (True, False):
        alert_id = make_alert(session, office, now, drill=drill)
        assert "지금 알립니다" not in citizen.get("/safety").text
        _issue(session, alert_id, AlertStage.FIRST_MESSAGE, office, now)
        for path in ("/safety", "/safety/typhoon"):
            page = citizen.get(path).text
            assert ("지금 알립니다" in page) != drill, path
            assert "훈련" not in page
    front = citizen.get("/safety").text
    assert (
        front.index("도림천 출입을 막았습니다.") < front.index("창에서 떨어집니다.") < front.index("자연재난")
    )


def test_a_message_sent_back_is_offered_as_it_was_with_what_to_do_in_it_once(
    app: Flask, session: Session, office: Office, now: datetime
) -> None:
    make_guidance(session, office.admin_id, now)
    alert_id = make_alert(session, office, now)
    _issue(session, alert_id, AlertStage.FIRST_MESSAGE, office, now)
    admin = signed_in_browser(app, Role.ADMIN, office.admin_id)
    address = f"/alerts/{alert_id}/message"
    first = admin.get(address).text
    version = re.search(r'name="guidance"[^>]*value="([-0-9a-f]{36})"', first)
    text = re.search(r"<textarea[^>]*name=\"text\"[^>]*>(.*?)</textarea>", first, re.DOTALL)
    assert version
    assert text
    with transaction():
        message = alert_messages.write_message(
            session,
            alert_id=alert_id,
            stage=AlertStage.WHAT_TO_DO,
            text=text[1].strip(),
            channel_ids=[],
            guidance_version_id=UUID(version[1]),
            actor_id=office.admin_id,
            now=now,
        )
    with transaction():
        look = Official(office.other_admin_id, [], is_admin=True)
        alert_messages.send_back(session, message_id=message.id, why="시각", official=look, now=now)
    assert first.count("/safety/typhoon") == admin.get(address).text.count("/safety/typhoon") > 0


def test_what_to_do_is_put_under_what_was_typed_and_once(
    app: Flask, session: Session, office: Office, now: datetime
) -> None:
    make_guidance(session, office.admin_id, now)
    alert_id = make_alert(session, office, now)
    _issue(session, alert_id, AlertStage.FIRST_MESSAGE, office, now)
    admin = signed_in_browser(app, Role.ADMIN, office.admin_id)
    address = f"/alerts/{alert_id}/message"
    found = re.search(r'<option value="([-0-9a-f]{36})"', admin.get(address).text)
    assert found
    pressed = {"insert": "1", "sheet": found[1], "text": "방금 쓴 글"}
    once = admin.post(address, data=pressed)
    assert once.status_code == 200
    text = re.search(r"<textarea[^>]*name=\"text\"[^>]*>(.*?)</textarea>", once.text, re.DOTALL)
    assert text
    written = html.unescape(text[1]).strip()
    assert written.startswith("방금 쓴 글\n\n")
    assert written.count("/safety/typhoon") == 1
    twice = admin.post(address, data={**pressed, "text": written.replace("\n", "\r\n")})
    assert twice.text.count("/safety/typhoon") == once.text.count("/safety/typhoon")
    assert admin.post(address, data={**pressed, "sheet": "none"}).status_code == 404


def test_an_alert_sent_twice_is_opened_once(session: Session, office: Office, now: datetime) -> None:
    make_alert(session, office, now)
    with pytest.raises(Refused, match="opened_just_now"):
        make_alert(session, office, now + timedelta(seconds=5))


def test_an_edit_keeps_the_former_version_and_what_was_to_be_read(
    app: Flask, session: Session, office: Office, now: datetime
) -> None:
    page = make_guidance(session, office.admin_id, now)
    admin = signed_in_browser(app, Role.ADMIN, office.admin_id)
    asked = admin.post(f"/guidance/{page.id}/reading", data={"audience": "all", "due_at": "2026-11-24T18:00"})
    assert asked.status_code == 302
    officer = signed_in_browser(app, Role.OFFICER, office.first.officer.account_id)
    found = re.search(r"/guidance/versions/[-0-9a-f]+", officer.get("/assignments/today").text)
    assert found
    typed = {"title": "태풍이 올 때", "summary": "안에 머뭅니다.", "during": "- 새 글", "seen": "1"}
    assert admin.post(f"/guidance/{page.id}/edit", data=typed).status_code == 302
    assert admin.post(f"/guidance/{page.id}/edit", data={**typed, "during": "- 또"}).status_code == 409
    assert "가스를 잠급니다." in officer.get(found[0]).text
    public = app.test_client().get("/safety/typhoon").text
    assert "새 글" in public
    assert "가스를 잠급니다." not in public
    admin.post(f"/guidance/{page.id}/withdrawal")
    assert app.test_client().get("/safety/typhoon").status_code == 404


def test_a_file_of_shelters_replaces_what_it_names_or_nothing(
    app: Flask, session: Session, office: Office, now: datetime
) -> None:
    make_guidance(session, office.admin_id, now)
    admin = signed_in_browser(app, Role.ADMIN, office.admin_id)
    for file, status in (
        ("종류,이름,주소\n태풍,첫 곳,여의로 1\n지진,공원,여의로 2\n", 302),
        ("종류,이름,주소\n태풍,둘째 곳,여의로 3\n", 302),
        ("종류,이름,주소\n태풍,셋째 곳,여의로 3\n홍역,가,나\n", 422),
    ):
        sent = {"file": (BytesIO(file.encode()), "shelters.csv")}
        assert admin.post("/guidance/shelters/import", data=sent).status_code == status
    public = app.test_client().get("/safety/typhoon").text
    assert ("첫 곳" in public, "둘째 곳" in public, "셋째 곳" in public) == (False, True, False)
    assert "찾은 곳이 없습니다." in app.test_client().get("/safety/typhoon?near=없는길").text
    assert "공원" in admin.get("/guidance/shelters/earthquake").text


def test_nobody_acknowledges_for_a_department_that_is_not_asked(
    session: Session, office: Office, now: datetime
) -> None:
    alert_id = make_alert(session, office, now)
    with pytest.raises(NotFound), transaction():
        alerts.acknowledge(session, asked_id=alert_id, officer_id=alert_id, actor_id=office.admin_id, now=now)
    with pytest.raises(Refused, match="not_concerned"), transaction():
        alerts.acknowledge(
            session,
            asked_id=asked_id(session, alert_id, office.first),
            officer_id=office.second.officer.id,
            actor_id=office.admin_id,
            now=now,
        )
