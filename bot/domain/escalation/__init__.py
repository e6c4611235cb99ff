"""The escalation: a report's way to Security.

awaiting leader ─ approved, end of the line, deadline, reporter ─▶ mailing ⇄ sent
       └── declined with a reason ─ deadline, reporter ─▶ mailing
       └── withdrawn by the reporter, at any time before mailing
Urgent reports, and those for Security only, start at mailing. A mail that was sent and is not in
Sent Items is mailing again; one that bounced stays sent and is called undelivered. Once mailed,
Security answers by links: received, more is needed, closed, opened again.

The line: whoever says "Not me" or cannot be reached is passed over, and the next above them is the
deputy. A leader who has not seen an urgent report in time gets a deputy too, and may still answer.
Where nobody is left to ask the line ends: reporter and Security are told, and nothing waits for a
leader. Only the reporter can name somebody outside it, and only then.
"""

from bot.domain.escalation.enums import (
    ANSWERED_BY,
    Addition,
    CheckIn,
    CheckInAnswer,
    CheckInAsked,
    Closing,
    Decision,
    EntryMade,
    EscalationStatus,
    Event,
    LeaderCare,
    LeaderState,
    LeaderTick,
    MailTrouble,
    Need,
    NeededFact,
    NotMe,
    OwnLeader,
    PassedOn,
    SecurityAnswer,
    SecurityLink,
    System,
    Watcher,
    WatcherRole,
)
from bot.domain.escalation.model import UNDO_FOR, Escalation, Transition

__all__ = [
    "ANSWERED_BY",
    "UNDO_FOR",
    "Addition",
    "CheckIn",
    "CheckInAnswer",
    "CheckInAsked",
    "Closing",
    "Decision",
    "EntryMade",
    "Escalation",
    "EscalationStatus",
    "Event",
    "LeaderCare",
    "LeaderState",
    "LeaderTick",
    "MailTrouble",
    "Need",
    "NeededFact",
    "NotMe",
    "OwnLeader",
    "PassedOn",
    "SecurityAnswer",
    "SecurityLink",
    "System",
    "Transition",
    "Watcher",
    "WatcherRole",
]
