"""A dry run before the day: a made-up entry, the real rubric, and nothing of it is stored."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from flask_babel import gettext as _

from sotong.contests.queries import PublicEntry
from sotong.contests.rule_parts import Format
from sotong.core.access import acting_id, requires
from sotong.core.db import db
from sotong.core.labels import word
from sotong.core.permissions import Permission
from sotong.core.views import Page, page
from sotong.judging import forms, queries
from sotong.judging.queries import Bench, EntryToScore
from sotong.judging.views.room import blueprint

NOBODYS: Final = UUID(int=0)


@blueprint.route("/judging/<code>/practice/<any(play,skit,slides,video):shown_as>", methods=["GET", "POST"])
@requires(Permission.SHEET_SCORE)
def practice(code: str, shown_as: str) -> Page:
    """Score a made-up entry by the rubric of its format. What is sent is checked as ever, and forgotten."""
    bench = queries.bench(db.session(), code, acting_id())
    entry = _made_up(bench, Format(shown_as))
    form = forms.sheet_form(entry)
    done = form.ready()
    if request.method == "POST" and request.accept_mimetypes.best == "application/json":
        answer = jsonify(form.answer(done=done, version=form.seen_version + 1))
        answer.status_code = form.status
        return answer
    if done and request.form.get("then") == "sign":
        return redirect(url_for("judging.practice_signing", code=code))
    return page(
        "judging/practice.html",
        form=form,
        bench=bench,
        entry=entry,
        kinds=practice_kinds(bench, shown_as),
        account_id=acting_id(),
    )


@blueprint.get("/judging/<code>/practice/signing")
@requires(Permission.SHEET_SCORE)
def practice_signing(code: str) -> Page:
    """Say what signing will be like; no password is asked for in a dry run."""
    return page("judging/practice_signing.html", bench=queries.bench(db.session(), code, acting_id()))


def practice_kinds(bench: Bench, here: str = "") -> list[dict[str, object]]:
    """The formats to practise, as tabs: one each if they have rubrics of their own, else one for all."""
    formats = [one for one in Format if bench.rule.rubric(one)]
    ways = {bench.rule.rubric(one): one for one in reversed(formats)}
    return [
        {
            "label": word(one),
            "url": url_for("judging.practice", code=bench.contest.code, shown_as=one.value),
            "active": one.value == here,
        }
        for one in formats
        if one in ways.values()
    ]


def _made_up(bench: Bench, shown_as: Format) -> EntryToScore:
    entry = PublicEntry(
        id=NOBODYS,
        number=0,
        title=_("연습: 우리 동네 소식통"),
        title_en=None,
        department_name=_("지어낸 부서"),
        department_name_en=_("지어낸 부서"),
        format=shown_as,
        summary=_("밴드에 올라온 가로등 고장을 하루 만에 고치고, 고친 과정을 사진으로 답한 이야기입니다."),
        story="",
        media_url=None,
    )
    return EntryToScore(entry, bench.rule.rubric(shown_as) or (), None, None, own_department=False)
