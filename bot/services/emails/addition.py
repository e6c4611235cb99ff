"""The content of a follow-up mail to Security: what was told after Send."""

from dataclasses import dataclass

from bot.content import Content
from bot.domain.escalation import Addition, Closing, Escalation
from bot.domain.report import Line, Report
from bot.domain.scenario import Reader
from bot.services.emails.to_security import (
    LetterRow,
    Replying,
    TitledLink,
    leader_words,
    rows,
    since_then,
)
from bot.services.wording import in_new_zealand, one_line

_WHERE_NOW = "where_now"


@dataclass(frozen=True)
class AdditionLetter:
    """Everything the template about an addition may use."""

    reference: str
    level_name: str
    raised_from: str
    """The level before, if this raised it."""
    news: str
    """What is new, in one sentence."""
    rows: tuple[LetterRow, ...]
    reach: str
    requests: tuple[str, ...]
    answer_links: tuple[TitledLink, ...]
    closed_at: str
    """When Security closed the report, if it is closed still or was opened by this addition."""
    is_open_again: bool
    reporter_name: str
    reporter_email: str
    said_at: str
    number: int
    """The addition's place in its report, because mails can overtake each other."""


def addition_letter(
    content: Content,
    report: Report,
    escalation: Escalation,
    addition: Addition,
    replying: Replying,
) -> AdditionLetter:
    """The content of the mail, in words. The report is as known by then, see `known_by`."""
    since = since_then(content, report, escalation, addition, replying.reply_to)
    levels = content.levels
    before = addition.raised_from
    closing = _closing(escalation, addition)
    return AdditionLetter(
        reference=report.reference,
        level_name=levels[max(report.level, escalation.level).word].name,
        raised_from=levels[before.word].name if before is not None else "",
        news=one_line(_news(content, report, addition)),
        rows=_rows(content, escalation, addition),
        reach=since.reach,
        requests=since.requests,
        answer_links=replying.links,
        closed_at=in_new_zealand(closing.at) if closing else "",
        is_open_again=closing is not None and closing.reopened_at is not None,
        reporter_name=report.reporter.name,
        reporter_email=report.reporter.email or content.texts("mail.reporter_no_email"),
        said_at=in_new_zealand(addition.at),
        number=_number(escalation, addition),
    )


def known_by(
    content: Content, report: Report, escalation: Escalation, addition: Addition
) -> Report:
    """The report with what was told up to this addition in place of what was told before."""
    lines = {line.field: line for line in report.lines}
    for told in escalation.added[: _number(escalation, addition)]:
        lines |= {line.field: line for line in (*_place(content, told), *told.lines)}
    return report.model_copy(update={"lines": tuple(lines.values())})


def _place(content: Content, told: Addition) -> tuple[Line, ...]:
    """Where they are, as a fact: an addition about it holds words and no lines."""
    fact = content.catalogue.fact(_WHERE_NOW)
    if fact is None or told.about != "where" or not told.words:
        return ()
    return (
        Line(
            field=fact.id,
            heading=fact.heading,
            value=told.words,
            readers=fact.readers,
            free_text=True,
        ),
    )


def _closing(escalation: Escalation, addition: Addition) -> Closing | None:
    """The closing that the addition came after: one that it undid, or that holds."""
    for closing in escalation.closings:
        is_undone_by_it = (closing.reopened_by, closing.reopened_at) == (None, addition.at)
        holds = closing.reopened_at is None and closing.at < addition.at
        if is_undone_by_it or holds:
            return closing
    return None


def _number(escalation: Escalation, addition: Addition) -> int:
    ids = [it.id for it in escalation.added]
    return ids.index(addition.id) + 1 if addition.id in ids else len(ids) + 1


def _says_words_first(addition: Addition) -> bool:
    return bool(addition.words) and addition.about in ("where", "ring")


def _news(content: Content, report: Report, addition: Addition) -> str:
    key, name = f"follow_up.{addition.about}", report.reporter.name
    if _says_words_first(addition):
        return content.texts(f"{key}_words", name=name, words=addition.words)
    return content.texts(key, name=name)


def _rows(content: Content, escalation: Escalation, addition: Addition) -> tuple[LetterRow, ...]:
    if addition.about == "leader":
        words = one_line(leader_words(content, escalation))
        return (LetterRow(content.texts("status.leader"), words),)
    lines = [line for line in addition.lines if Reader.EMAIL in line.readers]
    if not addition.words or _says_words_first(addition):
        return rows(lines)
    return (LetterRow(content.texts("follow_up.words"), addition.words), *rows(lines))
