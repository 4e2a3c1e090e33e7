"""Alerts, read: whom they concern, how each stands, what happened, what citizens are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.channels.models import Channel
from sotong.core.errors import NotFound
from sotong.core.paging import Paged, paged
from sotong.outreach.alert_replay import Happening
from sotong.outreach.alert_rules import AlertStage, Answering, Reach
from sotong.outreach.models.alerts import Alert, AlertChannel, AlertDepartment, AlertEvent, AlertMessage
from sotong.outreach.models.posts import Post
from sotong.people.models import Account, Appointment, AppointmentKind, Department, Officer
from sotong.people.queries import ActiveOfficer
from sotong.people.queries.serving import serving


@dataclass(frozen=True, slots=True)
class People:
    """Who answers for a department on a day: its officer, if it has one, and its deputies."""

    officer: ActiveOfficer | None = None
    deputies: Sequence[ActiveOfficer] = ()

    @property
    def reach(self) -> Reach:
        """What the rules need to know."""
        return Reach(self.officer is not None, bool(self.deputies))

    @property
    def everybody(self) -> list[ActiveOfficer]:
        """The officer and the deputies."""
        return [*([self.officer] if self.officer else []), *self.deputies]


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert in a list: how many departments it concerns, and how many of them have acknowledged."""

    alert: Alert
    asked: int = 0
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A department concerned, by name, with whoever acknowledged for it."""

    row: AlertDepartment
    code: str
    name: str
    by: str | None

    @property
    def answering(self) -> Answering:
        """The one state in which it is."""
        return self.row.asked.answering


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel on which a message is to stand, and the post with which it does."""

    row: AlertChannel
    channel: Channel
    permalink: str | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, who wrote and who issued it, and where it is to stand."""

    message: AlertMessage
    written_by: str
    issued_by: str | None
    channels: Sequence[ChannelRow] = field(default=())


@dataclass(frozen=True, slots=True)
class PublicAlert:
    """What citizens see of an alert: it is real, open, and its newest message is out."""

    alert: Alert
    message: AlertMessage


def alert(session: Session, alert_id: UUID) -> Alert:
    """One alert. Raises NotFound."""
    found = session.get(Alert, alert_id)
    if found is None:
        raise NotFound
    return found


def alerts(session: Session, number: int = 1) -> Paged[AlertRow]:
    """Page `number` of all alerts, those going on first, then the newest: three statements."""
    query = sa.select(Alert).order_by(Alert.closed_at.is_not(None), Alert.opened_at.desc(), Alert.id)
    page = paged(session, query, number)
    return replace(page, rows=_counted(session, page.rows))


def alerts_of(session: Session, department_ids: Collection[UUID], number: int = 1) -> Paged[AlertRow]:
    """As `alerts`, of those that concern one of these departments."""
    mine = sa.select(AlertDepartment.alert_id).where(AlertDepartment.department_id.in_(department_ids))
    query = sa.select(Alert).where(Alert.id.in_(mine))
    ordered = query.order_by(Alert.closed_at.is_not(None), Alert.opened_at.desc(), Alert.id)
    page = paged(session, ordered, number)
    return replace(page, rows=_counted(session, page.rows))


def open_alerts(session: Session) -> list[AlertRow]:
    """The alerts that are going on, the newest first."""
    query = sa.select(Alert).where(Alert.closed_at.is_(None)).order_by(Alert.opened_at.desc(), Alert.id)
    return _counted(session, session.scalars(query).all())


def asked_rows(session: Session, alert_id: UUID) -> list[AskedRow]:
    """The departments concerned, by code: one statement."""
    query = (
        sa.select(AlertDepartment, Department.code, Department.name, Account.name)
        .join(Department, Department.id == AlertDepartment.department_id)
        .outerjoin(Account, Account.id == AlertDepartment.acknowledged_by_id)
        .where(AlertDepartment.alert_id == alert_id)
        .order_by(Department.code)
        .execution_options(populate_existing=True)
    )
    return [AskedRow(*row) for row in session.execute(query)]


def asked(session: Session, asked_id: UUID) -> tuple[Alert, AlertDepartment]:
    """A department concerned and its alert. Raises NotFound."""
    query = (
        sa.select(Alert, AlertDepartment)
        .join(AlertDepartment, AlertDepartment.alert_id == Alert.id)
        .where(AlertDepartment.id == asked_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    found, asked_row = row
    return found, asked_row


def people_of(session: Session, department_ids: Collection[UUID], on: date) -> Mapping[UUID, People]:
    """Who answers for each of these departments on a day: one statement."""
    query = (
        sa.select(
            Officer.id,
            Officer.name,
            Department.id,
            Department.code,
            Department.name,
            Department.bureau,
            Account.id,
            Appointment.kind,
        )
        .select_from(Appointment)
        .join(Officer, Officer.id == Appointment.officer_id)
        .join(Department, Department.id == Appointment.department_id)
        .outerjoin(Account, (Account.officer_id == Officer.id) & Account.disabled_at.is_(None))
        .where(Department.id.in_(department_ids), serving(on))
        .order_by(Appointment.starts_on, Officer.id)
    )
    found: dict[UUID, People] = defaultdict(People)
    for row in session.execute(query):
        one = ActiveOfficer(row[0], row[1], row[2], row[3], row[4], row[5], row[6])
        before = found[one.department_id]
        primary = row[7] is AppointmentKind.PRIMARY
        found[one.department_id] = (
            replace(before, officer=one) if primary else replace(before, deputies=[*before.deputies, one])
        )
    return found


def departments_of(session: Session, officer_id: UUID, on: date) -> list[UUID]:
    """The departments for which somebody answers on a day, as officer or as deputy."""
    query = sa.select(Appointment.department_id).where(Appointment.officer_id == officer_id, serving(on))
    return list(session.scalars(query))


def happenings(session: Session, alert_id: UUID) -> list[Happening]:
    """The time line of an alert, in order: one statement."""
    query = (
        sa.select(AlertEvent, Account.name)
        .outerjoin(Account, Account.id == AlertEvent.actor_id)
        .where(AlertEvent.alert_id == alert_id)
        .order_by(AlertEvent.number)
    )
    return [
        Happening(one.number, one.at, one.deed, one.department_id, one.level, one.stage, name or "", one.text)
        for one, name in session.execute(query)
    ]


def message(session: Session, message_id: UUID) -> AlertMessage:
    """One message. Raises NotFound."""
    found = session.get(AlertMessage, message_id)
    if found is None:
        raise NotFound
    return found


def messages(session: Session, alert_id: UUID) -> list[MessageRow]:
    """The messages of an alert, the first first, with where they stand: two statements."""
    writer, issuer = sa.orm.aliased(Account), sa.orm.aliased(Account)
    query = (
        sa.select(AlertMessage, writer.name, issuer.name)
        .join(writer, writer.id == AlertMessage.written_by_id)
        .outerjoin(issuer, issuer.id == AlertMessage.issued_by_id)
        .where(AlertMessage.alert_id == alert_id)
        .order_by(AlertMessage.stage_number, AlertMessage.written_at)
    )
    rows = session.execute(query).all()
    channels = _channels(session, [one.id for one, *_names in rows])
    return [MessageRow(one, written, issued, channels[one.id]) for one, written, issued in rows]


def opened_since(session: Session, title: str, since: datetime, *, drill: bool) -> bool:
    """Whether an alert of this title was opened after `since` and is not closed."""
    query = sa.select(Alert.id).where(
        Alert.title == title, Alert.drill == drill, Alert.opened_at > since, Alert.closed_at.is_(None)
    )
    return session.scalars(query.limit(1)).first() is not None


def waiting_message(session: Session, alert_id: UUID) -> AlertMessage | None:
    """The message that waits for the second look, if there is one."""
    query = sa.select(AlertMessage).where(
        AlertMessage.alert_id == alert_id,
        AlertMessage.issued_at.is_(None),
        AlertMessage.sent_back_at.is_(None),
    )
    return session.scalars(query).one_or_none()


def channels_to_speak_on(session: Session, on: date) -> Sequence[Channel]:
    """The office's own accounts that are run on a day, by platform and name."""
    query = sa.select(Channel).where(
        Channel.peer.is_(None),
        Channel.department_id.is_(None),
        sa.or_(Channel.closed_on.is_(None), Channel.closed_on > on),
    )
    return session.scalars(query.order_by(Channel.platform, Channel.name)).all()


