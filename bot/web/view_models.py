"""What the answer page says: what the leader's card would show, in plain words, and the answers."""

from dataclasses import dataclass

from bot.content import Content
from bot.domain.escalation import Decision, Escalation, EscalationStatus
from bot.domain.report import Report
from bot.domain.scenario import Level
from bot.services.emails.to_leader import FIRST_STEPS, LeaderLetter, leader_letter, plain
from bot.services.wording import why_closed


@dataclass(frozen=True)
class Button:
    """One answer that can be given."""

    decision: Decision
    label: str


@dataclass(frozen=True)
class FormView:
    """The answers that are open."""

    value: str
    """Sent back with the answer: it proves that the answer comes from this page."""
    buttons: tuple[Button, ...]
    decline: Button | None
    """Asks for a reason, so it stands apart."""
    reason: str = ""
    """What was typed already."""
    has_seen_help: bool = False
    """Whether the page shows where help is, so that what was typed may be sent all the same."""


@dataclass(frozen=True)
class Help:
    """For somebody who wrote words of danger or self-harm: it comes before everything else."""

    title: str
    contacts: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class PageView:
    """Everything the page shows. Without a letter it is a notice, and tells nothing of a report."""

    title: str
    sentences: tuple[str, ...]
    emergency: str
    support: str
    trouble: str = ""
    """Why what was sent cannot be taken."""
    is_about_reason: bool = False
    help: Help | None = None
    letter: LeaderLetter | None = None
    then: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    form: FormView | None = None


def notice(content: Content, *sentences: str) -> PageView:
    """A page that says one thing, and where help is."""
    eap = content.contacts.line("eap")
    return PageView(
        title=content.texts("answer_page.title"),
        sentences=sentences,
        emergency=content.contacts.line("emergency"),
        support=content.texts("leader.support", eap=eap),
    )


def report_page(content: Content, report: Report, it: Escalation, leader_id: str) -> PageView:
    """What the leader may read of the report, and where it stands."""
    guide, letter = content.leader_guide(report.scenario_id), leader_letter(content, report, it)
    lead = content.texts("leader.lead", name=report.reporter.name)
    answered = why_closed(content, report, it, leader_id)
    usual = notice(content, lead, *((answered,) if answered else letter.happened))
    return PageView(
        title=content.texts("leader.title"),
        sentences=usual.sentences,
        emergency=usual.emergency,
        support=usual.support,
        letter=letter,
        then=tuple(map(plain, guide.sections["Do this"][FIRST_STEPS:])),
        dont=tuple(map(plain, guide.sections["Please don't"])),
    )


def help_for(content: Content, said: str) -> Help | None:
    """Where help is, if the words ask for it. Nothing is assessed, and nothing is kept."""
    page = content.self_harm
    if not page.is_said_in(said):
        return _help_in_danger(content) if content.danger.is_said_in(said) else None
    contacts = tuple(content.contacts.line(key) for key in page.contacts)
    return Help(page.title, contacts, page.text)


def _help_in_danger(content: Content) -> Help:
    contacts = tuple(content.contacts.line(key) for key in ("emergency", "emergency_silent"))
    texts = content.texts
    return Help(texts("danger.call_now"), contacts, (texts("answer_page.in_danger"),))


def form(content: Content, it: Escalation, value: str) -> FormView | None:
    """The answers that this report still takes, or None."""
    if not it.is_open:
        return None
    first = Decision.ACKNOWLEDGE if it.is_on_its_way else Decision.APPROVE
    may_decline = it.level is Level.STANDARD and it.stage is EscalationStatus.AWAITING_LEADER
    return FormView(
        value=value,
        buttons=(_button(content, first), _button(content, Decision.NOT_ME)),
        decline=_button(content, Decision.DECLINE) if may_decline else None,
    )


def _button(content: Content, decision: Decision) -> Button:
    return Button(decision, content.texts(f"leader.{decision.value}"))
