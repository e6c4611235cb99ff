"""Protocols for everything outside the core, and the failures that each may raise."""

from bot.ports.answer_links import AnswerLink, Links
from bot.ports.counters import Counters
from bot.ports.directory import Directory
from bot.ports.errors import (
    Busy,
    Conflict,
    DraftChanged,
    Failure,
    Gone,
    LeaseLost,
    NotSetUp,
    Outage,
    Rejected,
    Unclear,
    Unreachable,
)
from bot.ports.mail import Attachment, Letter, Mail, MailboxEntry, NonDeliveryReport
from bot.ports.messaging import Address, Installer, Message, Messenger
from bot.ports.metrics import NO_METRICS, MailState, Metrics
from bot.ports.people import ChatState, ChatWindow, Conversations, Drafts, People, Windows
from bot.ports.reports import PlacedCard, Reports, SentDraft, Submission
from bot.ports.retention import PurgeCounts, Retention
from bot.ports.tasks import Clock, Lane, NewTask, Queue, Task, Tasks

__all__ = [
    "NO_METRICS",
    "Address",
    "AnswerLink",
    "Attachment",
    "Busy",
    "ChatState",
    "ChatWindow",
    "Clock",
    "Conflict",
    "Conversations",
    "Counters",
    "Directory",
    "DraftChanged",
    "Drafts",
    "Failure",
    "Gone",
    "Installer",
    "Lane",
    "LeaseLost",
    "Letter",
    "Links",
    "Mail",
    "MailState",
    "MailboxEntry",
    "Message",
    "Messenger",
    "Metrics",
    "NewTask",
    "NonDeliveryReport",
    "NotSetUp",
    "Outage",
    "People",
    "PlacedCard",
    "PurgeCounts",
    "Queue",
    "Rejected",
    "Reports",
    "Retention",
    "SentDraft",
    "Submission",
    "Task",
    "Tasks",
    "Unclear",
    "Unreachable",
    "Windows",
]
