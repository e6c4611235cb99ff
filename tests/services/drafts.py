"""A draft that has everything a report can hold, in invented words that are easy to find."""

from typing import Any

from bot.domain.draft import Draft
from tests.builders import a_draft, shipped

WORDS = {
    "threat_said": "Said-in-a-comment",
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
    *("threat_said", "link", "link_if_safe", "posted_at", "account_name", "threat_words"),
    "contact_words",
}
THREAT_FACTS = {
    "danger": ("no",),
    "soon": ("no",),
    "visit_soon": ("yes",),
    "customer": ("yes",),
    "threat_how": ("words",),
    "repeated": ("yes",),
    "feels_unsafe": ("yes",),
}


def a_full_draft(scenario_id: str = "threat", **says: Any) -> Draft:
    """Every fact of a threat and of all details, for any reader."""
    most = {"one": 1, "many": 2}
    catalogue = shipped().catalogue
    facts = [catalogue.facts[name] for name in catalogue.details.facts]
    ticks = {
        fact.id: tuple(choice.id for choice in fact.choices[: most.get(fact.kind, 0)])
        for fact in facts
    }
    said = {"answers": {**ticks, **THREAT_FACTS}, "words": WORDS}
    return a_draft(scenario_id, **{**said, **says})
