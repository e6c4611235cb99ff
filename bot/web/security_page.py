"""The page behind Security's links: what was answered, and the one act of the link."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from bot.content import Content
from bot.domain.errors import Refusal, UnknownReport
from bot.domain.escalation import Escalation, Need, NeededFact, SecurityAnswer
from bot.domain.report import Report
from bot.domain.scenario import Flag
from bot.ports import Clock, Reports
from bot.services.reports.answer_links import LinkRefused
from bot.services.reports.security_links import (
    OpenedLink,
    SecurityLinkRefused,
    SecurityLinks,
    TakeSecuritysAnswer,
)
from bot.services.wording import in_new_zealand, in_words, needs_in_words

UNPROCESSABLE = 422
"""HTTP status of a question that ticks nothing."""
FORM, ACT, TICK = "form", "decision", "need_"
"""Names of the form fields; each tick has a name of its own."""
REOPENS = "reopened"
"""The act that undoes a closing; the others are named like the answer."""


@dataclass(frozen=True)
class Tick:
    """Something that Security may ask for."""

    fact: NeededFact
    label: str


@dataclass(frozen=True)
class SecurityForm:
    """What can be answered from this link now."""

    value: str
    """Anti-forgery token: proves that the answer comes from this page as it stands."""
    act: str
    label: str
    means: str
    """What the reporter reads then, and what follows."""
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class SecurityView:
    """Everything on the page. Nothing of the report but its reference and level."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()
    trouble: str = ""
    """Why the answer was not taken."""
    is_about_ticks: bool = False
    form: SecurityForm | None = None


@dataclass(frozen=True)
class SecurityResponse:
    """A page and its HTTP status."""

    page: SecurityView
    status: int = 200


def security_notice(content: Content, key: str) -> SecurityView:
    """A page with one sentence, which reveals nothing of a report."""
    return SecurityView(content.texts("security_page.nothing_open"), (content.texts(key),))


@dataclass(frozen=True)
class SecurityPage:
    """Shows the page of a link and takes its answer. Both may raise Busy and Conflict."""

    content: Content
    reports: Reports
    links: SecurityLinks
    answered: TakeSecuritysAnswer
    clock: Clock

    async def show(self, token: str) -> SecurityResponse:
        """The page. Looking answers nothing: mail scanners open links."""
        opened = await self._open(token)
        if isinstance(opened, SecurityResponse):
            return opened
        page = await self._current(opened)
        return SecurityResponse(page, 200 if page.form else 410)

    async def answer(self, token: str, fields: Mapping[str, str]) -> SecurityResponse:
        """Takes the answer. One that is taken already is shown, and nothing is changed."""
        opened = await self._open(token)
        if isinstance(opened, SecurityResponse):
            return opened
        report, escalation = await self._load(opened)
        act = fields.get(ACT, "")
        if act not in _acts(opened.answer):
            return await self._rejected(opened, "answer_page.look_again", 400)
        if _is_done(act, opened, escalation):
            return SecurityResponse(await self._current(opened))
        if not await self.links.is_from_the_page(opened, escalation, fields.get(FORM, "")):
            return await self._rejected(opened, "answer_page.look_again", 403)
        # What must not be copied may have been told since the page was opened.
        ticked = tuple(it for it in _may_be_needed(report) if f"{TICK}{it}" in fields)
        try:
            await self.answered(opened, facts=ticked, opens_again=act == REOPENS)
        except Refusal as refused:
            is_unticked = act == SecurityAnswer.NEEDS_MORE and not ticked
            return await self._rejected(opened, refused.key, UNPROCESSABLE if is_unticked else 409)
        return SecurityResponse(await self._current(opened))

    async def _open(self, token: str) -> OpenedLink | SecurityResponse:
        """The link, or the page that says why it is none."""
        try:
            opened = await self.links.opened(token)
            await self._load(opened)
        except LinkRefused as refused:
            status = 410 if refused.is_gone else 404
            return SecurityResponse(security_notice(self.content, refused.key), status)
        return opened

    async def _load(self, opened: OpenedLink) -> tuple[Report, Escalation]:
        try:
            return await self.reports.get(opened.report_id)
        except UnknownReport:
            raise SecurityLinkRefused from None

    async def _current(self, opened: OpenedLink) -> SecurityView:
        report, escalation = await self._load(opened)
        view = _Writer(self.content, report, escalation, opened, self.clock()).view()
        if view.form is None:
            return view
        value = await self.links.form_value(opened, escalation)
        return replace(view, form=replace(view.form, value=value))

    async def _rejected(self, opened: OpenedLink, key: str, status: int) -> SecurityResponse:
        """The current page, and why the answer was not taken."""
        page = replace(
            await self._current(opened),
            trouble=self.content.texts(key),
            is_about_ticks=status == UNPROCESSABLE,
        )
        return SecurityResponse(page, status)


