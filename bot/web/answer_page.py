"""What happens behind the answer page: looking changes nothing, answering is a use case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.content import Content
from bot.domain.errors import NotTheLeader, ReasonMissing, Refusal, UnknownReport
from bot.domain.escalation import Decision, Escalation
from bot.domain.report import Report
from bot.domain.typed.typed_input import cleaned
from bot.ports import AnswerLink, Reports
from bot.services.reports.answer_links import AnswerLinks, LinkRefused
from bot.services.reports.use_cases import DecideEscalation
from bot.services.wording import why_closed
from bot.web.view_models import Help, PageView, form, help_for, notice, report_page

LONGEST_REASON = 500
UNPROCESSABLE = 422
"""The reason is at fault, and nothing else."""
FORM, DECISION, REASON, HELPED = "form", "decision", "reason", "helped"
"""The names of the fields, as the page sends them."""


@dataclass(frozen=True)
class AnsweredPage:
    """A page and the status it is answered with."""

    page: PageView
    status: int = 200


@dataclass(frozen=True)
class AnswerPage:
    """Both halves of the page, by the token in its address. Each may raise Busy and Conflict."""

    content: Content
    reports: Reports
    links: AnswerLinks
    decide: DecideEscalation

    async def show(self, token: str) -> AnsweredPage:
        """The page as it stands. Mail scanners open links, so looking uses nothing up."""
        opened = await self._opened(token)
        return opened if isinstance(opened, AnsweredPage) else await self._as_it_stands(opened)

    async def answer(self, token: str, fields: Mapping[str, str]) -> AnsweredPage:
        """Takes the answer, as a press on the leader's card would, and uses the link up."""
        link = await self._opened(token)
        if isinstance(link, AnsweredPage):
            return link
        reason = cleaned(fields.get(REASON, ""))
        if not await self.links.is_from_the_page(link, fields.get(FORM, "")):
            return await self._again(link, "answer_page.look_again", 403)
        if fields.get(DECISION) not in list(Decision):
            return await self._again(link, "answer_page.look_again", 400)
        if HELPED not in fields and (help_first := help_for(self.content, reason)):
            return await self._help_first(link, help_first, reason)
        if len(reason) > LONGEST_REASON:
            return await self._again(link, "answer_page.reason_too_long", UNPROCESSABLE, reason)
        try:
            await self._decided(link, Decision(fields[DECISION]), reason)
        except ReasonMissing:
            return await self._again(link, "answer_page.reason_missing", UNPROCESSABLE, reason)
        except Refusal as refused:
            return await self._again(link, refused.key, 409, reason)
        return await self._as_it_stands(link)

    async def _opened(self, token: str) -> AnswerLink | AnsweredPage:
        """The link, if it still takes an answer; else the page that says why not."""
        try:
            link = await self.links.opened(token)
            report, escalation = await self._of(link)
        except LinkRefused as refused:
            return self._notice(refused.key, 410 if refused.is_gone else 404)
        except NotTheLeader:
            return self._notice("leader.not_asked", 410)
        if link.used_at is not None:
            # What was answered, and nothing of the report any more.
            used = self.content.texts("answer_page.used")
            said = why_closed(self.content, report, escalation, link.leader.id)
            return AnsweredPage(notice(self.content, used, said), 410)
        return link

    async def _decided(self, link: AnswerLink, decision: Decision, reason: str) -> None:
        # Given twice it is one answer, so a failure in between is mended by the next press.
        await self.decide(link.report_id, decision, by=link.leader, reason=reason)
        await self.links.use_up(link)

    async def _of(self, link: AnswerLink) -> tuple[Report, Escalation]:
        try:
            report, escalation = await self.reports.get(link.report_id)
        except UnknownReport:
            raise LinkRefused from None
        escalation.check_leader(link.leader)
        return report, escalation

    async def _as_it_stands(self, link: AnswerLink) -> AnsweredPage:
        report, escalation = await self._of(link)
        page = report_page(self.content, report, escalation, link.leader.id)
        value = await self.links.form_value(link)
        return AnsweredPage(replace(page, form=form(self.content, escalation, value)))

    async def _again(
        self, link: AnswerLink, key: str, status: int, reason: str = ""
    ) -> AnsweredPage:
        """The page as it stands now, what was typed, and why it was not taken."""
        page = (await self._as_it_stands(link)).page
        page = replace(
            page,
            trouble=self.content.texts(key),
            is_about_reason=status == UNPROCESSABLE,
            form=page.form and replace(page.form, reason=reason),
        )
        return AnsweredPage(page, status)

    async def _help_first(self, link: AnswerLink, help_first: Help, reason: str) -> AnsweredPage:
        """Nothing is taken before help was shown; the next press takes it."""
        page = (await self._as_it_stands(link)).page
        kept = page.form and replace(page.form, reason=reason, has_seen_help=True)
        return AnsweredPage(replace(page, help=help_first, form=kept))

    def _notice(self, key: str, status: int) -> AnsweredPage:
        return AnsweredPage(notice(self.content, self.content.texts(key)), status)
