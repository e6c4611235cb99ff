"""Both halves of the answer page without HTTP: showing it and taking the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args

from bot.content import Content
from bot.domain.errors import NotTheLeader, ReasonMissing, Refusal, UnknownReport
from bot.domain.escalation import Decision, Escalation, NotMe
from bot.domain.report import Report
from bot.domain.typed.typed_input import cleaned
from bot.ports import AnswerLink, Reports
from bot.services.reports.answer_links import AnswerLinks, LinkRefused
from bot.services.reports.use_cases import DecideEscalation, HandOn, UndoHandOn
from bot.services.wording import why_closed
from bot.web.view_models import (
    UNDO,
    Help,
    PageView,
    form,
    handed_on_page,
    help_for,
    not_me_page,
    notice,
    report_page,
)

LONGEST_REASON = 500
UNPROCESSABLE = 422
"""HTTP status of an answer whose reason is missing or too long."""
FORM, DECISION, REASON, HELP_SHOWN = "form", "decision", "reason", "helped"
"""Names of the form fields."""


@dataclass(frozen=True)
class PageResponse:
    """A page and its HTTP status."""

    page: PageView
    status: int = 200


@dataclass(frozen=True)
class AnswerPage:
    """Shows the page of a link and takes its answer. Both may raise Busy and Conflict."""

    content: Content
    reports: Reports
    links: AnswerLinks
    decide: DecideEscalation
    hand_on: HandOn
    undo_hand_on: UndoHandOn

    async def show(self, token: str) -> PageResponse:
        """The page. It does not use the link up: mail scanners open links."""
        link = await self._open(token)
        return link if isinstance(link, PageResponse) else await self._current(link)

    async def answer(self, token: str, fields: Mapping[str, str]) -> PageResponse:
        """Answers like a press on the approval card. A decision uses the link up.

        "Not me" does not, because it can be undone: the link then takes nothing else.
        """
        link = await self._open(token)
        if isinstance(link, PageResponse):
            return link
        reason = cleaned(fields.get(REASON, ""))
        if not await self.links.is_from_the_page(link, fields.get(FORM, "")):
            return await self._rejected(link, "answer_page.look_again", 403)
        said = fields.get(DECISION, "")
        if said not in (*Decision, *get_args(NotMe), UNDO):
            return await self._rejected(link, "answer_page.look_again", 400)
        if HELP_SHOWN not in fields and (help_view := help_for(self.content, reason)):
            return await self._with_help(link, help_view, reason)
        if len(reason) > LONGEST_REASON:
            return await self._rejected(link, "answer_page.reason_too_long", UNPROCESSABLE, reason)
        try:
            if said == Decision.NOT_ME:
                return await self._ask_which_not_me(link)
            await self._take(link, said, reason)
        except ReasonMissing:
            return await self._rejected(link, "answer_page.reason_missing", UNPROCESSABLE, reason)
        except Refusal as refused:
            return await self._rejected(link, refused.key, 409, reason)
        return await self._current(link)

    async def _open(self, token: str) -> AnswerLink | PageResponse:
        """The link if it still takes an answer, else the page that says why not."""
        try:
            link = await self.links.opened(token)
            report, escalation = await self._load(link)
        except LinkRefused as refused:
            return self._notice(refused.key, 410 if refused.is_gone else 404)
        except NotTheLeader:
            return self._notice("leader.not_asked", 410)
        if link.used_at is not None:
            # A used link reveals the answer, and nothing of the report.
            used = self.content.texts("answer_page.used")
            answered = why_closed(self.content, report, escalation, link.leader.id)
            return PageResponse(notice(self.content, used, answered), 410)
        return link

    async def _take(self, link: AnswerLink, said: str, reason: str) -> None:
        why = next((it for it in get_args(NotMe) if it == said), None)
        if said == UNDO:
            await self.undo_hand_on(link.report_id, by=link.leader)
        elif why is not None:
            await self.hand_on(link.report_id, why, by=link.leader)
        else:
            # Deciding is idempotent, so the next press repairs a failure in between.
            decision = Decision(said)
            await self.decide(link.report_id, decision, by=link.leader, reason=reason)
            await self.links.use_up(link)

    async def _ask_which_not_me(self, link: AnswerLink) -> PageResponse:
        _, escalation = await self._load(link)
        escalation.check_may_hand_on(link.leader)
        value = await self.links.form_value(link)
        return PageResponse(not_me_page(self.content, escalation, value))

    async def _load(self, link: AnswerLink) -> tuple[Report, Escalation]:
        try:
            report, escalation = await self.reports.get(link.report_id)
        except UnknownReport:
            raise LinkRefused from None
        escalation.check_card(link.leader)
        return report, escalation

    async def _current(self, link: AnswerLink) -> PageResponse:
        report, escalation = await self._load(link)
        value = await self.links.form_value(link)
        if said := escalation.not_me_of(link.leader.id):
            handed_on = handed_on_page(self.content, escalation, said, value)
            return PageResponse(handed_on, 200 if handed_on.form else 410)
        page = report_page(self.content, report, escalation, link.leader.id)
        return PageResponse(replace(page, form=form(self.content, escalation, value)))

    async def _rejected(
        self, link: AnswerLink, key: str, status: int, reason: str = ""
    ) -> PageResponse:
        """The current page with the typed reason and why the answer was not taken."""
        page = (await self._current(link)).page
        page = replace(
            page,
            trouble=self.content.texts(key),
            is_about_reason=status == UNPROCESSABLE,
            form=page.form and replace(page.form, reason=reason),
        )
        return PageResponse(page, status)

    async def _with_help(self, link: AnswerLink, help_view: Help, reason: str) -> PageResponse:
        """Help is shown before the answer is taken; the next press takes it."""
        page = (await self._current(link)).page
        form_with_reason = page.form and replace(page.form, reason=reason, has_seen_help=True)
        return PageResponse(replace(page, help=help_view, form=form_with_reason))

    def _notice(self, key: str, status: int) -> PageResponse:
        return PageResponse(notice(self.content, self.content.texts(key)), status)
