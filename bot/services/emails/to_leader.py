"""The content of the mail to a people leader whom Teams did not reach in time."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.content import Content
from bot.domain.escalation import Escalation, EscalationStatus, LeaderState
from bot.domain.report import Report
from bot.domain.scenario import Reader
from bot.services.emails.to_security import LetterRow, rows
from bot.services.wording import in_new_zealand, plain, when_security_reads

FIRST_STEPS = 5
"""Limit of guidance steps in the mail."""


@dataclass(frozen=True)
class LeaderLetter:
    """Everything the template may use: no more than the leader's card shows."""

    reference: str
    level_name: str
    reporter_name: str
    lead: str
    happened: tuple[str, ...]
    rows: tuple[LetterRow, ...]
    say: tuple[str, ...]
    do: tuple[str, ...]
    emergency: str
    eap: str
    answer_link: str = ""
    """URL of the answer page; empty without one."""


def leader_letter(
    content: Content, report: Report, escalation: Escalation, answer_link: str = ""
) -> LeaderLetter:
    """The content of the mail, in words."""
    guide = content.leader_guide(report, escalation)
    known = [line for line in report.lines_for(Reader.CARD) if not line.free_text]
    return LeaderLetter(
        reference=report.reference,
        level_name=content.levels[report.level.word].name,
        reporter_name=report.reporter.name,
        lead=plain(guide.lead),
        happened=tuple(_happened(content, escalation)),
        rows=rows(known),
        say=tuple(map(plain, guide.sections["Say"])),
        do=tuple(map(plain, guide.sections["Do this"][:FIRST_STEPS])),
        emergency=plain(content.contacts.line("emergency")),
        eap=plain(content.contacts.line("eap")),
        answer_link=answer_link,
    )


def _happened(content: Content, it: Escalation) -> Iterator[str]:
    texts = content.texts
    if it.leader_state is LeaderState.NOT_REACHED:
        yield texts("mail.happened_not-reached")
    elif it.leader_state is LeaderState.ASKED:
        yield texts("mail.happened_asked")
    else:
        yield texts("mail.happened_not-asked")
    if it.deputy_state is LeaderState.LOOKUP_PENDING:
        yield texts("mail.happened_deputy_sought")
    elif it.deputy is not None and it.deputy_state is not LeaderState.NOT_REACHED:
        yield texts("mail.happened_deputy", name=it.deputy.name)
    if it.stage is EscalationStatus.AWAITING_LEADER and it.answer_by:
        yield texts("mail.happened_waits", time=in_new_zealand(it.answer_by))
    elif it.is_on_its_way and it.mail_trouble:
        yield texts("mail.happened_troubled")
    elif it.is_undelivered:
        yield texts("leader.undelivered")
    elif it.is_on_its_way:
        yield texts(f"mail.happened_{it.stage.value}")
        # Once Security has answered, somebody has read it.
        sent_at = it.sent_at if it.received_at is None else None
        yield from filter(None, [sent_at and when_security_reads(content, sent_at, sent_at)])
