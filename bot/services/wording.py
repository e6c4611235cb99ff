"""Moments, durations, a decision and what was wished for in words, and words without Markdown."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.content import Content
from bot.content.loading.texts import Texts, unlinked
from bot.domain.escalation import (
    CheckIn,
    Decision,
    Escalation,
    EscalationStatus,
    NeededFact,
    PassedOn,
    System,
)
from bot.domain.report import Report
from bot.domain.timers import NEW_ZEALAND, Span, WorkingDays

NOON = 12
_DAY = timedelta(days=1)
_UNITS = {
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}


def plain(words: str) -> str:
    """Guidance or a contact without Markdown, for mails and pages."""
    return unlinked(words).replace("**", "")


def one_line(words: str) -> str:
    """The words without line breaks, so that nothing in them looks like a line of the mail."""
    return " ".join(words.split())


def in_words(texts: Texts, span: Span) -> str:
    """A duration such as "2 hours", in the largest exact unit."""
    if isinstance(span, WorkingDays):
        return _counted(texts, "working_day", span.days)
    # One day is "24 hours", because "a day" could mean the rest of today.
    if span > _DAY and not span % _DAY:
        return _counted(texts, "day", span // _DAY)
    unit = next((name for name, length in _UNITS.items() if not span % length), "second")
    return _counted(texts, unit, span // _UNITS[unit])


def _counted(texts: Texts, unit: str, number: int) -> str:
    return texts(f"duration.{unit}" if number == 1 else f"duration.{unit}s", number=number)


def in_new_zealand(moment: datetime) -> str:
    """A moment such as "9:05 am on Friday 27 November 2026"."""
    local = moment.astimezone(NEW_ZEALAND)
    half = "am" if local.hour < NOON else "pm"
    return f"{local.hour % NOON or NOON}:{local:%M} {half} on {local:%A} {local.day} {local:%B %Y}"


def day_in_new_zealand(moment: datetime) -> str:
    """The day of a moment, such as "27 November 2026"."""
    local = moment.astimezone(NEW_ZEALAND)
    return f"{local.day} {local:%B %Y}"


def needs_in_words(content: Content, facts: Sequence[NeededFact]) -> str:
    """What Security asks for, such as "a time, the place"."""
    return ", ".join(content.texts(f"needed.{fact}") for fact in facts)


def when_security_reads(
    content: Content, sent_at: datetime, now: datetime, *, is_sent: bool = True
) -> str:
    """That Security may not read a mail of that moment for a while, and what to do until then.

    Empty if the mailbox is read at that moment, or has been since. Before it is sent, only what
    cannot wait matters.
    """
    texts, contacts, mailbox = content.texts, content.contacts, content.timers.security_mailbox
    opens_at = mailbox.opens_at(sent_at, content.timers.working_hours)
    if opens_at is None or (mailbox.is_confirmed and opens_at <= now):
        return ""
    key = "hours.closed" if mailbox.is_confirmed else "hours.unconfirmed"
    said = [
        texts(key, time=in_new_zealand(opens_at)) if now < opens_at else texts("hours.unread"),
        texts("hours.cannot_wait"),
    ]
    if is_sent and (number := contacts.value("police_105")):
        said.append(texts("hours.over", number=number))
    return " ".join(said)


def mail_words(content: Content, escalation: Escalation) -> str:
    """Where the mail to Security is, for a leader: whether it waits for an answer, or has gone."""
    texts, waits = content.texts, escalation.stage is EscalationStatus.AWAITING_LEADER
    if waits and escalation.answer_by:
        return texts("not_me.waits", time=in_new_zealand(escalation.answer_by))
    trouble = "mailing_troubled" if escalation.mail_trouble else escalation.stage.value
    return texts(f"leader.{'undelivered' if escalation.is_undelivered else trouble}")


def handed_on_words(content: Content, escalation: Escalation, said: PassedOn) -> tuple[str, str]:
    """What a leader who said "Not me" reads: never who is asked now."""
    may_undo = escalation.may_take_back(said.person.id)
    then = "withdrawn" if escalation.is_withdrawn else "pending" if may_undo else "over"
    texts, time = content.texts, in_new_zealand(said.at)
    return texts(f"handed_on.said_{said.why}", time=time), texts(f"handed_on.{then}")


def why_closed(
    content: Content,
    report: Report,
    escalation: Escalation,
    reader_id: str | None,
    as_shown: Callable[[str], str] = str,
) -> str:
    """Who decided what, or that it was taken back; empty while it is open.

    `as_shown` escapes names for the place where they are shown.
    """
    texts, person = content.texts, escalation.decider
    if escalation.stage is EscalationStatus.WITHDRAWN:
        return texts("leader.withdrawn")
    if escalation.taken_back_at is not None:
        return texts("leader.taken_back")
    if person is None or escalation.decision is None or escalation.decided_at is None:
        return ""
    is_reporters_turn = escalation.stage is EscalationStatus.DECLINED
    went_anyway = escalation.decision is Decision.DECLINE and not is_reporters_turn
    answer = "declined_and_sent" if went_anyway else escalation.decision.value
    said = {"time": in_new_zealand(escalation.decided_at)}
    if is_reporters_turn:
        said["name"] = as_shown(report.reporter.name)
    is_readers = person.id == reader_id
    key = f"leader.{'answered' if is_readers else 'other'}_{answer}"
    closed = texts(key, **said, **({} if is_readers else {"other": as_shown(person.name)}))
    return f"{closed} {texts('leader.undelivered')}" if escalation.is_undelivered else closed


def system_name(content: Content, system: System) -> str:
    """The name of the register in the contacts."""
    return content.contacts[system.value].name


def entry_made(
    content: Content,
    report: Report,
    escalation: Escalation,
    system: System,
    reader_id: str | None = None,
    as_shown: Callable[[str], str] = str,
    *,
    key: str = "entry.made",
) -> str:
    """Who made the entry in this register, when, and its number."""
    texts, made = content.texts, escalation.entry(system)
    name = as_shown(system_name(content, system))
    if made is None:
        return texts("status.entry_done", system=name)
    person = made.by or report.reporter
    who = texts("entry.you") if person.id == reader_id else as_shown(person.name)
    values = {"system": name, "name": who, "time": in_new_zealand(made.at)}
    said = texts(key, **{it: values[it] for it in texts.placeholders[key]})
    if not made.number:
        return said
    return texts("entry.numbered", entry=said, number=as_shown(made.number))


def after_care_lines(content: Content, escalation: Escalation) -> list[str]:
    """What the reporter wished for: when they are asked next, and who looks."""
    texts, lines = content.texts, []
    if escalation.check_in is not None and not escalation.was_taken_back:
        lines.append(next_check_in(content, escalation.check_in))
    if escalation.watcher is not None and not escalation.was_taken_back:
        role = texts(f"watch.{escalation.watcher.role}")
        lines.append(texts("watch.is_watched", role=role))
    return lines


def next_check_in(content: Content, wished: CheckIn) -> str:
    """When the reporter is asked next, in a sentence."""
    if wished.next_at is None:
        return content.texts("check_in.no_more")
    return content.texts("check_in.next", time=in_new_zealand(wished.next_at))
