"""Every card of a finished report: preview, status, entries, and what the people leader sees."""

from collections.abc import Iterator, Sequence
from itertools import product

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Escalation, System
from bot.domain.report import Report
from bot.domain.scenario import Flag, Level
from bot.services.compose import compose
from bot.services.letters import WriteLetters, in_new_zealand, systems_for
from cards.kit import Card, escaped
from cards.leader_cards import details_card, details_warning_card, leader_card, waiting_card
from cards.preview_card import Preview, preview_card
from cards.question_cards import Offer
from cards.samples import (
    AWKWARD,
    EVERYDAY,
    LEADER,
    NOW,
    a_draft,
    a_report,
    every_escalation,
    full_draft,
    opened,
)
from cards.shelf import NONCE, Shelf, drawn
from cards.status_cards import MOST_REPORTS, declined_card, entry_card, my_reports_card, status_card

LEVELS = tuple(level for level in Level if level > Level.ADVICE)
SECURITY = "security_events@example.org"


def shelves(content: Content) -> Iterator[Shelf]:
    """All of them, not drawn yet."""
    scenarios = tuple(content.catalogue.scenarios)
    yield from _previews(content, scenarios)
    for level in LEVELS:
        escalations = list(every_escalation(level))
        yield from _statuses(content, a_report(content, scenarios[0], level), escalations)
        for scenario in scenarios:
            report = a_report(content, scenario, level)
            yield from _leaders(content, report, f"{scenario}, {level.word}", escalations)
    for scenario in scenarios:
        yield from _kept(content, a_report(content, scenario, Level.HIGH, Flag.CUSTOMER))
    yield from _lists(content, a_report(content, scenarios[0], Level.EMERGENCY))
