"""Accounts are registered once, kept on record, and their figures are never counted twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit.models import AuditEntry
from sotong.channels import queries, services
from sotong.channels.models import Channel, ChannelMeasure
from sotong.channels.permalinks import parse
from sotong.channels.platforms import Permalink, Platform
from sotong.channels.queries import Running, Wanted, Whose
from sotong.channels.rules import Figure, Measure
from sotong.channels.services import Description, Imported, Written
from sotong.core.db import transaction
from sotong.core.errors import NotFound, Refused
from sotong.core.tables import TableInvalid
from tests.factories.channels import make_channel, make_figure
from tests.factories.people import make_department

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ACTOR = uuid4()
HEAD = "organisation,platform,account,measured_on,measure,value\n"
Statements = Callable[[], AbstractContextManager[list[str]]]


def description(
    address: str = "https://www.facebook.com/ydpgu",
    *,
    name: str = "영등포구청",
    department_id: UUID | None = None,
) -> Description:
    return Description(address, False, name, department_id, purpose="구정 소식", opened_on=None)


def register(told: Description) -> UUID:
    with transaction() as session:
        return services.register_channel(session, description=told, actor_id=ACTOR, now=NOW).id


def import_figures(lines: str, office: str = "영등포구청") -> Imported:
    with transaction() as session:
        return services.import_measures(
            session,
            content=(HEAD + lines).encode(),
            source="보도자료",
            office=office,
            actor_id=ACTOR,
            now=NOW,
        )


def figures(session: Session) -> set[tuple[str, str, int]]:
    session.rollback()
    query = sa.select(Channel.name, ChannelMeasure.measure, ChannelMeasure.value).join(ChannelMeasure)
    return {(name, measure.value, value) for name, measure, value in session.execute(query)}


def deeds(session: Session) -> list[str]:
    session.rollback()
    query = sa.select(AuditEntry.action).where(AuditEntry.action.like("channel.%"))
    return list(session.scalars(query.order_by(AuditEntry.position)))


def test_an_account_is_registered_at_its_canonical_address_and_on_record(session: Session) -> None:
    channel_id = register(description("https://m.facebook.com/YDP.gu/?fref=ts"))
    channel = queries.channel(session, channel_id)
    assert (channel.platform, channel.handle, channel.url) == (
        Platform.FACEBOOK,
        "ydpgu",
        "https://www.facebook.com/ydpgu",
    )
    assert deeds(session) == ["channel.register"]


def test_the_same_account_cannot_be_registered_twice_by_another_of_its_addresses(session: Session) -> None:
    register(description())
    with pytest.raises(Refused, match=r"^channel\.already_registered"):
        register(description("https://fb.com/YDPGU"))
    assert deeds(session) == ["channel.register"]


def test_a_post_is_no_account(session: Session) -> None:
    with pytest.raises(Refused, match=r"^channel\.not_an_account"):
        register(description("https://blog.naver.com/ydpgu/223456789012"))


def test_a_change_puts_before_and_after_on_record_and_no_change_nothing(session: Session) -> None:
    channel_id = register(description())
    department = make_department(session)
    told = description(name="영등포구", department_id=department.id)
    for _ in range(2):
        with transaction() as writing:
            services.change_channel(writing, channel_id=channel_id, description=told, actor_id=ACTOR, now=NOW)
    channel = queries.channel(session, channel_id)
    assert channel.department is not None
    assert (channel.name, channel.department.name) == ("영등포구", department.name)
    assert deeds(session) == ["channel.register", "channel.change"]


def test_a_peers_account_never_becomes_a_departments(session: Session) -> None:
    channel_id = make_channel(session, peer="순천시")
    told = description(department_id=make_department(session).id)
    with pytest.raises(Refused, match=r"^channel\.peers_have_no_department"), transaction() as writing:
        services.change_channel(writing, channel_id=channel_id, description=told, actor_id=ACTOR, now=NOW)


def test_an_account_is_closed_once_and_a_closing_can_be_taken_back(session: Session) -> None:
    channel_id = register(description())

    def close() -> None:
        with transaction() as writing:
            services.close_channel(writing, channel_id=channel_id, closed_on=TODAY, actor_id=ACTOR, now=NOW)

    close()
    with pytest.raises(Refused, match=r"^channel\.already_closed"):
        close()
    with transaction() as writing:
        services.reopen_channel(writing, channel_id=channel_id, actor_id=ACTOR, now=NOW)
    assert queries.channel(session, channel_id).closed_on is None
    assert deeds(session) == ["channel.register", "channel.close", "channel.reopen"]


def test_an_unknown_account_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound), transaction() as writing:
        services.reopen_channel(writing, channel_id=uuid4(), actor_id=ACTOR, now=NOW)
    with pytest.raises(NotFound):
        queries.channel(session, uuid4())


def test_a_figure_is_written_once_a_day_and_can_be_corrected(session: Session) -> None:
    channel_id = make_channel(session, name="페이스북")

    def write(value: int) -> Written:
        with transaction() as writing:
            return services.record_measure(
                writing,
                channel_id=channel_id,
                figure=Figure(Measure.LIKES, TODAY, value),
                source="관리 화면",
                actor_id=ACTOR,
                now=NOW,
            )

    assert [write(1), write(1), write(2)] == [Written.ADDED, Written.UNCHANGED, Written.CHANGED]
    assert figures(session) == {("페이스북", "likes", 2)}
    assert deeds(session) == ["channel.measure", "channel.measure"]


def test_a_file_goes_to_the_offices_own_account_and_to_peers_that_it_makes_known(session: Session) -> None:
    make_channel(session, name="구청")
    make_channel(session, name="보건소", department_id=make_department(session).id)
    imported = import_figures(
        "영등포구,facebook,,2016-12-19,likes,100\n,facebook,,2016-12-20,likes,110\n순천시,facebook,,2016-12-19,likes,31000\n"
        "순천시,band,,2016-12-19,members,5400\n"
    )
    assert imported == Imported(added=4, changed=0, unchanged=0, peers=["순천시"])
    assert figures(session) == {
        ("구청", "likes", 100),
        ("구청", "likes", 110),
        ("순천시", "likes", 31_000),
        ("순천시", "members", 5_400),
    }
    assert deeds(session) == ["channel.measures_import"]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_differs(session: Session) -> None:
    lines = "순천시,facebook,,2016-12-19,likes,31000\n서울시,x,,2017-11-15,followers,100000\n"
    import_figures(lines)
    assert import_figures(lines) == Imported(unchanged=2)
    assert deeds(session) == ["channel.measures_import"]
    assert import_figures(lines.replace("31000", "31001")) == Imported(changed=1, unchanged=1)
    assert figures(session) == {("순천시", "likes", 31_001), ("서울시", "followers", 100_000)}


def test_an_account_of_a_department_is_named_by_its_address(session: Session) -> None:
    make_channel(session, name="보건소", handle="health", department_id=make_department(session).id)
    import_figures(",facebook,https://m.facebook.com/Health,2016-12-19,likes,7\n")
    assert figures(session) == {("보건소", "likes", 7)}


def test_a_file_with_one_wrong_line_changes_nothing(session: Session) -> None:
    make_channel(session, name="구청", opened_on=date(2016, 1, 1))
    make_channel(session, platform=Platform.BAND, handle="one", url="https://band.us/@one")
    make_channel(session, platform=Platform.BAND, handle="two", url="https://band.us/@two")
    with pytest.raises(TableInvalid) as caught:
        import_figures(
            ",facebook,,2016-12-19,likes,1\n,x,,2016-12-19,followers,1\n,band,,2016-12-19,members,1\n"
            ",facebook,,2015-12-19,likes,1\n,facebook,,2026-12-19,likes,1\n,facebook,,2016-12-19,likes,1\n"
            ",facebook,https://www.facebook.com/stranger,2016-12-19,likes,1\n순천시,x,,2016-12-19,followers,1\n"
            ",facebook,,2016-12-19,likes,many\n,x,,어제,likes,1\n"
        )
    assert [(problem.line, problem.reason) for problem in caught.value.problems] == [
        (3, "channel.account_unknown"),
        (4, "channel.account_ambiguous"),
        (5, "channel.measured_before_opening"),
        (6, "channel.measured_in_future"),
        (7, "channel.measured_twice"),
        (8, "channel.account_not_registered"),
        (10, "channel.measured_twice"),
        (10, "channel.not_a_count"),
        (11, "channel.account_unknown"),
        (11, "channel.not_a_day"),
    ]
    assert figures(session) == set()
    assert session.scalar(sa.select(sa.func.count()).where(Channel.peer.is_not(None))) == 0


def test_a_file_costs_the_same_few_statements_however_long(session: Session, statements: Statements) -> None:
    counts = []
    for rows in (2, 400):
        lines = "".join(
            f"순천시,facebook,,{2000 + day // 28}-01-{day % 28 + 1},views,{day}\n" for day in range(rows)
        )
        with statements() as ran:
            import_figures(lines.replace("views", f"{'views' if rows == 2 else 'posts'}"))
        counts.append(len(ran))
    assert counts[1] <= counts[0]


def test_the_list_shows_whose_accounts_were_asked_for_with_their_newest_figures(session: Session) -> None:
    department = make_department(session, name="보건행정과")
    own = make_channel(session, name="구청")
    health = make_channel(session, name="보건소", department_id=department.id)
    closed = make_channel(session, name="옛 계정", closed_on=TODAY)
    peer = make_channel(session, name="순천시", peer="순천시", platform=Platform.BAND)
    for value, on in ((100, date(2016, 12, 19)), (120, date(2016, 12, 20))):
        make_figure(session, own, value, on=on)
    make_figure(session, own, 500, measure=Measure.VIEWS)

    def listed(wanted: Wanted) -> list[UUID]:
        return [row.channel.id for row in queries.channels(session, wanted, on=TODAY).rows]

    assert listed(Wanted()) == [own, health]
    assert listed(Wanted(running=Running.CLOSED)) == [closed]
    assert set(listed(Wanted(running=Running.ALL))) == {own, health, closed}
    assert listed(Wanted(department_id=department.id)) == [health]
    assert listed(Wanted(offices_own=True)) == [own]
    assert listed(Wanted(platform=Platform.BAND)) == []
    assert listed(Wanted(whose=Whose.PEERS)) == [peer]
    row = queries.channels(session, Wanted(), on=TODAY).rows[0]
    assert [(figure.measure, figure.value) for figure in row.latest] == [
        (Measure.VIEWS, 500),
        (Measure.LIKES, 120),
    ]


def test_a_chart_has_the_newest_figures_oldest_first(session: Session) -> None:
    channel_id = make_channel(session)
    for day in range(1, 6):
        make_figure(session, channel_id, day, on=date(2016, 12, day))
    shown = queries.series(session, channel_id, most=3)
    assert [figure.value for figure in shown[Measure.LIKES]] == [3, 4, 5]
    assert [row.value for row in queries.measures(session, channel_id).rows] == [5, 4, 3, 2, 1]


def test_a_post_is_known_to_come_from_a_registered_account_or_not(session: Session) -> None:
    own = make_channel(session, handle="ydpgu")
    make_channel(session, handle="suncheon", peer="순천시")

    def owner(url: str) -> UUID | None:
        link = parse(url)
        assert isinstance(link, Permalink)
        channel = queries.registered_channel(session, link)
        return channel.id if channel else None

    assert owner("https://www.facebook.com/YDP.gu/posts/1234567890") == own
    assert owner("https://www.facebook.com/suncheon/posts/1234567890") is None
    assert owner("https://x.com/ydpgu/status/1") is None
    assert owner("https://www.facebook.com/share/p/1AbCdEfGhJ") is None


def test_the_tables_themselves_refuse_what_cannot_be(session: Session) -> None:
    department_id = make_department(session).id
    channel_id = make_channel(session)
    make_figure(session, channel_id, 1)
    for make in (
        lambda: make_channel(session, closed_on=date(2016, 1, 1), opened_on=date(2016, 1, 2)),
        lambda: make_channel(session, peer="순천시", department_id=department_id),
        lambda: [make_channel(session, peer="서울시") for _ in range(2)],
        lambda: make_figure(session, channel_id, 2),
        lambda: make_figure(session, channel_id, -1, on=TODAY),
    ):
        with pytest.raises(sa.exc.IntegrityError):
            make()
