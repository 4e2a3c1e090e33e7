"""The pages of one contest, whichever room they live in: its tabs, and what is still to be done for it.

A room above contests that has pages of its own for a contest names them here. Their addresses take one
argument, whatever it is called: the contest's code.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sotong.contests.views import STEP_SOURCES, StepSource
from sotong.core.access import may_use
from sotong.web.navigation import Item

TABS: tuple[tuple[str, LazyString], ...] = (
    ("contests.contest_page", _l("한눈에")),
    ("contests.phases", _l("일정")),
    ("contests.entries", _l("출품작")),
    ("contests.public_rule", _l("규칙")),
    ("ballots.vote_links", _l("투표 링크")),
    ("judging.panel", _l("심사위원단")),
    ("results.tally", _l("집계")),
)
STEPS: tuple[StepSource, ...] = ()
"""What rooms above ask for before a contest can run; each gives its steps, none if it asks for nothing."""


def contest_tabs(code: str) -> list[Item]:
    """Return the pages of the contest that the present person may use."""
    return [
        Item(
            label=str(label),
            endpoint=endpoint,
            url=contest_url(endpoint, code),
            active=endpoint == request.endpoint,
        )
        for endpoint, label in TABS
        if endpoint in current_app.view_functions and may_use(endpoint)
    ]


def contest_url(endpoint: str, code: str) -> str:
    """Return the address of a page of the contest."""
    (argument,) = next(current_app.url_map.iter_rules(endpoint)).arguments
    values: dict[str, Any] = {argument: code}
    return url_for(endpoint, **values)


def prepare(app: Flask) -> None:
    """Let templates ask for the tabs, and the contest's page for the steps."""
    app.add_template_global(contest_tabs)
    app.add_template_global(contest_url)
    app.extensions[STEP_SOURCES] = STEPS
