"""Who may do what: the whole of it. Ownership, recusal and phase are rules that services ask."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """One role an account: an auditor who could also change things would audit herself."""

    ADMIN = "admin"
    OFFICER = "officer"
    JUDGE = "judge"
    AUDITOR = "auditor"


class Permission(StrEnum):
    # audit
    AUDIT_READ = "audit.read"
    AUDIT_VERIFY = "audit.verify"
    AUDIT_EXPORT = "audit.export"
    # notices
    NOTICE_OUTBOX = "notice.outbox"
    # people
    PEOPLE_READ = "people.read"
    PEOPLE_WRITE = "people.write"
    PEOPLE_IMPORT = "people.import"
    PEOPLE_EXPORT = "people.export"
    ACCOUNT_WRITE = "account.write"
    # channels
    CHANNEL_READ = "channel.read"
    CHANNEL_WRITE = "channel.write"
    CALENDAR_READ = "calendar.read"
    CALENDAR_DRAFT = "calendar.draft"
    CALENDAR_REVIEW = "calendar.review"
    CALENDAR_WRITE = "calendar.write"
    # assignments
    ASSIGNMENT_DO = "assignment.do"
    ASSIGNMENT_READ = "assignment.read"
    ASSIGNMENT_REVIEW = "assignment.review"
    SHARE_POLICY_WRITE = "share_policy.write"
    # rota
    ABSENCE_ENTER = "absence.enter"
    ABSENCE_WRITE = "absence.write"
    ROTA_READ = "rota.read"
    ROTA_WRITE = "rota.write"
    DUTY_SERVE = "duty.serve"
    # contests
    CONTEST_READ = "contest.read"
    CONTEST_WRITE = "contest.write"
    ENTRY_WRITE = "entry.write"
    # outreach
    POST_READ = "post.read"
    POST_RECORD = "post.record"
    ALERT_READ = "alert.read"
    ALERT_RUN = "alert.run"
    ALERT_ANSWER = "alert.answer"
    ALERT_LOOK = "alert.look"
    GUIDANCE_READ = "guidance.read"
    GUIDANCE_WRITE = "guidance.write"
    # inquiries
    INQUIRY_READ = "inquiry.read"
    INQUIRY_WRITE = "inquiry.write"
    INQUIRY_BOARD = "inquiry.board"
    INQUIRY_COORDINATE = "inquiry.coordinate"
    # ballots
    VOTE_LINK_WRITE = "vote_link.write"
    AUDIT_KEY_TAKE = "audit_key.take"
    FRAUD_READ = "fraud.read"
    FRAUD_QUARANTINE = "fraud.quarantine"
    VOID_PROPOSE = "void.propose"
    VOID_CONFIRM = "void.confirm"
    # judging
    PANEL_WRITE = "panel.write"
    SHEET_SCORE = "sheet.score"
    SHEET_PROGRESS = "sheet.progress"
    COMMENT_READ = "comment.read"
    UNLOCK_PROPOSE = "unlock.propose"
    UNLOCK_CONFIRM = "unlock.confirm"
    # results
    TALLY_MAKE = "tally.make"
    TALLY_READ = "tally.read"
    RESULT_PUBLISH = "result.publish"
    CASE_READ = "case.read"
    CASE_WRITE = "case.write"
    CASE_PUBLISH = "case.publish"
    SHOW_HOST = "show.host"
    # reports
    REPORT_READ = "report.read"
    SCORECARD_READ = "scorecard.read"


P = Permission

_READING = {
    P.ALERT_READ,
    P.GUIDANCE_READ,
    P.CALENDAR_READ,
    P.CHANNEL_READ,
    P.CONTEST_READ,
    P.CASE_READ,
    P.POST_READ,
    P.PEOPLE_READ,
    P.REPORT_READ,
    P.ROTA_READ,
    P.SCORECARD_READ,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        _READING
        | {
            P.NOTICE_OUTBOX,
            P.PEOPLE_WRITE,
            P.PEOPLE_IMPORT,
            P.PEOPLE_EXPORT,
            P.ACCOUNT_WRITE,
            P.CHANNEL_WRITE,
            P.CALENDAR_DRAFT,
            P.CALENDAR_REVIEW,
            P.CALENDAR_WRITE,
            P.ASSIGNMENT_READ,
            P.ASSIGNMENT_REVIEW,
            P.SHARE_POLICY_WRITE,
            P.ABSENCE_WRITE,
            P.ROTA_WRITE,
            P.CONTEST_WRITE,
            P.ENTRY_WRITE,
            P.POST_RECORD,
            P.ALERT_RUN,
            P.ALERT_LOOK,
            P.GUIDANCE_WRITE,
            P.INQUIRY_READ,
            P.INQUIRY_WRITE,
            P.INQUIRY_BOARD,
            P.INQUIRY_COORDINATE,
            P.VOTE_LINK_WRITE,
            P.FRAUD_READ,
            P.FRAUD_QUARANTINE,
            P.VOID_PROPOSE,
            P.PANEL_WRITE,
            P.SHEET_PROGRESS,
            P.UNLOCK_PROPOSE,
            P.TALLY_MAKE,
            P.TALLY_READ,
            P.RESULT_PUBLISH,
            P.CASE_WRITE,
            P.CASE_PUBLISH,
            P.SHOW_HOST,
        }
    ),
    Role.OFFICER: frozenset(
        {
            P.CALENDAR_READ,
            P.CALENDAR_DRAFT,
            P.CHANNEL_READ,
            P.CONTEST_READ,
            P.POST_READ,
            P.INQUIRY_READ,
            P.INQUIRY_WRITE,
            P.ALERT_READ,
            P.ALERT_ANSWER,
            P.ALERT_LOOK,
            P.GUIDANCE_READ,
            P.ASSIGNMENT_DO,
            P.ENTRY_WRITE,
            P.COMMENT_READ,
            P.CASE_READ,
            P.CASE_WRITE,
            P.ABSENCE_ENTER,
            P.ROTA_READ,
            P.DUTY_SERVE,
            P.SCORECARD_READ,
        }
    ),
    Role.JUDGE: frozenset({P.SHEET_SCORE}),
    Role.AUDITOR: frozenset(
        _READING
        | {
            P.AUDIT_READ,
            P.AUDIT_VERIFY,
            P.AUDIT_EXPORT,
            P.AUDIT_KEY_TAKE,
            P.FRAUD_READ,
            P.FRAUD_QUARANTINE,
            P.VOID_PROPOSE,
            P.INQUIRY_READ,
            P.INQUIRY_BOARD,
            P.VOID_CONFIRM,
            P.ASSIGNMENT_READ,
            P.SHEET_PROGRESS,
            P.UNLOCK_PROPOSE,
            P.UNLOCK_CONFIRM,
            P.TALLY_READ,
        }
    ),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether `role` is granted `permission`."""
    return permission in GRANTS[role]
