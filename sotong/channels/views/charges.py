"""Who answers for an account; peers to compare with."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from sotong.channels import queries
from sotong.channels.forms.charges import ChargeForm, PeerForm
from sotong.channels.platforms import Platform
from sotong.channels.rules import ChargeKind
from sotong.channels.services import charges as services
from sotong.channels.views.room import blueprint
from sotong.channels.views.series import owners_to_choose
from sotong.core import clock
from sotong.core.access import acting_id, requires
from sotong.core.days import korean_day
from sotong.core.db import db, transaction
from sotong.core.permissions import Permission
from sotong.core.views import Page, page


@blueprint.route("/channels/<uuid:channel_id>/charge", methods=["GET", "POST"])
@requires(Permission.CHANNEL_WRITE)
def give_charge(channel_id: UUID) -> Page:
    """Say who answers for an account, or stands in, from a day on."""
    now = clock.now()
    channel = queries.channel(db.session(), channel_id)
    form = ChargeForm(from_on=korean_day(now))
    form.offer(owners_to_choose(now))
    if form.ready():
        with form.attempt(), transaction() as session:
            services.give_charge(
                session,
                channel_id=channel_id,
                kind=ChargeKind(form.kind.data),
                officer_id=form.officer(),
                from_on=form.from_on.data or korean_day(now),
                actor_id=acting_id(),
                now=now,
            )
        if form.done:
            flash(_("담당을 정했습니다."))
            return redirect(url_for("channels.channel_page", channel_id=channel_id))
    return page("channels/give_charge.html", form=form, channel=channel)


@blueprint.route("/channels/peers/new", methods=["GET", "POST"])
@requires(Permission.CHANNEL_WRITE)
def register_peer() -> Page:
    """Register another organisation to compare with; its figures are entered on its page."""
    form = PeerForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            peer = services.register_peer(
                session,
                name=form.name.data or "",
                platform=Platform(form.platform.data),
                actor_id=acting_id(),
                now=clock.now(),
            )
        if form.done:
            flash(_("비교 기관을 등록했습니다. 수치를 입력해 주십시오."))
            return redirect(url_for("channels.channel_page", channel_id=peer.id))
    return page("channels/register_peer.html", form=form)
