"""Public pages of a contest's log and its verification bundle.

None of them shows more than the log holds: how many have voted, to the minute, never what they chose.
"""

from __future__ import annotations

import json
from typing import Final

from flask import Response, request, send_file

from sotong.audit.models import AuditEntry
from sotong.audit.rules import leaf_bytes
from sotong.ballots.voting import ReceiptNumber
from sotong.core import config
from sotong.core.access import public
from sotong.core.canonical import Json
from sotong.core.db import db
from sotong.core.errors import NotFound
from sotong.core.forms import asked_page
from sotong.core.views import Page, page
from sotong.reports import rules, services
from sotong.reports.forms.public_log import ReceiptProofForm
from sotong.reports.queries.public_log import LoggedEntry, PublicLog, entries, logged_entry, public_log
from sotong.reports.queries.public_log import receipt_in_log as find_receipt
from sotong.reports.views.room import blueprint

# No further than JavaScript and JSON can count, and within the database's integers.
POSITION: Final = "<int(max=9007199254740991):position>"


@blueprint.get("/contests/<code>/log")
@public
def contest_log(code: str) -> Page:
    """Show the contest's log to everybody, the newest entries first, and how to keep a copy of its head."""
    session = db.session()
    log = public_log(session, code)
    return page(
        "reports/log.html",
        log=log,
        found=entries(session, log, asked_page()),
        published=rules.why_not_bundle(log.contest.facts) is None,
        content=_content,
    )


@blueprint.get("/contests/<code>/log/checkpoint")
@public
def checkpoint(code: str) -> Page:
    """Give the newest signed head: whoever keeps it can prove any later rewriting."""
    head = public_log(db.session(), code).head
    name = f"checkpoint-{code}-{head.size}.txt"
    return _file(head.checkpoint, "text/plain; charset=utf-8", name)


@blueprint.get(f"/contests/<code>/log/{POSITION}/proof")
@public
def proof(code: str, position: int) -> Page:
    """Give the proof that an entry stands in the log, as JSON (docs/bundle.md)."""
    session = db.session()
    log = public_log(session, code)
    told = _told(log, logged_entry(session, log, position))
    name = f"proof-{code}-{position}.json"
    return _file(json.dumps(told, ensure_ascii=False, indent=2), "application/json", name)


@blueprint.get("/contests/<code>/log/receipt")
@public
def receipt_proof(code: str) -> Page:
    """Show the proof that a receipt's vote stands in the log. The choice is shown nowhere."""
    session = db.session()
    log = public_log(session, code)
    form = ReceiptProofForm(request.args)
    asked, found = "number" in request.args, None
    if asked and form.validate():
        number = ReceiptNumber.parse(form.number.data or "")
        found = find_receipt(session, log, number) if number else None
    return page("reports/receipt.html", form=form, log=log, asked=asked, found=found, content=_content)


@blueprint.get("/contests/<code>/bundle.zip")
@public
def bundle(code: str) -> Page:
    """Give the contest's verification bundle; before the result is published, there is no such page."""
    session = db.session()
    log = public_log(session, code)
    if rules.why_not_bundle(log.contest.facts):
        raise NotFound
    path = services.kept_bundle(session, log, config.current().home / services.FOLDER)
    return send_file(
        path, mimetype="application/zip", as_attachment=True, download_name=f"sotong-{code}.zip", max_age=0
    )


def _content(entry: AuditEntry) -> str:
    """The text that an entry's hash covers."""
    return leaf_bytes(
        action=entry.action,
        actor_id=entry.actor_id,
        at=entry.at,
        body=entry.body,
        subject_id=entry.subject_id,
    ).decode()


def _told(log: PublicLog, logged: LoggedEntry) -> dict[str, Json]:
    return {
        "origin": log.stream.origin,
        "key": str(log.key),
        "position": logged.entry.position,
        "entry": _content(logged.entry),
        "leaf_hash": logged.inclusion.leaf_hash.hex(),
        "proof": [digest.hex() for digest in logged.inclusion.proof],
        "size": log.head.size,
        "root": log.head.root.hex(),
        "checkpoint": log.head.checkpoint,
    }


def _file(text: str, media_type: str, name: str) -> Response:
    return Response(
        text, content_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
