"""Answers that no fault of an organisation brings about, but a proxy or a missing right does."""

from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import ServerDisconnectedError

from bot.adapters.graph.request import GraphRequest, GraphResponse
from bot.doctor.checks.mail.mailbox import MailboxCheck
from bot.doctor.checks.mail.mailbox_scope import MailboxScopeCheck
from bot.doctor.checks.microsoft.directory import DirectoryCheck
from bot.doctor.graph import GraphProbe, reaching
from bot.doctor.results import CheckFailed
from bot.settings import Settings
from tests.adapters.teams.edge import IDENTITY

SETTINGS = Settings.read(IDENTITY)


class Scripted(GraphProbe):
    """A Graph that gives one answer to each call by its name."""

    def __init__(self, **answers: tuple[int, Mapping[str, Any]]) -> None:
        self._base_url = "https://graph.example.org/v1.0"
        self._answers = {name.replace("_", " "): answer for name, answer in answers.items()}

    async def ask(self, call: GraphRequest) -> GraphResponse:
        status, body = self._answers[call.name]
        return GraphResponse(status, body, {})


async def test_a_person_without_a_name_means_that_the_right_is_missing() -> None:
    hidden = {"id": "1", "displayName": None, "accountEnabled": None}
    directory = DirectoryCheck(Scripted(name=(200, {"value": [{"id": "1"}]}), person=(200, hidden)))

    with pytest.raises(CheckFailed, match="hides who somebody is") as broken:
        await directory.knows_people()

    assert "User.Read.All" in broken.value.cure


async def test_beside_an_odd_element_somebody_is_still_found() -> None:
    listed = [None, 7, {}, {"id": None}, {"id": "1"}]
    shown = {"id": "1", "displayName": "Lea Example", "accountEnabled": True}
    directory = DirectoryCheck(Scripted(name=(200, {"value": listed}), person=(200, shown)))

    (remark,) = await directory.knows_people()

    assert (remark.state, directory.ids) == ("ready", ["1"])


@pytest.mark.parametrize(("status", "says"), [(503, "just now"), (200, "is not Microsoft Graph")])
async def test_only_graph_itself_wants_a_token(status: int, says: str) -> None:
    with pytest.raises(CheckFailed, match=says):
        await Scripted(reach=(status, {})).answers()


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (TimeoutError(), "Graph did not answer in time"),
        (ServerDisconnectedError(), "Graph broke off [(]ServerDisconnectedError[)]"),
    ],
)
async def test_silence_and_broken_connections_are_told_apart(error: Exception, says: str) -> None:
    with pytest.raises(CheckFailed, match=says):
        async with reaching("Graph"):
            raise error


async def test_a_draft_to_nobody_that_is_taken_is_a_fault() -> None:
    mailbox = MailboxCheck(Scripted(send=(202, {})), SETTINGS, 0.0)

    with pytest.raises(CheckFailed, match="A draft to nobody was taken"):
        await mailbox.may_send()


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": None}])
async def test_a_draft_without_an_id_is_none(body: Mapping[str, Any]) -> None:
    mailbox = MailboxCheck(Scripted(create=(201, body)), SETTINGS, 0.0)

    with pytest.raises(CheckFailed, match="not expected"):
        await mailbox.keeps_a_draft()


async def test_a_page_in_place_of_a_list_is_no_mailbox() -> None:
    mailbox = MailboxCheck(Scripted(look_up=(200, {})), SETTINGS, 0.0)

    with pytest.raises(CheckFailed, match="not expected"):
        await mailbox.exists()


@pytest.mark.parametrize(
    ("status", "code"),
    [(202, ""), (404, "ErrorItemNotFound"), (400, "ErrorInvalidRecipients")],
)
async def test_whoever_is_let_into_another_mailbox_has_too_wide_a_right(
    status: int, code: str
) -> None:
    graph = Scripted(send=(status, {"error": {"code": code}}))
    scope = MailboxScopeCheck(graph, SETTINGS, MailboxCheck(graph, SETTINGS, 0.0))

    with pytest.raises(CheckFailed, match="may send as SECURITY_MAILBOX") as broken:
        await scope.cannot_send()

    assert "Remove Mail.* permissions" in broken.value.cure
