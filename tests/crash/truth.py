"""What people see in their chats, held against what is so."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.crash.settled import STATUS, Message, Settled
from tests.words import email_state, fragment, words

TRUTH = {"sent": email_state("sent"), "withdrawn": email_state("withdrawn")}
"""What the newest status card says when a report has come to its end."""
PREVIEW = words("preview.title")
LEADER_CARD = fragment("leader.heading")
REFERENCE = re.compile(rf"{re.escape(words('status.reference'))}: (\S+)")
CLAIMS = {
    fragment("leader.answered_approve"): "leader-approve",
    fragment("leader.answered_decline"): "leader-decline",
    fragment("leader.answered_declined_and_sent"): "leader-decline",
    fragment("leader.answered_acknowledge"): "leader-acknowledge",
}
"""What a card says to a leader who answered, and the event of that answer."""
NEWS = {
    "leader-approve": fragment("news.approved"),
    "leader-acknowledge": fragment("news.acknowledged"),
}
"""The events that a reporter is told of in a message of its own, and what it says."""
NEWS_TITLE = re.compile(re.escape(words("news.title", reference="#")).replace(r"\#", r"(\S+)"))
ASKED = "leader-asked"
"""From then on the bot knows where the leader's card is."""
WAITS = fragment("leader.answer_by")
"""Stands on a leader's card until the report has gone or was taken back."""


def untrue(settled: Settled) -> Iterator[str]:
    """Cards that say what is not so."""
    for report in settled.reports:
        told = _status_cards(report.reference, settled.says_now(report.reporter_id))
        if not told:
            yield f"{report.reference} has no card"
        elif report.stage in TRUTH and TRUTH[report.stage] not in told[-1]:
            yield f"{report.reference} is {report.stage} and its newest card says otherwise"
    for who in settled.chats:
        # A preview shows its reporter what a leader would see.
        texts = [text for text in settled.says_now(who) if PREVIEW not in text]
        cards = [text for text in texts if LEADER_CARD in text]
        yield from _untrue_to_leaders(settled, cards)


def _untrue_to_leaders(settled: Settled, cards: Sequence[str]) -> Iterator[str]:
    for report in settled.reports:
        told = [text for text in cards if report.reference in text]
        # Teams has a copy that the bot cannot know of if it died before it heard of it.
        if told and report.stage in TRUTH and WAITS in told[-1] and ASKED in report.events:
            yield f"{report.reference} is {report.stage} and a leader is told that it waits"
        for claim, event in CLAIMS.items():
            if event not in report.events and any(claim in text for text in told):
                yield f"{report.reference}: a leader was told {claim!r}, and it is not so"


def untold(settled: Settled) -> Iterator[str]:
    """News that its reporter never got."""
    for report in settled.reports:
        told = _news_of(report.reference, settled.chats.get(report.reporter_id, ()))
        for event, said in NEWS.items():
            if event in report.events and not any(said in text for text in told):
                yield f"{report.reference}: its reporter was never told of {event}"


def is_news(said: str, settled: Settled) -> bool:
    """Whether a message with news told this to each reporter of a report."""
    told = (_news_of(it.reference, settled.chats.get(it.reporter_id, ())) for it in settled.reports)
    return all(any(said in text for text in texts) for texts in told)


def spare_cards(settled: Settled) -> int:
    """How many cards and messages somebody has more than once."""
    spare = sum(_spare(settled.says_now(who)) for who in settled.chats)
    for report in settled.reports:
        told = _news_of(report.reference, settled.chats.get(report.reporter_id, ()))
        spare += sum(times - 1 for times in Counter(told).values())
    return spare


def _news_of(reference: str, chat: Sequence[Message]) -> list[str]:
    """What the messages with news about the report said when they came."""
    firsts = (message[0] for message in chat)
    return [text for text in firsts if (it := NEWS_TITLE.search(text)) and it[1] == reference]


def _status_cards(reference: str, chat: Sequence[str]) -> list[str]:
    return [text for text in chat if (it := STATUS.search(text)) and it[1] == reference]


def _spare(chat: Sequence[str]) -> int:
    statuses = [f"status {it[1]}" for text in chat if (it := STATUS.search(text))]
    asked = [text for text in chat if LEADER_CARD in text]
    leaders = [f"leader {it[1]}" for text in asked if (it := REFERENCE.search(text))]
    return sum(times - 1 for times in Counter(statuses + leaders).values())
