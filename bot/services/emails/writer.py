"""The letters: to Security, to a people leader, and the texts to copy into the registers."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.content import Content
from bot.domain.escalation import Addition, Escalation, System
from bot.domain.form import Reader
from bot.domain.report import Report
from bot.ports import Letter
from bot.services.emails.attachment import data_file, report_data
from bot.services.emails.parts import LetterRow, rows
from bot.services.emails.to_leader import leader_letter
from bot.services.emails.to_security import security_letter
from bot.services.wording import in_new_zealand


class NobodyToWriteTo(Exception):
    """The directory knows no leader with an address."""


@dataclass(frozen=True)
class EntryLetter:
    """Everything the text for Noggin or Kotahi may say."""

    reference: str
    scenario: str
    level_name: str
    rows: tuple[LetterRow, ...] = field(default=())


@dataclass(frozen=True)
class AdditionLetter:
    """Everything the mail about an addition may say."""

    reference: str
    level_name: str
    reporter_name: str
    reporter_email: str
    said_at: str
    is_safe: bool
    words: str
    number: int
    """Which of the additions to this report it is: mails can overtake each other."""


@dataclass(frozen=True)
class WriteLetters:
    """Writes the letters; pure, so that a preview is the mail itself."""

    content: Content
    security_mailbox: str

    def to_security(self, report: Report, escalation: Escalation, now: datetime) -> Letter:
        """The mail to Security as it would leave now, with the report as data."""
        letter = security_letter(self.content, report, escalation, now, data_file(report))
        key = copy_key(report) if escalation.mail_copied_at else report.reference
        return Letter(
            key=key,
            reference=report.reference,
            to=self.security_mailbox,
            subject=self.content.texts(
                "mail.subject", level=letter.level_name, reference=report.reference
            ),
            text=self.content.letters.render("security.txt", letter=letter),
            html=self.content.letters.render("security.html", letter=letter),
            is_urgent=report.level.goes_at_once,
            attachments=(report_data(self.content, report, escalation, now),),
        )

    def addition(self, report: Report, addition: Addition, number: int = 1) -> Letter:
        """The mail to Security about what the reporter added after Send."""
        level_name = self.content.levels[report.level.word].name
        letter = AdditionLetter(
            reference=report.reference,
            level_name=level_name,
            reporter_name=report.reporter.name,
            reporter_email=report.reporter.email or "",
            said_at=in_new_zealand(addition.at),
            is_safe=addition.kind == "safe",
            words=addition.words,
            number=number,
        )
        return Letter(
            key=addition_key(report, addition),
            reference=report.reference,
            to=self.security_mailbox,
            subject=self.content.texts(
                "mail.addition_subject", level=level_name, reference=report.reference
            ),
            text=self.content.letters.render("addition.txt", letter=letter),
            html=self.content.letters.render("addition.html", letter=letter),
            is_urgent=report.level.goes_at_once,
        )

    def to_leader(self, report: Report, escalation: Escalation, answer_link: str = "") -> Letter:
        """The mail to a leader whom Teams did not reach; NobodyToWriteTo without an address.

        It says what their card would say, and never what the card hides.
        """
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

    def subject_to_leader(self, report: Report) -> str:
        """By which the letter to a leader is told from the one to Security."""
        return self.content.texts("mail.leader_subject", reference=report.reference)

    def entry(self, system: System, report: Report) -> str:
        """The text to copy into a register."""
        reader = Reader.NOGGIN if system is System.NOGGIN else Reader.KOTAHI
        lines = [line for line in report.lines_for(reader) if line.field != "scenario"]
        letter = EntryLetter(
            reference=report.reference,
            scenario=report.title,
            level_name=self.content.levels[report.level.word].name,
            rows=rows(lines),
        )
        return self.content.letters.render(f"{system.value}.txt", letter=letter)


def leader_key(report: Report) -> str:
    """Marks the letter to the leader in the mailbox, apart from the one to Security."""
    return f"{report.reference}/leader"


def addition_key(report: Report, addition: Addition) -> str:
    """Marks the letter about one addition, apart from the report's own."""
    return f"{report.reference}/added/{addition.id}"


def copy_key(report: Report) -> str:
    """Marks the second copy of the letter to Security, apart from the first."""
    return f"{report.reference}/copy"
