"""The JSON attachment of the mail to Security: what the mail says, for their systems."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.content import Content
from bot.domain.escalation import Escalation, LeaderState
from bot.domain.form import Reader
from bot.domain.report import Report
from bot.ports import Attachment
from bot.services.emails.leader_status import leader_words
from bot.services.emails.parts import systems_for

SCHEMA = {"name": "online-harm-report", "version": 1}
"""Raise the version when a key is removed or changes its meaning; not for a new key."""


def data_file(report: Report) -> str:
    """The name of the attachment."""
    return f"{report.reference}.json"


def report_data(
    content: Content, report: Report, escalation: Escalation, now: datetime
) -> Attachment:
    """The attachment; its keys are always in the same order."""
    data = {
        "schema": SCHEMA,
        "reference": report.reference,
        "level": {
            "word": report.level.word,
            "name": content.levels[report.level.word].name,
            "why": report.reasons,
        },
        "flags": sorted(report.flags),
        "scenario": report.scenario_id,
        "reporter": {"name": report.reporter.name, "email": report.reporter.email},
        "times": {"reported_at": _iso(report.submitted_at), "written_at": _iso(now)},
        "lines": [
            {"field": line.field, "heading": line.heading, "value": line.value}
            for line in report.lines_for(Reader.EMAIL)
        ],
        "may_be_second_copy": escalation.mail_copied_at is not None,
        "leader": _leader(content, escalation),
        "mailing_because": escalation.mailing_because,
        "entries": _entries(content, report, escalation),
        "tell": report.tell,
        "support_offered": content.contacts.line("eap"),
        "content_version": report.content_version,
    }
    written = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    return Attachment(data_file(report), "application/json", written.encode())


def _leader(content: Content, escalation: Escalation) -> dict[str, Any]:
    # The leader's reason for a decline is shown to the reporter only.
    is_told = escalation.leader_state is not LeaderState.NOT_TOLD
    leader, deputy = escalation.leader, escalation.deputy
    return {
        "state": escalation.leader_state,
        "name": leader.name if leader and is_told else None,
        "deputy_state": escalation.deputy_state,
        "deputy_name": deputy.name if deputy and is_told else None,
        "decision": escalation.decision,
        "in_words": leader_words(content, escalation),
    }


def _entries(content: Content, report: Report, escalation: Escalation) -> list[dict[str, Any]]:
    return [
        {
            "system": system,
            "name": content.contacts.line(system),
            "is_done": system in escalation.ticked,
        }
        for system in systems_for(report)
    ]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