def _acts(answer: SecurityAnswer) -> tuple[str, ...]:
    return (answer, REOPENS) if answer is SecurityAnswer.CLOSED else (answer,)


def _may_be_needed(report: Report) -> tuple[NeededFact, ...]:
    """What may be asked for: nobody is asked to go back to what must not be copied."""
    no_copies = Flag.NO_COPIES in report.flags
    return tuple(it for it in get_args(NeededFact) if not (no_copies and it == "link"))


def _is_done(act: str, opened: OpenedLink, escalation: Escalation) -> bool:
    """Whether the act would change nothing: it was sent twice, or by another link before."""
    match act:
        case SecurityAnswer.RECEIVED:
            return not escalation.received(opened.link, at=opened.link.written_at).is_change
        case SecurityAnswer.NEEDS_MORE:
            return any(need.id == opened.link.id for need in escalation.needs)
        case SecurityAnswer.CLOSED:
            return escalation.is_closed
        case _:
            return not escalation.is_closed


@dataclass(frozen=True)
class _Writer:
    """Writes the page of one link."""

    content: Content
    report: Report
    escalation: Escalation
    opened: OpenedLink
    now: datetime

    def view(self) -> SecurityView:
        """The page; the form has no value yet."""
        texts, report = self.content.texts, self.report
        level = max(report.level, self.escalation.level)
        return SecurityView(
            title=texts("security_page.title", reference=report.reference),
            sentences=tuple(self._states()) or (texts("security_page.nothing_answered"),),
            rows=((texts("status.level"), self.content.levels[level.word].name),),
            form=self._form(),
        )

    def _states(self) -> Iterator[str]:
        """What was answered and when, oldest first."""
        it = self.escalation
        if it.received_at:
            yield self._said("received", time=it.received_at)
        for need in it.needs:
            yield from self._need(need)
        for closing in it.closings:
            yield self._said("closed", time=closing.at)
            if closing.reopened_at:
                by = "reopened" if closing.reopened_by else "reopened_by_reporter"
                yield self._said(by, time=closing.reopened_at)
        if it.is_withdrawn:
            yield self._said("withdrawn")
        if it.taken_back_at:
            yield self._said("taken_back", time=it.taken_back_at)
        is_of_closing = self.opened.answer is SecurityAnswer.CLOSED
        if is_of_closing and not it.is_closed and not it.may_be_closed_by(self.opened.link):
            yield self._said("outdated")
        since = [one.at for one in it.added if one.at > self.opened.link.written_at]
        if since:
            yield self._said("newer_mail", time=since[-1])

    def _need(self, need: Need) -> Iterator[str]:
        yield self._said("asked", time=need.at, needs=needs_in_words(self.content, need.facts))
        if need.given_at:
            given = needs_in_words(self.content, need.given)
            yield self._said("given", time=need.given_at, needs=given)

    def _form(self) -> SecurityForm | None:
        """The act that is left to this link; None if there is none."""
        it, link = self.escalation, self.opened.link
        match self.opened.answer:
            case SecurityAnswer.RECEIVED:
                is_left = it.received(link, at=self.now).is_change
                return self._act(SecurityAnswer.RECEIVED) if is_left else None
            case SecurityAnswer.NEEDS_MORE:
                is_used = any(need.id == link.id for need in it.needs)
                is_over = is_used or it.is_closed or it.is_withdrawn
                return None if is_over else self._act(SecurityAnswer.NEEDS_MORE, self._ticks())
            case SecurityAnswer.CLOSED:
                if it.may_be_reopened(self.now):
                    return self._act(REOPENS)
                return self._act(SecurityAnswer.CLOSED) if it.may_be_closed_by(link) else None

    def _act(self, act: str, ticks: tuple[Tick, ...] = ()) -> SecurityForm:
        texts, closing = self.content.texts, self.escalation.closing
        means = f"security_page.means_{act}"
        values = {
            "span": in_words(texts, self.content.timers.security.reopens_for),
            "until": in_new_zealand(closing.until) if closing else "",
        }
        said = texts(means, **{name: values[name] for name in texts.placeholders[means]})
        return SecurityForm("", act, texts(f"security_page.do_{act}"), said, ticks)

    def _ticks(self) -> tuple[Tick, ...]:
        needed, texts = _may_be_needed(self.report), self.content.texts
        return tuple(Tick(fact, texts(f"needed.{fact}")) for fact in needed)

    def _said(self, key: str, **values: datetime | str) -> str:
        in_text = {
            name: in_new_zealand(value) if isinstance(value, datetime) else value
            for name, value in values.items()
        }
        return self.content.texts(f"security_page.{key}", **in_text)
