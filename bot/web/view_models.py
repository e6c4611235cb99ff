"""View models of the answer page: the text of the approval card without Markdown, and buttons."""

from dataclasses import dataclass, replace
from typing import get_args

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, NotMe, PassedOn
from bot.domain.report import Report
from bot.services.emails.to_leader import FIRST_STEPS, LeaderLetter, leader_letter
from bot.services.wording import handed_on_words, mail_words, plain, why_closed

UNDO = "undo"
"""The answer that takes "Not me" back."""


@dataclass(frozen=True)
class PageButton:
    """An answer that can be sent."""

    value: str
    label: str


@dataclass(frozen=True)
class FormView:
    """The answers that are still possible."""

    value: str
    """Anti-forgery token: proves that the answer comes from this page."""
    buttons: tuple[PageButton, ...]
    decline: PageButton | None
    """Separate, because it asks for a reason."""
    reason: str = ""
    """As typed before."""
    has_seen_help: bool = False
    """Whether help is on the page, so that the same reason is taken when it is sent again."""
    back: str = ""
    """The label of the way back to the answers before."""


@dataclass(frozen=True)
class Help:
    """Shown first to a leader whose reason has words of danger or self-harm."""

    title: str
    contacts: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class PageView:
    """Everything on the page. Without a letter it is a notice that reveals nothing of a report."""

    title: str
    sentences: tuple[str, ...]
    emergency: str
    support: str
    trouble: str = ""
    """Why the answer was not taken."""
    is_about_reason: bool = False
    help: Help | None = None
    letter: LeaderLetter | None = None
    then: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    form: FormView | None = None


def notice(content: Content, *sentences: str) -> PageView:
    """A page with these sentences and the contacts for help."""
    eap = plain(content.contacts.line("eap"))
    return PageView(
        title=content.texts("answer_page.title"),
        sentences=sentences,
        emergency=plain(content.contacts.line("emergency")),
        support=content.texts("leader.support", eap=eap),
    )


def report_page(
    content: Content, report: Report, escalation: Escalation, leader_id: str
) -> PageView:
    """What the leader may read of the report, and its status."""
    guide, letter = (
        content.leader_guide(report, escalation),
        leader_letter(content, report, escalation),
    )
    lead = content.texts("leader.lead", name=report.reporter.name)
    answered = why_closed(content, report, escalation, leader_id)
    base = notice(content, lead, *((answered,) if answered else letter.happened))
    return PageView(
        title=content.texts("leader.title"),
        sentences=base.sentences,
        emergency=base.emergency,
        support=base.support,
        letter=letter,
        then=tuple(map(plain, guide.sections["Do this"][FIRST_STEPS:])),
        dont=tuple(map(plain, guide.sections["Please don't"])),
    )


def help_for(content: Content, reason: str) -> Help | None:
    """Help if the reason has words of self-harm or danger. Nothing is assessed or stored."""
    page = content.self_harm
    if not page.is_said_in(reason):
        return _help_in_danger(content) if content.danger.is_said_in(reason) else None
    contacts = tuple(plain(content.contacts.line(key)) for key in page.contacts)
    return Help(page.title, contacts, page.text)


def _help_in_danger(content: Content) -> Help:
    keys = ("emergency", "emergency_silent")
    contacts = tuple(plain(content.contacts.line(key)) for key in keys)
    texts = content.texts
    return Help(texts("danger.call_now"), contacts, (texts("answer_page.in_danger"),))


def form(content: Content, escalation: Escalation, value: str) -> FormView | None:
    """The answers that are still possible; None if there is none."""
    if not escalation.is_open:
        return None
    first = Decision.ACKNOWLEDGE if escalation.is_on_its_way else Decision.APPROVE
    return FormView(
        value=value,
        buttons=(_button(content, first), _button(content, Decision.NOT_ME)),
        decline=_button(content, Decision.DECLINE) if escalation.may_be_declined else None,
    )


def _button(content: Content, decision: Decision) -> PageButton:
    return PageButton(decision.value, content.texts(f"leader.{decision.value}"))


def not_me_page(content: Content, escalation: Escalation, value: str) -> PageView:
    """Asks which "Not me" is meant."""
    texts = content.texts
    buttons = tuple(PageButton(why, texts(f"not_me.{why}")) for why in get_args(NotMe))
    asked = FormView(value=value, buttons=buttons, decline=None, back=texts("answer_page.back"))
    page = notice(content, texts("not_me.text"), mail_words(content, escalation))
    return replace(page, title=texts("not_me.title"), form=asked)


def handed_on_page(
    content: Content, escalation: Escalation, said: PassedOn, value: str
) -> PageView:
    """What is left of the page for one who said "Not me"; for a minute it can be undone."""
    texts = content.texts
    page = notice(content, *handed_on_words(content, escalation, said))
    may_undo = escalation.may_take_back(said.person.id)
    undo = FormView(value=value, buttons=(PageButton(UNDO, texts("handed_on.undo")),), decline=None)
    return replace(page, title=texts("handed_on.title"), form=undo if may_undo else None)
