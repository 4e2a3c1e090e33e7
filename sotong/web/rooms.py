"""Every room that has pages. Importing this module also makes every table known."""

from __future__ import annotations

from flask import Blueprint

from sotong.assignments.views import blueprint as assignments
from sotong.audit.views import blueprint as audit
from sotong.ballots.views import blueprint as ballots
from sotong.channels.views import blueprint as channels
from sotong.contests.views import blueprint as contests
from sotong.inquiries.views import blueprint as inquiries
from sotong.judging.views import blueprint as judging
from sotong.notices.views import blueprint as notices
from sotong.outreach.views import alerts, guidance, safety
from sotong.outreach.views import blueprint as outreach
from sotong.people.views import blueprint as people
from sotong.reports.views import blueprint as reports
from sotong.results.views import blueprint as results
from sotong.rota.views import blueprint as rota
from sotong.web.views import blueprint as web

BLUEPRINTS: tuple[Blueprint, ...] = (
    web,
    audit,
    notices,
    people,
    channels,
    assignments,
    rota,
    outreach,
    alerts.blueprint,
    guidance.blueprint,
    safety.blueprint,
    inquiries,
    contests,
    ballots,
    judging,
    results,
    reports,
)
