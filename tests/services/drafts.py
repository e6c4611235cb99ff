"""A draft that has everything a report can hold, in invented words that are easy to find."""

from typing import Any

from bot.domain.draft import Draft
from tests.builders import a_draft, shipped

WORDS = {
    "threat-said": "Said-in-a-comment",
    "link": "https://example.org/post/1",
    "link_if_safe": "https://example.org/unsafe",
    "posted_at": "Posted-last-night",
    "account_name": "Account-of-the-poster",
    "threat_words": "Words-of-the-threat",
    "contact_words": "Ring-me-quietly",
    "seen_at": "2026-11-20",
    "done_reference": "POL-77",
    "customer_ref": "T-1234",
}
FREE_TEXT = {
    *("threat-said", "link", "link_if_safe", "posted_at", "account_name", "threat_words"),
    "contact_words",
}
THREAT_ANSWERS = {
    "danger": ("no",),
    "threat-soon": ("no",),
    "threat-how": ("words",),
    "threat-said": (),
    "threat-visit": ("yes",),
    "customer": ("yes",),
    "threat-poster": ("other",),
    "pattern": ("repeated", "feels-unsafe"),
}


def a_full_draft(scenario_id: str = "threat", **says: Any) -> Draft:
    """Every question of a threat answered and every field filled in, for any reader."""
    most = {"one": 1, "many": 2}
    ticks = {
        field.id: tuple(option.id for option in field.options[: most.get(field.kind, 0)])
        for field in shipped().form.fields
    }
    said = {"answers": THREAT_ANSWERS, "words": WORDS, "form": ticks}
    return a_draft(scenario_id, **{**said, **says})
