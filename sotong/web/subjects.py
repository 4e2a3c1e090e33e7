"""Where the pages are of what assignments are about: the room of assignments stands below and cannot know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask, current_app, url_for

from sotong.assignments.rules import SubjectKind

PAGES: dict[SubjectKind, tuple[str, str]] = {
    SubjectKind.ALERT: ("alerts.asked_page", "asked_id"),
    SubjectKind.GUIDELINE: ("guidance.version_page", "version_id"),
    SubjectKind.CASE: ("results.case_page", "case_id"),
}
"""The endpoint of a subject's page, and what its argument is called."""


def subject_url(kind: SubjectKind, subject_id: UUID) -> str | None:
    """Return the address of a subject's page, if there is one."""
    endpoint, argument = PAGES.get(kind, ("", ""))
    values: dict[str, Any] = {argument: subject_id}
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def prepare(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(subject_url)
