"""The cards that the worker sends, as messages with a summary that gives nothing away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.domain.typed.names import first_name
from bot.ports import Message
from cards.elements import Card, card, paragraph
from cards.leader.approval_cards import leader_card
from cards.leader.waiting_cards import caught_up_card, reminder_card
from cards.menu_cards import unsent_card, welcome_card
from cards.reporter.status_cards import declined_card, status_card, undelivered_card
from cards.size_limits import fallback_text


@dataclass(frozen=True)
class CardMessages:
    """Draws each message from what is true at that moment."""

    content: Content
    security_mailbox: str
    """Where a reporter can write to while the bot's own mail has not gone."""

    def leader(self, report: Report, escalation: Escalation, reader_id: str) -> Message:
        """The approval card. The notification says only that somebody needs support."""
        return self._for_leaders(leader_card(self.content, report, escalation, reader_id))

    def reminder(self, report: Report, escalation: Escalation) -> Message:
        """That an answer is still waited for; its notification gives nothing away either."""
        return self._for_leaders(reminder_card(self.content, report, escalation))

    def status(self, report: Report, escalation: Escalation) -> Message:
        """Where the report stands."""
        shown = status_card(self.content, report, escalation, self.security_mailbox)
        return self._neutral(shown)

    def declined(self, report: Report, escalation: Escalation) -> Message:
        """What the leader thinks, and the reporter's choice."""
        return self._neutral(declined_card(self.content, report, escalation))

    def unsent(self, draft: Draft, deleted_at: datetime) -> Message:
        """That an urgent report was begun here and not sent."""
        return self._neutral(unsent_card(self.content, draft.id, deleted_at))

    def undelivered(self, report: Report, escalation: Escalation) -> Message:
        """That the mail came back. The notification gives nothing away."""
        mailbox = self.security_mailbox
        return self._neutral(undelivered_card(self.content, report, escalation, mailbox))

    def caught_up(self, *, has_reported: bool, is_waited_for: bool) -> Message:
        """That the bot was away, and where to see what happened; it gives nothing away."""
        shown = caught_up_card(self.content, has_reported=has_reported, is_waited_for=is_waited_for)
        return self._neutral(shown)

    def welcome(self, name: str) -> Message:
        """The welcome, for somebody who spoke in a group."""
        return self._neutral(welcome_card(self.content, first_name(name)))

    def notice(self, text: str) -> Message:
        """One sentence on a card, where a card has to be."""
        return self._neutral(card(paragraph(text)))

    def _for_leaders(self, shown: Card) -> Message:
        return Message(summary=self.content.texts("summary.leader"), card=shown)

    def _neutral(self, shown: Card) -> Message:
        return Message(summary=self.content.texts("summary.card"), card=shown)


def with_banner(text: str, shown: Mapping[str, Any]) -> Card:
    """The same card under one more sentence."""
    made = {**shown, "body": [*card(paragraph(text))["body"], *shown["body"]]}
    return {**made, "fallbackText": fallback_text(made)}
