"""A 200 alone proves nothing of a recipient: what each answer about it means."""

from typing import Any

import pytest
from yarl import URL

from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.checks.mail.security_mailbox import SecurityMailboxCheck
from bot.doctor.results import CheckFailed
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY
from tests.doctor.breaks import recipient
from tests.doctor.conftest import SECURITY, World
from tests.stand_ins.graph import NAMED, SENDER

ELSEWHERE = "duty@elsewhere.example.com"
UNKNOWN: dict[str, object] = {"error": {"code": "ErrorInvalidRecipients"}}
ODD: dict[str, object] = {"error": {"code": "SomethingThatNobodyKnows"}}


async def test_where_exchange_takes_less_it_is_asked_for_less(world: World) -> None:
    world.environment["SECURITY_MAILBOX"] = "securitypriorityevnt@example.org"
    world.graph.answers_next("tips", NAMED["unknown_code"])

    await world.examined()

    assert world.said("mail.recipient").state == "failed"


async def test_members_outside_are_worth_a_look(world: World) -> None:
    recipient(members_outside=2)(world)

    await world.examined()

    said = world.said("mail.recipient")
    assert (said.state, "leaves the organisation" in said.says) == ("warning", True)


async def test_whether_it_is_away_is_not_said_of_what_is_not_there(world: World) -> None:
    recipient(error="ErrorInvalidRecipients")(world)

    await world.examined()

    assert world.said("mail.away").state == "not checked"


class Says:
    """A Graph that answers every question so."""

    def __init__(self, body: dict[str, object]) -> None:
        self.body = body

    def url(self, *segments: str) -> URL:
        return URL("https://graph.example.org")

    async def ask(self, call: GraphRequest) -> GraphResponse:
        return GraphResponse(200, self.body, {})


async def states(body: dict[str, object], security: str = SECURITY, sender: str = SENDER) -> str:
    """What comes of a 200 that says this."""
    settings = Settings.read({**IDENTITY, "SECURITY_MAILBOX": security, "MAIL_SENDER": sender})
    graph: Any = Says(body)
    try:
        remarks = await SecurityMailboxCheck(graph, settings).takes_mail()
    except CheckFailed:
        return "failed"
    return " ".join(remark.state for remark in remarks)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{}], "ready"),
        ([{"emailAddress": {"address": SECURITY.upper()}}], "ready"),
        ([{"error": None, "mailboxFull": None, "recipientScope": None}], "ready"),
        ([{"mailboxFull": "true", "isModerated": 1, "externalMemberCount": True}], "ready"),
        ([None, 7, {}], "ready"),
        ([{"mailboxFull": True, "deliveryRestricted": True}], "failed failed"),
        ([{}, UNKNOWN], "failed"),
        ([{"error": {}}], "failed"),
        ([{"error": "words"}], "failed"),
        ([], "failed"),
        ([None], "failed"),
        (None, "failed"),
        ([{"emailAddress": {"address": "another@example.org"}}], "failed"),
    ],
)
async def test_a_200_alone_proves_nothing(value: object, expected: str) -> None:
    assert await states({"value": value}) == expected


@pytest.mark.parametrize(
    ("error", "security", "sender", "expected"),
    [
        (UNKNOWN, SECURITY, SENDER, "failed"),
        (UNKNOWN, ELSEWHERE, SENDER, "failed"),
        (ODD, SECURITY, SENDER, "failed"),
        (ODD, SECURITY.upper(), SENDER, "failed"),
        (ODD, ELSEWHERE, SENDER, "warning"),
        (ODD, ELSEWHERE, "0a000000-0000-4000-8000-000000000009", "failed"),
        (ODD, "duty@sub.example.org", SENDER, "warning"),
    ],
)
async def test_an_error_counts_in_our_own_domains_and_wherever_it_says_that_nobody_is_there(
    error: dict[str, object], security: str, sender: str, expected: str
) -> None:
    assert await states({"value": [error]}, security, sender) == expected
