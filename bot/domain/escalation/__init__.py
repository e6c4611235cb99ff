"""The escalation: a report's way to Security. Each transition returns a new value or refuses.

awaiting leader ─ approved, handed back, not reached, deadline, reporter ─▶ mailing ⇄ sent
       └── declined with a reason ─ deadline, reporter ─▶ mailing
       └── withdrawn by the reporter, at any time before mailing
Urgent reports, and those for Security only, start at mailing. What was sent and cannot be seen
among the sent items is mailing again; what came back stays sent, and is called undelivered. Who
cannot be reached, or has not seen an urgent report in time, has a deputy.
"""

from bot.domain.escalation.enums import (
    Addition,
    Decision,
    EscalationStatus,
    Event,
    LeaderState,
    MailTrouble,
    OwnLeader,
    System,
)
from bot.domain.escalation.model import Escalation, Transition

__all__ = [
    "Addition",
    "Decision",
    "Escalation",
    "EscalationStatus",
    "Event",
    "LeaderState",
    "MailTrouble",
    "OwnLeader",
    "System",
    "Transition",
]
