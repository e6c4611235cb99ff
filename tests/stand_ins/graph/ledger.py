"""The mails that really left, in memory and on disk."""

import json
import os
from base64 import b64encode
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Enclosed:
    """One file that left with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class LedgerMail:
    """One mail as its receivers have it, with the marks it kept in the mailbox."""

    key: str
    """The value of its extended property; empty without one."""
    property_id: str
    mailbox: str
    draft_id: str
    to: tuple[str, ...]
    subject: str
    content_type: str
    body: str
    importance: str
    headers: dict[str, str]
    attachments: tuple[Enclosed, ...]
    sent_at: datetime
    reply_to: tuple[str, ...] = ()
    answers: str = ""
    """The internet id of the mail that it replies to."""
    wants_receipt: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same for a file or a wire; attachments in base64."""
        files = [
            {**asdict(file), "content": b64encode(file.content).decode()}
            for file in self.attachments
        ]
        return {**asdict(self), "attachments": files, "sent_at": self.sent_at.isoformat()}


@dataclass
class Ledger:
    """Each mail that left, in order."""

    file: Path | None = None
    mails: list[LedgerMail] = field(default_factory=list)

    def write(self, mail: LedgerMail) -> None:
        """A mail left. It is on the disk before anybody is told."""
        self.mails.append(mail)
        if self.file is None:
            return
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(mail.as_json(), ensure_ascii=False) + "\n")
            lines.flush()
            os.fsync(lines.fileno())
