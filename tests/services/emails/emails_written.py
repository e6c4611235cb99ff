"""The emails about one full report, and a check of the order of their parts."""

from datetime import datetime

from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.domain.scenario import Level
from bot.ports import Letter
from bot.services.emails.writer import WriteLetters
from bot.services.reports.use_cases import compose
from tests.builders import NOON, an_escalation, shipped
from tests.services.drafts import a_full_draft

LETTERS = WriteLetters(shipped(), "security@example.org")
FULL = compose(shipped(), a_full_draft(), NOON)
LATE = an_escalation(level=Level.URGENT)


def mail(report: Report = FULL, escalation: Escalation = LATE, now: datetime = NOON) -> Letter:
    """The mail to Security."""
    return LETTERS.to_security(report, escalation, now)


def missing(text: str, *parts: str) -> list[str]:
    """The parts that are absent or out of order."""
    lost, rest = [], text
    for part in parts:
        before, found, after_it = rest.partition(part)
        lost += [] if found else [part]
        rest = after_it if found else before
    return lost
