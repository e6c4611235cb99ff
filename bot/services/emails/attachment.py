"""A report as data, for the systems of Security: what their mail says, and nothing it does not."""

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
"""Count the version up when a key changes its meaning or goes; a new key needs no new version."""


def data_file(report: Report) -> str:
    """The name of the file."""
    return f"{report.reference}.json"


def report_data(
    content: Content, report: Report, escalation: Escalation, now: datetime
) -> Attachment:
    """The file that goes with the mail; its keys always stand in the same order."""
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


def _leader(content: Content, it: Escalation) -> dict[str, Any]:
    # Why a leader sees no need for a report is for the reporter alone.
    is_told = it.leader_state is not LeaderState.NOT_TOLD
    return {
        "state": it.leader_state,
        "name": it.leader.name if it.leader and is_told else None,
        "deputy_state": it.deputy_state,
        "deputy_name": it.deputy.name if it.deputy and is_told else None,
        "decision": it.decision,
        "in_words": leader_words(content, it),
    }


def _entries(content: Content, report: Report, it: Escalation) -> list[dict[str, Any]]:
    return [
        {"system": system, "name": content.contacts.line(system), "is_done": system in it.ticked}
        for system in systems_for(report)
    ]


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
