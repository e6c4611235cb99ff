"""A leader can open a chat with the reporter where the reporter said that this is safe."""

from typing import Any

import pytest

from bot.domain.escalation import Decision, Escalation
from bot.domain.people import Actor, Person
from bot.domain.report import Line, Report
from bot.domain.scenario import Level
from cards.elements import Card
from cards.gallery.samples import LEADER, NOW, TENANT
from cards.gallery.states import submitted_escalation
from cards.leader.approval_cards import MOST_BUTTONS, leader_card
from tests.builders import a_line, a_report, shipped
from tests.cards.shown import nodes
from tests.words import words

AROHA = Person(id="aroha", name="Aroha Example", email="aroha.ex+1@example.org")
CHAT = words("leader.chat")
DETAIL = a_line("shows", "Somebody", readers=["details"])


def safe(*ticks: str, readers: tuple[str, ...] = ("card", "email")) -> Line:
    """How the reporter can be reached."""
    return a_line("contact", "Teams chat", ticks=ticks, readers=readers)


def asked(report: Report, level: Level = Level.URGENT) -> Card:
    """The card of the leader."""
    return leader_card(shipped(), report, submitted_escalation(level), LEADER.id, NOW)


def links(card: Card) -> list[Any]:
    """The addresses that its buttons open."""
    return [it["url"] for it in nodes(card) if it.get("type") == "Action.OpenUrl"]


def test_the_button_opens_a_chat_with_the_address_of_the_directory() -> None:
    card = asked(a_report(safe("teams-chat", "phone"), reporter=AROHA))

    (link,) = links(card)
    assert link == "https://teams.microsoft.com/l/chat/0/0?users=aroha.ex%2B1%40example.org"


@pytest.mark.parametrize(
    "report",
    [
        a_report(reporter=AROHA),
        a_report(safe("phone"), reporter=AROHA),
        a_report(safe("teams-chat", readers=("email",)), reporter=AROHA),
        a_report(safe("teams-chat"), reporter=AROHA.model_copy(update={"email": None})),
        a_report(safe("teams-chat"), reporter=AROHA.model_copy(update={"is_guest": True})),
        a_report(safe("teams-chat"), reporter=AROHA.model_copy(update={"id": None})),
    ],
    ids=["not said", "another way", "not for the leader", "no address", "a guest", "unknown"],
)
def test_there_is_none_where_it_is_not_safe_or_not_known(report: Report) -> None:
    assert links(asked(report)) == []


def in_sight(card: Card) -> list[str]:
    """The titles of the first row of buttons."""
    row = next(it for it in card["body"] if it["type"] == "ActionSet")
    return [action["title"] for action in row["actions"]]


@pytest.mark.parametrize("level", [it for it in Level if it > Level.ADVICE])
def test_never_more_than_four_buttons_are_in_sight(level: Level) -> None:
    card = asked(a_report(safe("teams-chat"), DETAIL, reporter=AROHA, level=level), level)

    assert len(in_sight(card)) <= MOST_BUTTONS
    assert len(links(card)) == 1
    assert (CHAT in in_sight(card)) == (level is not Level.STANDARD)


def test_it_stays_once_the_leader_has_answered() -> None:
    lea = Actor(id=LEADER.id or "", tenant_id=TENANT)
    it: Escalation = submitted_escalation(Level.URGENT)
    seen = it.decide(Decision.ACKNOWLEDGE, by=lea, at=NOW).after
    report = a_report(safe("teams-chat"), reporter=AROHA, level=Level.URGENT)

    assert links(leader_card(shipped(), report, seen, LEADER.id, NOW)) != []


def test_it_goes_once_the_report_was_taken_back() -> None:
    it = submitted_escalation(Level.HIGH)
    reporter = Actor(id=it.reporter_id, tenant_id=TENANT)
    report = a_report(safe("teams-chat"), reporter=AROHA)

    assert links(leader_card(shipped(), report, it, LEADER.id, NOW)) != []
    back = it.withdraw(by=reporter, at=NOW).after
    assert links(leader_card(shipped(), report, back, LEADER.id, NOW)) == []
