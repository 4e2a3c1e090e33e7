"""The auditor's pages: what was done, by whom, and whether the record of it is untouched."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, request, stream_with_context
from flask_babel import lazy_gettext as _l

from sotong.audit import queries, services
from sotong.audit.checker import EntryFacts, Verification
from sotong.audit.checkpoint import VerifierKey, proof_text
from sotong.audit.disclosure import disclose
from sotong.audit.forms import EntryFilterForm, VerifyForm
from sotong.audit.models import AuditEntry, AuditStream
from sotong.audit.queries import EntryFilter
from sotong.audit.rules import leaf_bytes
from sotong.core import clock, directory, labels
from sotong.core.access import acting_id, requires
from sotong.core.canonical import Json
from sotong.core.days import KST
from sotong.core.db import db, transaction
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.paging import Paged, paged
from sotong.core.permissions import Permission
from sotong.core.reasons import ReasonForm
from sotong.core.spreadsheet import MEDIA_TYPE, csv_lines
from sotong.core.views import Page, page

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

# No further than JavaScript and JSON can count, and within the database's integers.
ENTRY: Final = "/logs/<uuid:stream_id>/entries/<int(max=9007199254740991):position>"


@blueprint.get("/")
@requires(Permission.AUDIT_READ)
def logs() -> Page:
    """List the logs: the office's own, and one for each contest."""
    return page("audit/logs.html", logs=paged(db.session(), queries.streams(), asked_page()))


@blueprint.get("/logs/<uuid:stream_id>")
@requires(Permission.AUDIT_READ)
def entries(stream_id: UUID) -> Page:
    """List the entries of a log, the newest first."""
    session = db.session()
    stream = queries.stream(session, stream_id)
    form, wanted = _filter(stream)
    found: Paged[AuditEntry] = Paged((), 1, 0)
    if wanted is not None:
        found = paged(session, queries.entries(stream_id, wanted), asked_page())
    return page(
        "audit/entries.html",
        form=form,
        stream=stream,
        found=found,
        names=_names(found.rows),
        asked=_query(),
    )


@blueprint.get(ENTRY)
@requires(Permission.AUDIT_READ)
def entry(stream_id: UUID, position: int) -> Page:
    """Show an entry, and the proof that it is under the newest signed head."""
    session = db.session()
    stream = queries.stream(session, stream_id)
    shown = queries.entry(session, stream_id, position)
    return page(
        "audit/entry.html",
        stream=stream,
        entry=shown,
        body=_spread(shown.body),
        content=_content(shown),
        names=_names([shown]),
        inclusion=_inclusion(stream_id, position),
    )


@blueprint.get(f"{ENTRY}/proof")
@requires(Permission.AUDIT_READ)
def proof(stream_id: UUID, position: int) -> Page:
    """Give the proof of an entry as a file that others' tools can check."""
    head = queries.latest_head(db.session(), stream_id)
    found = queries.inclusion(db.session(), stream_id, position, head)
    text = proof_text(position, found.proof, head.checkpoint)
    return _file(text, "text/plain; charset=utf-8", f"entry-{position}.tlog-proof")


@blueprint.get("/logs/<uuid:stream_id>/checkpoint")
@requires(Permission.AUDIT_READ)
def checkpoint(stream_id: UUID) -> Page:
    """Give the newest signed head, to be kept outside: no later rewriting can agree with it."""
    head = queries.latest_head(db.session(), stream_id)
    return _file(head.checkpoint, "text/plain; charset=utf-8", f"checkpoint-{head.size}.txt")


@blueprint.route("/logs/<uuid:stream_id>/verify", methods=["GET", "POST"])
@requires(Permission.AUDIT_VERIFY)
def verify(stream_id: UUID) -> Page:
    """Recompute the whole log and say in words what came of it."""
    stream = queries.stream(db.session(), stream_id)
    form, result = VerifyForm(), None
    if form.ready():
        with form.attempt():
            result = _verified(stream, form)
        if result is not None:
            # A log too damaged to be written on must not hide what was found: the refusal stands beside it.
            with form.attempt(), transaction() as session:
                services.record_verification(session, stream_id, result, actor_id=acting_id(), at=clock.now())
    return page("audit/verify.html", form=form, stream=stream, result=result)


