"""Proactive messages: a card and a summary for the notification, which reveals nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.report import Report
from bot.domain.typed.names import first_name
from bot.ports import Clock, Message
from bot.services.wording import in_words
from cards.actions import Press
from cards.elements import Card, button_row, card, execute_button, paragraph
from cards.leader.approval_cards import leader_card
from cards.leader.entry_cards import leader_entry_reminder_card
from cards.leader.prompt_card import prompt_card
from cards.leader.waiting_cards import caught_up_card, reminder_card, waiting_card
from cards.menu_cards import unsent_card, welcome_card
from cards.plain_text import fallback_text, without_markdown
from cards.report.prompts import left_card
from cards.reporter.after_care_cards import check_in_card
from cards.reporter.entry_cards import entry_reminder_card
from cards.reporter.my_reports_card import my_reports_card
from cards.reporter.status_cards import (
    declined_card,
    line_when_over,
    news_card,
    status_card,
    undelivered_card,
)


@dataclass(frozen=True)
class CardMessages:
    """Renders each message from the report and escalation at that moment."""

    content: Content
    security_mailbox: str
    """Where a reporter can write to while the bot's mail has not been sent."""
    clock: Clock

    def leader(self, report: Report, escalation: Escalation, reader_id: str) -> Message:
        """The approval card."""
        return self._for_leaders(
            leader_card(self.content, report, escalation, reader_id, self.clock())
        )

    def reminder(self, report: Report, escalation: Escalation) -> Message:
        """The reminder that the leader has not answered."""
        return self._for_leaders(reminder_card(self.content, report, escalation))

    def status(self, report: Report, escalation: Escalation) -> Message:
        """The status of a report, for its reporter."""
        mailbox, now = self.security_mailbox, self.clock()
        return self._neutral(status_card(self.content, report, escalation, mailbox, now))

    def declined(self, report: Report, escalation: Escalation) -> Message:
        """The leader declined; the reporter chooses what happens."""
        return self._neutral(declined_card(self.content, report, escalation))

    def unsent(self, draft: Draft, deleted_at: datetime) -> Message:
        """The reminder of an urgent draft that was not sent."""
        return self._neutral(unsent_card(self.content, draft.id, deleted_at))

    def undelivered(self, report: Report, escalation: Escalation) -> Message:
        """The mail to Security was not delivered."""
        mailbox, now = self.security_mailbox, self.clock()
        return self._neutral(undelivered_card(self.content, report, escalation, mailbox, now))

    def news(self, name: str, report: Report, escalation: Escalation) -> Message:
        """Something has changed that the reporter waited for or should act on."""
        mailbox, now = self.security_mailbox, self.clock()
        return self._neutral(news_card(self.content, name, report, escalation, mailbox, now))

    def check_in(self, report: Report, number: int) -> Message:
        """The question how the reporter is going."""
        return self._neutral(check_in_card(self.content, report, number))

    def leader_prompt(self, report: Report, escalation: Escalation, reader_id: str) -> Message:
        """The question what the leader has done."""
        return self._for_leaders(prompt_card(self.content, report, escalation, reader_id))

    def entry_reminder(
        self, report: Report, escalation: Escalation, *, for_leader: bool
    ) -> Message:
        """The reminder of an entry, for whoever makes it."""
        if not for_leader:
            return self._neutral(entry_reminder_card(self.content, report, escalation))
        return self._for_leaders(leader_entry_reminder_card(self.content, report, escalation))

    def caught_up(self, *, has_reported: bool, is_waited_for: bool) -> Message:
        """After an outage: where the reports and open requests of this person are."""
        return self._neutral(
            caught_up_card(self.content, has_reported=has_reported, is_waited_for=is_waited_for)
        )

    def welcome(self, name: str) -> Message:
        """The welcome for a person who wrote to the bot in a group."""
        return self._neutral(welcome_card(self.content, first_name(name)))

    def my_reports(self, reports: Sequence[tuple[Report, Escalation]]) -> Message:
        """The list of a reporter's own reports."""
        return self._neutral(my_reports_card(self.content, reports))

    def waiting(self, reports: Sequence[tuple[Report, Escalation]]) -> Message:
        """The list of the reports that wait for a leader."""
        return self._neutral(waiting_card(self.content, reports))

    def notice(self, text: str, press: Press | None = None) -> Message:
        """One sentence as a card, to replace a card; with the press to make once more."""
        again = execute_button(self.content.texts("outage.again"), press) if press else None
        return self._neutral(card(paragraph(text), button_row(again) if again else None))

    def over(
        self, role: str, report: Report, escalation: Escalation, reader_id: str
    ) -> Message | None:
        """What is left of a card in this role once it is over; None while it is still so."""
        line = line_when_over(self.content, role, report, escalation, reader_id)
        return self.line(line) if line else None

    def expired(self, kind: str) -> Message:
        """What is left of the open card of a draft that was kept long enough."""
        texts, kept_for = self.content.texts, self.content.timers.draft.deleted_after
        return self.left(kind, texts("living.expired", time=in_words(texts, kept_for)))

    def left(self, kind: str, line: str = "") -> Message:
        """What is left of an open card of this kind: help, or one line of text and no card.

        Without a `line`, the person goes on with a newer card.
        """
        line = line or self.content.texts("living.moved")
        if (card := left_card(self.content, kind, line)) is not None:
            return self._neutral(card)
        return self.line(line)

    def line(self, text: str) -> Message:
        """What is left of a card: one line of text and no card."""
        return Message(summary=self.content.texts("summary.card"), text=without_markdown(text))

    def _for_leaders(self, rendered: Card) -> Message:
        return Message(summary=self.content.texts("summary.leader"), card=rendered)

    def _neutral(self, rendered: Card) -> Message:
        return Message(summary=self.content.texts("summary.card"), card=rendered)


def with_banner(text: str, below: Mapping[str, Any]) -> Card:
    """A copy of the card with one more sentence at the top."""
    rendered = {**below, "body": [*card(paragraph(text))["body"], *below["body"]]}
    return {**rendered, "fallbackText": fallback_text(rendered)}
