"""What is worth reading when something was wrong: the whole story of the reports concerned."""

from collections.abc import Iterator, Sequence

from tests.crash.settled import STATUS, Settled
from tests.crash.truth import LEADER_CARD, WAITS
from tests.words import words


def trace(settled: Settled, faults: Sequence[str]) -> Iterator[str]:
    """Line by line: the history in the database, the mails, and what the chats said."""
    for report in settled.reports:
        if any(report.reference in fault or report.id in fault for fault in faults):
            yield f"{report.reference} {report.stage}: {', '.join(report.events)}"
            yield f"  mails: {[it.key for it in settled.letters if report.reference in it.key]}"
            yield from _cards(settled, report.reference)


def _cards(settled: Settled, reference: str) -> Iterator[str]:
    for who, chat in settled.chats.items():
        for place, message in enumerate(chat):
            if any(reference in text for text in message):
                yield f"  {who[:8]}, message {place}: {' > '.join(map(_short, message))}"


def _short(text: str) -> str:
    if STATUS.search(text):
        return text.partition(f"{words('status.state')}: ")[2].partition("\n")[0]
    if LEADER_CARD in text:
        return "asked" if WAITS in text else "not asked"
    return text.partition("\n")[0][:60]