@blueprint.route("/logs/<uuid:stream_id>/export", methods=["GET", "POST"])
@requires(Permission.AUDIT_EXPORT)
def export(stream_id: UUID) -> Page:
    """Give the entries that the address asks for as CSV, for a reason, which goes on record."""
    stream = queries.stream(db.session(), stream_id)
    size = stream.size  # as it stands now: without the entry that this export will leave
    _asked, wanted = _filter(stream)
    if wanted is None:
        raise NotFound
    rows = queries.count(db.session(), stream_id, wanted, size=size)
    form = ReasonForm()
    if form.ready():
        with form.attempt(), transaction() as session:
            disclose(session, form, what="audit.log", rows=rows, selection=_selection(stream))
        if form.done:
            lines = csv_lines([str(title) for title in HEAD], _lines(stream_id, wanted, size))
            return _file(stream_with_context(lines), MEDIA_TYPE, f"audit-log-{size}.csv")
    return page("audit/export.html", form=form, stream=stream, rows=rows, back=_query())


HEAD: Final = (
    _l("번호"),
    _l("일시(KST)"),
    _l("한 일"),
    _l("행위 코드"),
    _l("행위자"),
    _l("행위자 번호"),
    _l("대상 번호"),
    _l("내용"),
    _l("해시(SHA-256)"),
)


def _lines(stream_id: UUID, wanted: EntryFilter, size: int) -> Iterator[Sequence[object]]:
    session = db.session()
    for chunk in queries.oldest_first(session, stream_id, wanted, size=size):
        names = _names(chunk)
        for row in chunk:
            yield (
                row.position,
                row.at.astimezone(KST).strftime("%Y-%m-%d %H:%M:%S"),
                labels.deed(row.action),
                row.action,
                names.get(row.actor_id, "") if row.actor_id else "",
                row.actor_id,
                row.subject_id,
                row.body,
                row.leaf_hash.hex(),
            )


def _filter(stream: AuditStream) -> tuple[EntryFilterForm, EntryFilter | None]:
    """What the address asks for; None if it cannot be understood."""
    session = db.session()
    form = EntryFilterForm(request.args)
    form.offer([(action, labels.deed(action)) for action in queries.actions(session, stream.id)])
    return form, form.wanted(partial(directory.find, session)) if form.reads() else None


def _query() -> str:
    """The address's question part, to lead on or back with the same filter."""
    return request.query_string.decode("ascii", "ignore")


def _selection(stream: AuditStream) -> Mapping[str, Json]:
    """What is taken, for the record: the log, and the filter as it stands in the address."""
    asked = {name: request.args.get(name, "") for name in EntryFilterForm.NAMES}
    return {"log": stream.origin, **{name: value for name, value in asked.items() if value}}


def _names(rows: Collection[AuditEntry | EntryFacts]) -> Mapping[UUID, str]:
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    return directory.names(db.session(), ids)


def _verified(stream: AuditStream, form: VerifyForm) -> Verification | None:
    public_key = services.log_public_key()
    kept = form.checkpoints(VerifierKey(stream.origin, public_key))
    if kept is None:
        return None
    return queries.verify_stream(db.session(), stream.id, public_key=public_key, kept=kept)


def _inclusion(stream_id: UUID, position: int) -> queries.Inclusion | None:
    """The proof of an entry; None where the log is too damaged to give one."""
    try:
        return queries.inclusion(
            db.session(), stream_id, position, queries.latest_head(db.session(), stream_id)
        )
    except NotFound:
        return None


def _spread(body: str) -> str:
    """A body over several lines; as it stands, if somebody has made it unreadable."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body


def _content(shown: AuditEntry) -> str:
    """The text that an entry's hash covers."""
    return leaf_bytes(
        action=shown.action,
        actor_id=shown.actor_id,
        at=shown.at,
        body=shown.body,
        subject_id=shown.subject_id,
    ).decode()


def _file(content: Any, media_type: str, name: str) -> Response:
    """A download."""
    return Response(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
