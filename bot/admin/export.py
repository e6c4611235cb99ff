"""One report as JSON, for a request under the Privacy Act or the Official Information Act."""

import json
from dataclasses import asdict
from datetime import datetime

from bot.adapters.storage.admin import Record


def record_json(record: Record, *, by: str, at: datetime) -> str:
    """One JSON object with the record, when it was exported and by whom."""
    exported = {"exported_at": at, "exported_by": by, **asdict(record)}
    return json.dumps(exported, ensure_ascii=False, indent=2, default=_json_value) + "\n"


def _json_value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
