"""The record of one report as text, for a request under the Privacy Act or the OIA."""

import json
from dataclasses import asdict
from datetime import datetime

from bot.adapters.storage.admin import Record


def as_text(record: Record, *, by: str, at: datetime) -> str:
    """One JSON object: what was exported, by whom, and when."""
    exported = {"exported_at": at, "exported_by": by, **asdict(record)}
    return json.dumps(exported, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
