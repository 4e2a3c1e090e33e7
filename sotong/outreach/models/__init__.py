"""The tables of the outreach room, by what they are about."""

from __future__ import annotations

from sotong.outreach.models.alerts import Alert, AlertChannel, AlertDepartment, AlertEvent, AlertMessage
from sotong.outreach.models.guard import ElectionWindow, ListedPerson, PostApproval
from sotong.outreach.models.guidance import Guidance, GuidanceVersion, Shelter
from sotong.outreach.models.posts import Post
from sotong.outreach.models.sharing import ShareTemplate, ShareTemplateDepartment

__all__ = [
    "Alert",
    "AlertChannel",
    "AlertDepartment",
    "AlertEvent",
    "AlertMessage",
    "ElectionWindow",
    "Guidance",
    "GuidanceVersion",
    "ListedPerson",
    "Post",
    "PostApproval",
    "ShareTemplate",
    "ShareTemplateDepartment",
    "Shelter",
]