def public_alerts(session: Session) -> list[PublicAlert]:
    """What citizens see, the newest first: never a drill, never before the first message. One statement."""
    query = (
        sa.select(Alert, AlertMessage)
        .join(
            AlertMessage,
            (AlertMessage.alert_id == Alert.id) & (AlertMessage.stage_number == Alert.stage_number),
        )
        .where(
            Alert.drill.is_(False),
            Alert.closed_at.is_(None),
            Alert.stage_number >= AlertStage.FIRST_MESSAGE.value,
            AlertMessage.issued_at.is_not(None),
        )
        .order_by(AlertMessage.issued_at.desc(), Alert.id)
    )
    return [PublicAlert(*row) for row in session.execute(query)]


def _counted(session: Session, found: Sequence[Alert]) -> list[AlertRow]:
    query = (
        sa.select(
            AlertDepartment.alert_id,
            sa.func.count(),
            sa.func.count(AlertDepartment.acknowledged_at),
        )
        .where(AlertDepartment.alert_id.in_([one.id for one in found]))
        .group_by(AlertDepartment.alert_id)
    )
    counts = {alert_id: (asked, done) for alert_id, asked, done in session.execute(query)}
    return [AlertRow(one, *counts.get(one.id, (0, 0))) for one in found]


def _channels(session: Session, message_ids: Sequence[UUID]) -> Mapping[UUID, list[ChannelRow]]:
    query = (
        sa.select(AlertChannel, Channel, Post.permalink)
        .join(Channel, Channel.id == AlertChannel.channel_id)
        .outerjoin(Post, Post.id == AlertChannel.post_id)
        .where(AlertChannel.message_id.in_(message_ids))
        .order_by(Channel.platform, Channel.name)
    )
    found: dict[UUID, list[ChannelRow]] = defaultdict(list)
    for row, channel, permalink in session.execute(query):
        found[row.message_id].append(ChannelRow(row, channel, permalink))
    return found


def channel_name(session: Session, channel_id: UUID) -> str:
    """What a channel is called."""
    return session.scalars(sa.select(Channel.name).where(Channel.id == channel_id)).one()


def message_of_channel(session: Session, row_id: UUID) -> AlertMessage:
    """The message that is to stand on a channel. Raises NotFound."""
    query = sa.select(AlertMessage).join(AlertChannel, AlertChannel.message_id == AlertMessage.id)
    found = session.scalars(query.where(AlertChannel.id == row_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_asked(session: Session, department_ids: Collection[UUID]) -> Sequence[tuple[Alert, AlertDepartment]]:
    """The alerts going on that concern one of these departments, the newest first: one statement."""
    query = (
        sa.select(Alert, AlertDepartment)
        .join(AlertDepartment, AlertDepartment.alert_id == Alert.id)
        .where(Alert.closed_at.is_(None), AlertDepartment.department_id.in_(department_ids))
        .order_by(Alert.opened_at.desc(), AlertDepartment.id)
    )
    return [(alert, asked) for alert, asked in session.execute(query)]
