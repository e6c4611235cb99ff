"""A leader answers from the mail on two hosts at once: one answer, and each host tells the same."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.bootstrap import local
from bot.bootstrap.environment import Environment
from tests.hosts.pair import HostOfPair, Pair
from tests.journeys.failing_mail import text_of
from tests.journeys.people import Somebody
from tests.journeys.walks import STANDARD, to_preview
from tests.words import fragment, words

PUBLIC = "https://bot.example.org"
ANSWERS = ("approve", "cannot") * 3
TOLD = {
    "approve": fragment("leader.answered_approve"),
    "cannot": words("handed_on.pending"),
}
_ANSWERED = "select count(*) from events where kind in ('leader-approve', 'handed-on')"


@pytest.fixture(autouse=True)
def with_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts that people can reach. Asked for before the pair is made."""
    usual = local.local_environment

    def outside(*parts: Any, **said: Any) -> Environment:
        return replace(usual(*parts, **said), public_url=PUBLIC)

    monkeypatch.setattr(local, "local_environment", outside)


async def test_answers_at_once_on_both_hosts_are_one_answer_and_one_mail(
    pair: Pair, aroha: Somebody
) -> None:
    token = await link_of_her_leader(pair, aroha)
    form = await form_of(pair.hosts[0], token)

    answered = await asyncio.gather(
        *(
            asks(host, "POST", token, {"form": form, "decision": decision})
            for decision in ANSWERS
            for host in pair.hosts
        )
    )
    await pair.rests()

    told = {name for _, page in answered for name, words in TOLD.items() if words in page}
    assert {status for status, _ in answered} <= {200, 409, 410}
    assert len(told) == 1
    assert await pair.counts(_ANSWERED) == 1
    assert len(pair.mails()) == len(pair.post.asked) == (2 if "approve" in told else 1)


async def test_a_link_is_good_on_each_host_and_used_up_on_both(pair: Pair, aroha: Somebody) -> None:
    token = await link_of_her_leader(pair, aroha)
    one, other = pair.hosts
    form = await form_of(one, token)

    taken, _ = await asks(other, "POST", token, {"form": form, "decision": "approve"})
    again, page = await asks(one, "GET", token)

    assert (taken, again) == (200, 410)
    assert TOLD["approve"] in page


async def link_of_her_leader(pair: Pair, aroha: Somebody) -> str:
    """Aroha's leader has no app, so a mail brings him the link; somebody can stand in for him."""
    await pair.person("Ngaire Example")
    await to_preview(aroha, STANDARD)
    await aroha.presses(words("preview.send"))
    await pair.rests()
    (mail,) = (pair.folder / "outbox").glob("*.eml")
    text = text_of(message_from_bytes(mail.read_bytes(), policy=policy.default))
    (token,) = re.findall(rf"{PUBLIC}/answer/(\S+)", text)
    return str(token)


async def form_of(host: HostOfPair, token: str) -> str:
    """What the page sends back with an answer."""
    _, page = await asks(host, "GET", token)
    (value, *_) = re.findall(r'name="form" value="(\w+)"', page)
    return str(value)


async def asks(
    host: HostOfPair, method: str, token: str, fields: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """What this host's page answers."""
    address = host.url.replace("/api/messages", f"/answer/{token}")
    async with ClientSession() as session, session.request(method, address, data=fields) as answer:
        return answer.status, await answer.text()
