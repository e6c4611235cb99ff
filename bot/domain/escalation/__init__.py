"""The escalation: a report's way to Security.

awaiting leader ─ approved, handed back, not reached, deadline, reporter ─▶ mailing ⇄ sent
       └── declined with a reason ─ deadline, reporter ─▶ mailing
       └── withdrawn by the reporter, at any time before mailing
Urgent reports, and those for Security only, start at mailing. A mail that was sent and is not in
Sent Items is mailing again; one that bounced stays sent and is called undelivered. A deputy is
asked where the leader cannot be reached, or has not seen an urgent report in time. Once mailed,
Security answers by links: received, more is needed, closed, opened again.
"""

from bot.domain.escalation.enums import (
    Addition,
    Closing,
    Decision,
    EntryMade,
    EscalationStatus,
    Event,
    LeaderState,
    MailTrouble,
    Need,
    NeededFact,
    OwnLeader,
    SecurityAnswer,
    SecurityLink,
    System,
)
from bot.domain.escalation.model import Escalation, Transition

__all__ = [
    "Addition",
    "Closing",
    "Decision",
    "EntryMade",
    "Escalation",
    "EscalationStatus",
    "Event",
    "LeaderState",
    "MailTrouble",
    "Need",
    "NeededFact",
    "OwnLeader",
    "SecurityAnswer",
    "SecurityLink",
    "System",
    "Transition",
]
