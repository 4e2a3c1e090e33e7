"""The pages of accounts: who may see and do what, and that nothing typed is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import Channel, ChannelMeasure
from sotong.channels.platforms import Platform
from sotong.core.permissions import Role
from tests.browsers import Browser
from tests.factories.channels import make_channel, make_figure
from tests.factories.people import make_department

Statements = Callable[[], AbstractContextManager[list[str]]]
Browsers = Callable[[Role], Browser]

REGISTERED = {
    "address": "https://m.facebook.com/ydpgu?fref=ts",
    "name": "영등포구청",
    "department_id": "office",
    "purpose": "구정 소식",
    "opened_on": "2013-03-01",
}


@pytest.fixture
def admin(browser: Browsers, now: datetime) -> Browser:
    return browser(Role.ADMIN)


def only_channel(session: Session) -> Channel:
    session.rollback()
    return session.scalars(sa.select(Channel)).one()


def test_an_admin_registers_an_account_by_any_of_its_addresses(admin: Browser, session: Session) -> None:
    assert admin.get("/channels/new").status_code == 200
    answer = admin.post("/channels/new", data=REGISTERED, follow_redirects=True)
    assert answer.status_code == 200
    assert "채널을 등록했습니다." in answer.text
    assert "페이스북 facebook.com/ydpgu" in answer.text
    channel = only_channel(session)
    assert (channel.url, channel.opened_on) == ("https://www.facebook.com/ydpgu", date(2013, 3, 1))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("address", "https://bit.ly/ydpgu", "bit.ly 주소는 줄인 주소라"),
        ("address", "https://facebook.com.evil.kr/ydpgu", "비슷하게 꾸민 주소"),
        ("address", "https://www.facebook.com/ydpgu/posts/1234567890", "계정(페이지, 채널, 밴드)의 주소"),
        ("address", "", "입력해 주십시오."),
        ("name", "  ", "입력해 주십시오."),
        ("name", "가" * 101, "100자까지"),
        ("opened_on", "어제", ""),
        ("department_id", "00000000-0000-0000-0000-000000000007", ""),
    ],
)
def test_wrong_input_is_answered_at_its_field_and_nothing_typed_is_lost(
    admin: Browser, session: Session, field: str, value: str, sentence: str
) -> None:
    answer = admin.post("/channels/new", data=REGISTERED | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "구정 소식" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Channel)) == 0


def test_an_account_registered_already_is_refused_with_a_sentence(admin: Browser, session: Session) -> None:
    make_channel(session, handle="ydpgu")
    answer = admin.post("/channels/new", data=REGISTERED)
    assert answer.status_code == 409
    assert "이미 등록된 계정입니다." in answer.text
    assert "구정 소식" in answer.text


def test_web_tv_of_the_office_is_registered_by_its_own_site(admin: Browser, session: Session) -> None:
    tv = REGISTERED | {"address": "http://tv.ydp.go.kr/", "own_site": "y"}
    assert admin.post("/channels/new", data=tv).status_code == 302
    assert only_channel(session).platform is Platform.SOTONG_TV


def test_an_account_is_changed_closed_and_opened_again(admin: Browser, session: Session) -> None:
    channel_id = make_channel(session, handle="ydpgu", name="옛 이름")
    here = f"/channels/{channel_id}"
    form = admin.get(f"{here}/edit")
    assert "옛 이름" in form.text
    assert "https://www.facebook.com/ydpgu" in form.text
    answer = admin.post(f"{here}/edit", data=REGISTERED | {"name": "새 이름"}, follow_redirects=True)
    assert "새 이름" in answer.text
    assert "2026-11-23" in admin.get(f"{here}/close").text
    early = admin.post(f"{here}/close", data={"closed_on": "2013-02-28"})
    assert early.status_code == 409
    assert "닫은 날이 연 날보다 앞섭니다." in early.text
    assert (
        "채널을 닫았습니다."
        in admin.post(f"{here}/close", data={"closed_on": "2026-11-23"}, follow_redirects=True).text
    )
    assert "새 이름" not in admin.get("/channels").text
    assert "새 이름" in admin.get("/channels?running=closed").text
    assert admin.post(f"{here}/reopen").status_code == 302
    assert admin.post(f"{here}/reopen").status_code == 409


def test_an_account_keeps_an_owner_that_was_dissolved(admin: Browser, session: Session) -> None:
    gone = make_department(session, name="옛과", closed_on=date(2020, 1, 1))
    channel_id = make_channel(session, handle="ydpgu", department_id=gone.id)
    assert "옛과" in admin.get(f"/channels/{channel_id}/edit").text
    saved = admin.post(f"/channels/{channel_id}/edit", data=REGISTERED | {"department_id": str(gone.id)})
    assert saved.status_code == 302
    assert only_channel(session).department_id == gone.id


def test_figures_are_typed_in_and_shown_over_time(admin: Browser, session: Session) -> None:
    here = f"/channels/{make_channel(session)}"
    figure = {"measure": "likes", "measured_on": "2016-12-19", "value": "31000", "source": "보도자료"}
    answer = admin.post(f"{here}/measures", data=figure, follow_redirects=True)
    assert "31,000" in answer.text
    assert '<svg class="bar"' in answer.text
    assert "보도자료" in answer.text
    future = admin.post(f"{here}/measures", data=figure | {"measured_on": "2026-12-19"})
    assert future.status_code == 409
    assert "기준일이 오늘보다 뒤입니다." in future.text
    for wrong in ("-1", "많이", "9" * 5_000):
        assert admin.post(f"{here}/measures", data=figure | {"value": wrong}).status_code == 422


def test_the_letters_line_names_all_accounts_of_the_owner(admin: Browser, session: Session) -> None:
    own = make_channel(session, handle="ydpgu")
    make_channel(session, platform=Platform.BAND, handle="ydp", url="https://band.us/@ydp")
    make_channel(session, handle="old", closed_on=date(2020, 1, 1))
    make_channel(session, handle="health", department_id=make_department(session).id)
    assert "밴드 band.us/@ydp · 페이스북 facebook.com/ydpgu<" in admin.get(f"/channels/{own}").text


def upload(admin: Browser, content: bytes) -> tuple[int, str]:
    file = (io.BytesIO(content), "audience.csv")
    answer = admin.post(
        "/channels/import-measures", data={"file": file, "source": "보도자료"}, follow_redirects=True
    )
    return answer.status_code, answer.text


def test_a_file_of_figures_is_taken_whole_and_only_once(admin: Browser, session: Session) -> None:
    content = (
        "organisation,platform,measured_on,measure,value,출 천\n순천시,facebook,2016-12-19,likes,31000,x\n"
    ).encode()
    assert admin.get("/channels/import-measures").status_code == 200
    status, text = upload(admin, content)
    assert status == 200
    assert "새 수치 1건" in text
    assert "새 비교 기관: 순천시" in text
    assert "다음 열은 읽지 않았습니다: 출 천" in text
    assert "그대로 1건" in upload(admin, content)[1]
    assert "31,000" in admin.get("/channels?whose=peers").text
    assert session.scalar(sa.select(sa.func.count()).select_from(ChannelMeasure)) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "organisation,platform,measured_on,measure,value\n순천시,myspace,2016-12-19,likes,1\n".encode(),
            "2번째 줄",
        ),
        (
            b"platform,measured_on,measure,value\nx,2016-12-19,followers,1\n",
            "등록되지 않은 계정입니다.",
        ),
        (b"\x00\x01\x02", ""),
        (b"", ""),
        (b"PK\x03\x04broken", ""),
    ],
)
def test_a_wrong_file_is_answered_line_by_line_and_changes_nothing(
    admin: Browser, session: Session, content: bytes, sentence: str
) -> None:
    status, text = upload(admin, content)
    assert status == 422
    assert sentence in text
    assert session.scalar(sa.select(sa.func.count()).select_from(Channel)) == 0


def test_officers_and_auditors_read_and_judges_do_not(
    browser: Browsers, session: Session, now: datetime
) -> None:
    here = f"/channels/{make_channel(session, name='구청')}"
    for role in (Role.OFFICER, Role.AUDITOR):
        reader = browser(role)
        assert "구청" in reader.get("/channels").text
        shown = reader.get(here).text
        assert "수치 입력" not in shown
        assert "정보 바꾸기" not in shown
        assert reader.post("/channels/new", data=REGISTERED).status_code == 403
        assert reader.post(f"{here}/measures").status_code == 403
    assert browser(Role.JUDGE).get("/channels").status_code == 403


def test_an_unknown_account_is_not_found(admin: Browser) -> None:
    for path in ("", "/edit", "/close"):
        assert admin.get(f"/channels/{uuid4()}{path}").status_code == 404


@pytest.mark.parametrize(
    "nonsense", ["platform=myspace", "department=x", "running=", "page=-1", "whose=us&page=99"]
)
def test_a_list_asked_for_nonsense_shows_what_it_always_shows(admin: Browser, nonsense: str) -> None:
    assert admin.get(f"/channels?{nonsense}").status_code == 200


@pytest.mark.parametrize("accounts", [1, 54])
def test_the_list_costs_the_same_with_one_account_and_with_54(
    admin: Browser, session: Session, statements: Statements, accounts: int
) -> None:
    made: list[UUID] = []
    for _ in range(accounts):
        made.append(make_channel(session, department_id=make_department(session).id))
        make_figure(session, made[-1], 1)
    with statements() as ran:
        assert admin.get("/channels").status_code == 200
    assert len(ran) == 5
