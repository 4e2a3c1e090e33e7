"""Official messages of an alert: written by one official, looked at and issued by another, then posted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sotong.audit import services as audit
from sotong.channels.platforms import Permalink
from sotong.core.canonical import Json
from sotong.core.db import refusing_clash
from sotong.core.errors import NotFound, Refused
from sotong.outreach import alert_rules as rules
from sotong.outreach.alert_rules import AlertDeed, AlertStage, Official
from sotong.outreach.models.alerts import Alert, AlertChannel, AlertMessage
from sotong.outreach.models.posts import Post
from sotong.outreach.queries import alerts as queries
from sotong.outreach.rules import Audience
from sotong.outreach.services import alerts, posts, telling
from sotong.outreach.services.posts import To
from sotong.rota.queries.recipients import admins


def write_message(
    session: Session,
    *,
    alert_id: UUID,
    stage: AlertStage,
    text: str,
    channel_ids: Collection[UUID],
    guidance_version_id: UUID | None,
    actor_id: UUID,
    now: datetime,
) -> AlertMessage:
    """Write the message of the next stage. It waits for the second look; other admins are told, or, if there
    are none, the officers concerned.

    Raises NotFound; Refused: not the next stage, one waits already, or the alert is closed.
    """
    alert = alerts.locked_alert(session, alert_id)
    waiting = queries.waiting_message(session, alert_id) is not None
    if reason := rules.why_not_write(alert.facts, stage, waiting=waiting):
        raise Refused(reason)
    message = AlertMessage(
        id=uuid4(),
        alert_id=alert_id,
        stage_number=stage.value,
        text=rules.marked(text, drill=alert.drill),
        guidance_version_id=guidance_version_id,
        written_at=now,
        written_by_id=actor_id,
    )
    with refusing_clash(session, "alert.message_waits"):
        session.add(message)
    session.add_all(
        AlertChannel(id=uuid4(), message_id=message.id, channel_id=one) for one in sorted(set(channel_ids))
    )
    alerts.note(session, alert, AlertDeed.WRITTEN, now, actor_id=actor_id, stage=stage)
    _record(session, "alert.write", message, actor_id, now)
    others = [one for one in admins(session) if one != actor_id]
    to = others or alerts.concerned(session, alerts.concerned_rows(session, alert), now)
    telling.tell(session, alert, "to_look", to=to, now=now, key=str(message.id))
    return message


def issue_message(session: Session, *, message_id: UUID, official: Official, now: datetime) -> AlertMessage:
    """Issue a message as the second official: the alert goes on to its stage, all concerned are told.

    Raises NotFound; Refused: she wrote it herself, is not concerned, or it was looked at already.
    """
    alert, message = _looked_at(session, message_id, official)
    message.issued_at, message.issued_by_id = now, official.account_id
    alert.stage_number = message.stage_number
    session.flush()
    alerts.note(
        session,
        alert,
        AlertDeed.ISSUED,
        now,
        actor_id=official.account_id,
        stage=message.stage,
        text=message.text,
    )
    _record(session, "alert.issue", message, official.account_id, now)
    to = alerts.concerned(session, alerts.concerned_rows(session, alert), now)
    stage = message.stage_number
    telling.tell(session, alert, "issued", to=to, now=now, key=str(stage), stage=stage)
    telling.tell_rooms(session, alert, "issued", now=now, stage=stage)
    return message


def send_back(
    session: Session, *, message_id: UUID, why: str, official: Official, now: datetime
) -> AlertMessage:
    """Send a message back to whoever wrote it; another one may then be written. Raises as `issue_message`."""
    alert, message = _looked_at(session, message_id, official)
    message.sent_back_at, message.sent_back_reason = now, why
    session.flush()
    alerts.note(
        session,
        alert,
        AlertDeed.SENT_BACK,
        now,
        actor_id=official.account_id,
        stage=message.stage,
        text=why,
    )
    _record(session, "alert.send_back", message, official.account_id, now)
    telling.tell(session, alert, "sent_back", to=[message.written_by_id], now=now, key=str(message.id))
    return message


def note_posted(
    session: Session,
    *,
    row_id: UUID,
    link: Permalink | None,
    to: To,
    due_at: datetime,
    actor_id: UUID,
    now: datetime,
) -> Post | None:
    """Note that an issued message stands on a channel, as a post whose share is asked of `to`.

    A drill is never posted: it is only noted, as is what has no address; then there is no post.
    Raises NotFound; Refused: not issued, posted already, another account's address, the post is known.
    """
    alert, message, row = _channel(session, row_id)
    if reason := rules.why_not_post(alert.facts, message.facts, posted=row.posted_at is not None):
        raise Refused(reason)
    post = None
    if link is not None and not alert.drill:
        post = _post(session, alert, message, row, link=link, actor_id=actor_id, now=now)
        if to.audience is not Audience.NOBODY:
            posts.assign_share(session, post_id=post.id, to=to, due_at=due_at, actor_id=actor_id, now=now)
    row.post_id, row.posted_at, row.posted_by_id = post.id if post else None, now, actor_id
    name = queries.channel_name(session, row.channel_id)
    alerts.note(session, alert, AlertDeed.POSTED, now, actor_id=actor_id, stage=message.stage, text=name)
    _record(session, "alert.post", message, actor_id, now, channel=str(row.channel_id))
    return post


def _post(
    session: Session,
    alert: Alert,
    message: AlertMessage,
    row: AlertChannel,
    *,
    link: Permalink,
    actor_id: UUID,
    now: datetime,
) -> Post:
    post = posts.record_post(
        session,
        title=alert.title,
        link=link,
        text=message.text,
        posted_at=now,
        actor_id=actor_id,
        now=now,
    )
    if post.channel_id is not None and post.channel_id != row.channel_id:
        raise Refused("alert.other_channel")
    return post


def _looked_at(session: Session, message_id: UUID, official: Official) -> tuple[Alert, AlertMessage]:
    """The message and its alert, locked, if this official may look at it."""
    alert = alerts.locked_alert(session, queries.message(session, message_id).alert_id)
    message = _locked(session, message_id)
    rows = alerts.concerned_rows(session, alert)
    ids = {row.department_id for row in rows}
    if reason := rules.why_not_look(alert.facts, message.facts, official, ids):
        raise Refused(reason)
    return alert, message


def _channel(session: Session, row_id: UUID) -> tuple[Alert, AlertMessage, AlertChannel]:
    """A channel of a message, with the message and its alert, locked from the alert down."""
    found = session.get(AlertChannel, row_id)
    if found is None:
        raise NotFound
    alert = alerts.locked_alert(session, queries.message(session, found.message_id).alert_id)
    message = _locked(session, found.message_id)
    session.refresh(found, with_for_update=True)
    return alert, message, found


def _locked(session: Session, message_id: UUID) -> AlertMessage:
    query = sa.select(AlertMessage).where(AlertMessage.id == message_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _record(
    session: Session, action: str, message: AlertMessage, actor_id: UUID, now: datetime, **body: str
) -> None:
    facts: dict[str, Json] = {"alert": str(message.alert_id), "stage": message.stage_number, **body}
    audit.record(session, action, at=now, actor_id=actor_id, subject_id=message.id, body=facts)
