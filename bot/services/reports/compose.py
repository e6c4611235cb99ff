"""Composes a report from a draft, with a snapshot of content's words."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, Ticks
from bot.domain.form import Field, Reader
from bot.domain.report import Line, Report
from bot.domain.scenario import Question
from bot.domain.triage import Assessment, assess

EVERYBODY = (Reader.CARD, Reader.EMAIL, Reader.NOGGIN, Reader.KOTAHI)
SECURITY_ONLY = (Reader.EMAIL,)


def compose(content: Content, draft: Draft, now: datetime) -> Report:
    """The report if it were sent now; used by preview and Send."""
    assessment = assess(content.catalogue, draft)
    titles = [content.catalogue.scenario(name).title for name in assessment.visited]
    return Report(
        id=draft.id,
        reference=draft.reference,
        tenant_id=draft.tenant_id,
        reporter=draft.reporter,
        submitted_at=now,
        level=assessment.report_level,
        reasons=_reasons(content, assessment),
        scenario_id=assessment.leading,
        title=titles[0],
        flags=assessment.flags,
        lines=(
            _situation(content, titles),
            *_answers(content, draft),
            *_form(content, draft, assessment),
        ),
        tell=assessment.tell,
        content_version=content.version,
    )


def _reasons(content: Content, assessment: Assessment) -> tuple[str, ...]:
    meaning = content.levels[assessment.report_level.word].meaning
    unsure = content.texts("answer.not_sure")
    return (
        meaning,
        *(
            f"{reason.question} {unsure if reason.is_not_sure else reason.answer}"
            for reason in assessment.reasons
        ),
    )


def _situation(content: Content, titles: list[str]) -> Line:
    return Line(
        field="scenario",
        heading=content.texts("report.situation"),
        value="; ".join(titles),
        readers=EVERYBODY,
    )


def _answers(content: Content, draft: Draft) -> Iterator[Line]:
    catalogue = content.catalogue
    for question_id, ticks in draft.answers.items():
        question = catalogue.question(question_id)
        words = draft.words.get(question_id, "")
        value = words or (_labels(content, question, ticks) if question else "")
        if question and value:
            after = draft.after_danger.get(question_id)
            safe = f" {content.texts('report.safe_since')}" if after == "safe" else ""
            yield Line(
                field=question_id,
                heading=question.text,
                value=value + safe,
                readers=_readers(content, question),
                free_text=bool(words),
            )


def _readers(content: Content, question: Question) -> tuple[Reader, ...]:
    if question.id == content.catalogue.gate.id:
        return (Reader.CARD, Reader.EMAIL)
    if question.id == content.catalogue.pattern.id:
        return (Reader.DETAILS, Reader.EMAIL)
    return SECURITY_ONLY


def _labels(content: Content, question: Question, ticks: Ticks) -> str:
    names = [
        choice.text if (choice := question.choice(tick)) else content.texts("answer.not_sure")
        for tick in ticks
        if tick == NOT_SURE or question.choice(tick)
    ]
    return "; ".join(names)


def _form(content: Content, draft: Draft, assessment: Assessment) -> Iterator[Line]:
    for field in content.form.fields:
        words = _in_words(field, draft.words.get(field.id, ""))
        value = words or _ticked(field, draft.form.get(field.id, ()))
        if value and journey.applies(field, assessment.flags):
            yield Line(
                field=field.id,
                heading=field.heading,
                value=value,
                readers=field.readers,
                free_text=field.is_free_text,
            )


def _in_words(field: Field, said: str) -> str:
    if field.kind != "date" or not said:
        return said
    day = date.fromisoformat(said)
    return f"{day.day} {day:%B %Y}"


def _ticked(field: Field, ticks: Ticks) -> str:
    return "; ".join(option.text for tick in ticks if (option := field.option(tick)))
