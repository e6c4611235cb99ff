"""What must be true when everything has settled, and what is wrong if it is not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.crash.settled import LeftMail, Settled
from tests.crash.truth import CLAIMS, TRUTH, spare_cards, untold, untrue

ADDED = "/added/"
"""In the key of a mail about what was added; its id follows."""


@dataclass(frozen=True)
class Numbers:
    """What was counted; the first two are to be nothing."""

    lost: int
    doubled: int
    reports: int
    mails: int
    """To Security."""
    follow_ups: int
    """To Security, about what was added after Send."""
    letters: int
    """To leaders whom Teams did not reach, or who had not looked."""
    cards_doubled: int
    """Teams has no way to send once, and a press on either copy is the same press."""


def faults_of(settled: Settled) -> list[str]:
    """Everything that is wrong."""
    return [*faults_of_any_release(settled), *untold(settled)]


def faults_of_any_release(settled: Settled) -> list[str]:
    """Everything but news: release 1.1.0 tells none of what is decided on its hosts."""
    return [
        *lost(settled),
        *doubled(settled),
        *_stuck(settled),
        *untrue(settled),
        *_contradictions(settled),
        *(f"Graph was asked wrongly: {it}" for it in settled.violations),
    ]


def numbers_of(settled: Settled) -> Numbers:
    """The same as numbers."""
    return Numbers(
        lost=len([*lost(settled), *untold(settled)]),
        doubled=len([*doubled(settled)]),
        reports=len(settled.reports),
        mails=sum("/" not in it.key for it in settled.letters),
        follow_ups=sum(ADDED in it.key for it in settled.letters),
        letters=sum("/" in it.key and ADDED not in it.key for it in settled.letters),
        cards_doubled=spare_cards(settled),
    )


def lost(settled: Settled) -> Iterator[str]:
    """Reports that somebody was told of and that are nowhere, and mails that never left."""
    kept = {it.reference for it in settled.reports}
    yield from (f"{it} was taken and is not there" for it in sorted(settled.told - kept))
    left, firsts = _mails(settled), {it.key: it for it in settled.letters}
    for report in settled.reports:
        if report.stage != "withdrawn" and not left[report.reference]:
            yield f"{report.reference} is {report.stage} and no mail of it left"
        for added, said in report.added.items():
            is_in_first = _holds(firsts.get(report.reference), said)
            if not left[f"{report.reference}{ADDED}{added}"] and not is_in_first:
                yield f"{report.reference}: no mail about {added} left"


def doubled(settled: Settled) -> Iterator[str]:
    """Mails that left more than once, or should not have left."""
    stages = {it.reference: it.stage for it in settled.reports}
    firsts = {it.key: it for it in settled.letters}
    for report in settled.reports:
        for added, said in report.added.items():
            if f"{report.reference}{ADDED}{added}" in firsts and _holds(
                firsts.get(report.reference), said
            ):
                yield f"{report.reference}: {added} is in two mails"
    for key, times in _mails(settled).items():
        reference = key.partition("/")[0]
        if times > 1:
            yield f"{key} left {times} times"
        if reference not in stages or (stages[reference] == "withdrawn" and key == reference):
            yield f"{key} left and should not have"


def _holds(mail: LeftMail | None, said: str) -> bool:
    """Whether this mail says it: what is added before the report's own is written goes with it."""
    return mail is not None and bool(said) and said in mail.body


def _mails(settled: Settled) -> Counter[str]:
    return Counter(letter.key for letter in settled.letters)


def _stuck(settled: Settled) -> Iterator[str]:
    for task in settled.waiting:
        if task.is_near:
            yield f"{task.key} is not done: {task.attempts} tries, {task.last_failure}"
    for report in settled.reports:
        if report.stage not in TRUTH:
            yield f"{report.reference} has not ended: {report.stage}"


def _contradictions(settled: Settled) -> Iterator[str]:
    for letter in settled.letters:
        is_to_security = "/" not in letter.key or ADDED in letter.key
        if is_to_security and letter.to != (settled.security,):
            yield f"{letter.key} went to somebody else"
    for report in settled.reports:
        if report.versions and (sorted(set(report.versions)) != list(range(1, report.version + 1))):
            yield f"{report.reference}: its history has holes"
        answers = [it for it in report.events if it in CLAIMS.values()]
        if len(answers) > 1:
            yield f"{report.reference} was answered as {answers}"
        if "withdrawn" in report.events and "mailed" in report.events:
            yield f"{report.reference} was taken back and sent"
