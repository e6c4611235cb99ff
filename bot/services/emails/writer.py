"""Writes the mails to Security and to a leader, and the texts to copy into the registers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.content import Content
from bot.domain.colleagues import Colleagues
from bot.domain.escalation import Addition, Escalation, SecurityAnswer, System
from bot.domain.report import Report
from bot.domain.scenario import Reader
from bot.ports import Letter
from bot.services.emails.addition import addition_letter, known_by
from bot.services.emails.to_leader import leader_letter
from bot.services.emails.to_security import (
    LetterRow,
    Replying,
    TitledLink,
    data_file,
    is_email_safe,
    report_data,
    rows,
    security_letter,
)

AnswerAddresses = Mapping[SecurityAnswer, str]
"""The links by which Security answers the mail that holds them. Secrets: never log one."""


class NobodyToWriteTo(Exception):
    """There is no leader with a mail address."""


@dataclass(frozen=True)
class EntryLetter:
    """Everything the template for Noggin or Kotahi may use."""

    reference: str
    scenario: str
    level_name: str
    rows: tuple[LetterRow, ...] = field(default=())


@dataclass(frozen=True)
class WriteLetters:
    """Renders mails. Pure, so that a preview is the mail itself."""

    content: Content
    security_mailbox: str
    ours: Colleagues = field(default_factory=Colleagues)
    has_answer_links: bool = False
    """Whether the mails to Security hold links to answer; a preview names them without address."""

    def to_security(
        self,
        report: Report,
        escalation: Escalation,
        now: datetime,
        answer_links: AnswerAddresses | None = None,
    ) -> Letter:
        """The mail to Security, with the report as JSON; without links, as it is previewed."""
        replying = Replying(self._reply_to(report), self._titled(answer_links))
        letter = security_letter(self.content, report, escalation, now, data_file(report), replying)
        return Letter(
            key=_first_key(report, escalation),
            reference=report.reference,
            to=self.security_mailbox,
            subject=self._subject(report, letter.level_name),
            text=self.content.letters.render("security.txt", letter=letter),
            html=self.content.letters.render("security.html", letter=letter),
            is_urgent=report.level.goes_at_once,
            attachments=(report_data(self.content, report, escalation, now),),
            reply_to=replying.reply_to,
            additions=tuple(it.id for it in escalation.added if it.is_all_facts),
        )

    def addition(
        self,
        report: Report,
        escalation: Escalation,
        addition: Addition,
        answer_links: AnswerAddresses | None = None,
    ) -> Letter:
        """The mail to Security about an addition, in the thread of the first mail."""
        known = known_by(self.content, report, escalation, addition)
        replying = Replying(self._reply_to(known), self._titled(answer_links))
        letter = addition_letter(self.content, known, escalation, addition, replying)
        subject = self._subject(report, letter.level_name)
        return Letter(
            key=addition_key(report, addition),
            reference=report.reference,
            to=self.security_mailbox,
            subject=self.content.texts("mail.follow_up_subject", subject=subject),
            text=self.content.letters.render("addition.txt", letter=letter),
            html=self.content.letters.render("addition.html", letter=letter),
            is_urgent=max(report.level, escalation.level).goes_at_once,
            reply_to=replying.reply_to,
            in_reply_to=_first_key(report, escalation),
        )

    def to_leader(self, report: Report, escalation: Escalation, answer_link: str = "") -> Letter:
        """The mail to a leader, which says no more than their card. Raises NobodyToWriteTo."""
        told = escalation.leader if escalation.is_for_leader else None
        if told is None or told.id is None or told.email is None:
            raise NobodyToWriteTo
        letter = leader_letter(self.content, report, escalation, answer_link)
        return Letter(
            key=leader_key(report),
            reference=report.reference,
            to=told.email,
            subject=self.subject_to_leader(report),
            text=self.content.letters.render("leader.txt", letter=letter),
            html=self.content.letters.render("leader.html", letter=letter),
            is_urgent=report.level.goes_at_once,
        )

    def _reply_to(self, report: Report) -> str | None:
        """Where a reply of Security goes: to the reporter, unless that may not be safe."""
        may = self.ours.may_be_answered(report.reporter) and is_email_safe(report)
        return report.reporter.email if may else None

    def _titled(self, addresses: AnswerAddresses | None) -> tuple[TitledLink, ...]:
        if addresses is None:
            addresses = dict.fromkeys(SecurityAnswer if self.has_answer_links else (), "")
        return tuple(
            (self.content.texts(f"mail.link_{answer}"), address)
            for answer, address in addresses.items()
        )

    def _subject(self, report: Report, level_name: str) -> str:
        return self.content.texts("mail.subject", level=level_name, reference=report.reference)

    def subject_to_leader(self, report: Report) -> str:
        """The subject, which tells a leader's mail from the one to Security."""
        return self.content.texts("mail.leader_subject", reference=report.reference)

    def is_about_follow_up(self, subject: str) -> bool:
        """Whether a non-delivery report with this subject is about a follow-up mail."""
        return self.content.texts("mail.follow_up_subject", subject="").strip() in subject

    def entry(self, system: System, report: Report) -> str:
        """The text to copy into a register."""
        return entry_text(self.content, system, report)


def entry_text(
    content: Content, system: System, report: Report, *, for_leader: bool = False
) -> str:
    """The text to copy into a register; for a leader only with what a leader may read."""
    reader = Reader.NOGGIN if system is System.NOGGIN else Reader.KOTAHI
    lines = [line for line in report.lines_for(reader) if line.field != "scenario"]
    if for_leader:
        may_read = {Reader.CARD, Reader.DETAILS}
        lines = [line for line in lines if may_read & set(line.readers) and not line.free_text]
    letter = EntryLetter(
        reference=report.reference,
        scenario=report.situation,
        level_name=content.levels[report.level.word].name,
        rows=rows(lines),
    )
    return content.letters.render(f"{system.value}.txt", letter=letter)


def _first_key(report: Report, escalation: Escalation) -> str:
    """Idempotency key of the mail that opens the thread: the second copy if there is one."""
    return copy_key(report) if escalation.mail_copied_at else report.reference


def leader_key(report: Report) -> str:
    """Idempotency key of the mail to the leader."""
    return f"{report.reference}/leader"


def addition_key(report: Report, addition: Addition) -> str:
    """Idempotency key of the mail about an addition."""
    return f"{report.reference}/added/{addition.id}"


def copy_key(report: Report) -> str:
    """Idempotency key of the second copy."""
    return f"{report.reference}/copy"
