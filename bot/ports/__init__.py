"""What we need from outside, as protocols, and the failures each may raise."""

from bot.ports.chats import Address, Message, Messenger
from bot.ports.directory import Directory
from bot.ports.failures import (
    Busy,
    Conflict,
    Failure,
    Gone,
    LeaseLost,
    NotSetUp,
    Rejected,
    Unclear,
    Unreachable,
)
from bot.ports.mail import Attachment, Found, Letter, Mail
from bot.ports.people import Conversations, Drafts, Kept, People
from bot.ports.reports import PlacedCard, Reports, Retention, Submission
from bot.ports.tasks import Clock, Lane, NewTask, Task, Tasks

__all__ = [
    "Address",
    "Attachment",
    "Busy",
    "Clock",
    "Conflict",
    "Conversations",
    "Directory",
    "Drafts",
    "Failure",
    "Found",
    "Gone",
    "Kept",
    "Lane",
    "LeaseLost",
    "Letter",
    "Mail",
    "Message",
    "Messenger",
    "NewTask",
    "NotSetUp",
    "People",
    "PlacedCard",
    "Rejected",
    "Reports",
    "Retention",
    "Submission",
    "Task",
    "Tasks",
    "Unclear",
    "Unreachable",
]
