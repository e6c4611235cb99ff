"""Malformed responses of Graph leak no token and lose no report."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.client import MAX_PAGES, GraphClient
from bot.adapters.graph.directory import GraphDirectory
from bot.adapters.graph.mail import GraphMail
from bot.adapters.graph.request import GraphRequest
from bot.ports import Attachment, Busy, Failure, Letter, NotSetUp, Rejected, Unclear
from tests.adapters.graph.plain_server import answered_by
from tests.metrics.told import Told
from tests.stand_ins.entra import Entra

LETTER = Letter("R-1", "R-1", "security@example.org", "R-1", "text", "<p>html</p>", False)
LARGE = Attachment("shot.png", "image/png", bytes(3_000_000))


def page(**more: object) -> web.Response:
    return web.json_response({"value": [], **more})


def listing(client: GraphClient) -> GraphRequest:
    return GraphRequest("look up", "GET", client.url("users"))


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example.org/v1.0/users?$skip=1",
        "http://127.0.0.1/v1.0/users?$skip=1",
        "/v1.0/users?$skip=1",
        "//elsewhere.example.org/v1.0",
        "http://127.0.0.1:port/",
        "http://āō.example.org/",
        "",
        7,
        {},
    ],
)
async def test_a_next_page_elsewhere_is_not_asked_for(link: object, tokens: Tokens) -> None:
    asked: list[str] = []

    def respond(request: web.BaseRequest) -> web.Response:
        asked.append(request.path)
        return page(**{"@odata.nextLink": link})

    async with answered_by(tokens, respond) as client:
        with pytest.raises(NotSetUp):
            await client.request_list(listing(client))

    assert asked == ["/v1.0/users"]


async def test_a_next_page_is_asked_for_exactly_as_it_was_given(tokens: Tokens) -> None:
    asked: list[str] = []

    def respond(request: web.BaseRequest) -> web.Response:
        asked.append(request.path_qs)
        link = f"http://{request.host}/v1.0/users('a%2Fb')?$skiptoken=x%2By%3D%2526+z"
        return page(**{"@odata.nextLink": link}) if len(asked) == 1 else page()

    async with answered_by(tokens, respond) as client:
        assert await client.request_list(listing(client)) == []

    assert asked[1].endswith("?$skiptoken=x%2By%3D%2526+z")


async def test_pages_without_end_are_given_up(tokens: Tokens) -> None:
    asked = 0

    def respond(request: web.BaseRequest) -> web.Response:
        nonlocal asked
        asked += 1
        return page(**{"@odata.nextLink": str(request.url)})

    async with answered_by(tokens, respond) as client:
        with pytest.raises(Busy):
            await client.request_list(listing(client))

    assert asked == MAX_PAGES


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"value": null}', b'{"value": [1]}', b"[" * 9999]
)
async def test_a_body_that_is_no_list_is_asked_for_again_later(body: bytes, tokens: Tokens) -> None:
    async with answered_by(tokens, lambda _: web.Response(body=body)) as client:
        with pytest.raises(Busy):
            await client.request_list(listing(client))


@pytest.mark.parametrize(
    "item",
    [
        {"id": "1"},
        {"id": "1", "isDraft": None},
        {"isDraft": True, "createdDateTime": "2026-11-22T00:00:00Z"},
        {"id": "1", "isDraft": True, "createdDateTime": "today"},
        {"id": "1", "isDraft": False},
    ],
)
async def test_an_item_that_says_too_little_does_not_pass_for_none(
    item: Mapping[str, object], tokens: Tokens
) -> None:
    async with answered_by(tokens, lambda _: page(value=[item])) as client:
        with pytest.raises(Busy):
            await GraphMail(client, "bot@example.org").look_up("R-1")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id": ""}', b'{"id": 7}', b'{"id": "1'])
async def test_a_draft_without_an_id_is_unclear(body: bytes, tokens: Tokens) -> None:
    async with answered_by(tokens, lambda _: web.Response(status=201, body=body)) as client:
        with pytest.raises(Unclear):
            await GraphMail(client, "bot@example.org").create_draft(LETTER)


@pytest.mark.parametrize("status", [200, 204, 302, 308])
async def test_only_202_means_that_a_mail_was_taken(status: int, tokens: Tokens) -> None:
    asked: list[str] = []

    def respond(request: web.BaseRequest) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    async with answered_by(tokens, respond) as client:
        with pytest.raises(Unclear):
            await GraphMail(client, "bot@example.org").send_draft("1")

    assert asked == ["/v1.0/users/bot@example.org/messages/1/send"]


@pytest.mark.parametrize(
    "challenge",
    [
        'Bearer realm=""',
        'Bearer claims="not base64!"',
        'Bearer claims="W10="',
        'Bearer claims="bm8ganNvbg=="',
        'Bearer claims="/w=="',
        'Bearer noclaims="e30="',
    ],
)
async def test_a_challenge_that_makes_no_sense_is_only_a_refused_token(
    challenge: str, tokens: Tokens, entra: Entra
) -> None:
    headers = {"WWW-Authenticate": challenge}
    async with answered_by(tokens, lambda _: web.Response(status=401, headers=headers)) as client:
        with pytest.raises(NotSetUp):
            await client.request_list(listing(client))

    assert [form for form in entra.asked if "claims" in form] == []
    assert len(entra.asked) == 2


CLAIMS = '{"access_token":{"note":{"value":"~~~???>>>"}}}'


@pytest.mark.parametrize("alphabet", [b"+/", b"-_"])
@pytest.mark.parametrize("padding", ["=", ""])
async def test_claims_are_understood_in_either_alphabet(
    alphabet: bytes, padding: str, tokens: Tokens, entra: Entra
) -> None:
    packed = b64encode(CLAIMS.encode(), altchars=alphabet).decode().replace("=", padding)
    headers = {"WWW-Authenticate": f'Bearer error="insufficient_claims", claims="{packed}"'}
    async with answered_by(tokens, lambda _: web.Response(status=401, headers=headers)) as client:
        with pytest.raises(NotSetUp):
            await client.request_list(listing(client))

    assert json.loads(entra.asked[-1]["claims"]) == json.loads(CLAIMS)


@pytest.mark.parametrize(
    ("address", "meaning"),
    [(None, Unclear), (7, Unclear), ("ftp://example.org/", Rejected), ("/upload", Rejected)],
)
async def test_a_file_goes_nowhere_but_to_an_upload(
    address: object, meaning: type[Failure], tokens: Tokens
) -> None:
    methods: list[str] = []

    def respond(request: web.BaseRequest) -> web.Response:
        methods.append(request.method)
        if request.method == "GET":
            return page()
        return web.json_response({"id": "1", "uploadUrl": address}, status=201)

    async with answered_by(tokens, respond) as client:
        with pytest.raises(meaning):
            await GraphMail(client, "bot@example.org").create_draft(
                replace(LETTER, attachments=(LARGE,))
            )

    assert methods == ["GET", "POST", "POST"]


DRAFT = {"id": "draft", "isDraft": True, "createdDateTime": "2026-11-22T00:00:00Z"}
LEFT = {"id": "left", "isDraft": False, "sentDateTime": "2026-11-22T01:00:00Z"}
ODD_MAILS: list[object] = [
    None,
    7,
    "text",
    [],
    {},
    {"id": "1"},
    {"id": 7, "isDraft": True},
    {**DRAFT, "id": None},
]
PLACES = [0, 1]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", ODD_MAILS)
async def test_beside_an_odd_element_a_mail_is_still_found(
    odd: object, place: int, tokens: Tokens
) -> None:
    told, sent, drafts = Told(), [LEFT, LEFT], [DRAFT, DRAFT]
    sent.insert(place, odd)  # type: ignore[arg-type]
    drafts.insert(place, odd)  # type: ignore[arg-type]

    async with answered_by(tokens, lambda _: page(value=sent)) as client:
        found_sent = await GraphMail(client, "bot@example.org").look_up("R-1")
    async with answered_by(tokens, lambda _: page(value=drafts)) as client:
        client.skipped.counts = told
        found_drafts = await GraphMail(client, "bot@example.org").look_up("R-1")

    assert found_sent.sent_at == datetime(2026, 11, 22, 1, tzinfo=UTC)
    assert found_drafts.drafts == ("draft", "draft")
    assert sum(number for _, number in told.skips) == 1


async def test_a_mail_that_left_at_no_known_time_does_not_pass_for_the_draft_beside_it(
    tokens: Tokens,
) -> None:
    left = {"id": "left", "isDraft": False, "sentDateTime": None}
    async with answered_by(tokens, lambda _: page(value=[DRAFT, left])) as client:
        with pytest.raises(Busy):
            await GraphMail(client, "bot@example.org").look_up("R-1")


@pytest.mark.parametrize(("value", "is_there"), [([None, LEFT], True), ([{}, {"id": 7}], False)])
async def test_only_an_item_with_an_id_proves_that_a_mail_has_left(
    value: list[object], is_there: bool, tokens: Tokens
) -> None:
    async with answered_by(tokens, lambda _: page(value=value)) as client:
        assert await GraphMail(client, "bot@example.org").has_left("R-1") is is_there


SEFINA = {
    "id": "0b8f6a52-1f0e-4c57-9a5e-6f2d6a1c0009",
    "displayName": "Sefina Example",
    "mail": "sefina@example.org",
    "userPrincipalName": "sefina@example.org",
    "accountEnabled": True,
}
ODD_PEOPLE: list[object] = [
    None,
    7,
    "Sefina Example",
    [],
    {},
    {**SEFINA, "accountEnabled": None},
    {**SEFINA, "accountEnabled": "true"},
    {**SEFINA, "displayName": None},
    {**SEFINA, "displayName": " "},
    {**SEFINA, "displayName": 7},
    {**SEFINA, "id": None},
    {**SEFINA, "id": 7},
    {**SEFINA, "id": "sefina"},
    {name: value for name, value in SEFINA.items() if name != "accountEnabled"},
]


@pytest.mark.parametrize("words", ["Sefina Example", "sefina@example.org"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("odd", ODD_PEOPLE)
async def test_beside_an_odd_element_a_person_is_still_found(
    odd: object, place: int, words: str, tokens: Tokens
) -> None:
    told, people = Told(), [SEFINA]
    people.insert(place, odd)  # type: ignore[arg-type]

    async with answered_by(tokens, lambda _: page(value=people)) as client:
        client.skipped.counts = told
        found = await GraphDirectory(client, "bot@example.org").find(words)

    assert [person.id for person in found] == [SEFINA["id"]]
    assert set(told.skips) <= {("name", 1), ("address", 1)}
    assert told.skips


@pytest.mark.parametrize("odd", [{**SEFINA, "accountEnabled": None}, {**SEFINA, "id": "sefina"}])
async def test_who_is_shown_by_half_alone_is_nobody(odd: object, tokens: Tokens) -> None:
    async with answered_by(tokens, lambda _: page(value=[odd])) as client:
        assert await GraphDirectory(client, "bot@example.org").find("Sefina Example") == []


async def test_a_list_that_hides_every_name_means_that_a_right_is_missing(tokens: Tokens) -> None:
    hidden = dict.fromkeys(SEFINA) | {"id": SEFINA["id"]}
    async with answered_by(tokens, lambda _: page(value=[hidden, hidden])) as client:
        with pytest.raises(NotSetUp):
            await GraphDirectory(client, "bot@example.org").find("Sefina Example")


@pytest.mark.parametrize("odd", [None, 7, {}, {"automaticReplies": None}])
async def test_beside_an_odd_element_somebody_is_still_away(odd: object, tokens: Tokens) -> None:
    tip = {"automaticReplies": {"message": "invented"}}

    def respond(request: web.BaseRequest) -> web.Response:
        is_asked_for_tips = request.method == "POST"
        return page(value=[odd, tip]) if is_asked_for_tips else web.json_response(SEFINA)

    async with answered_by(tokens, respond) as client:
        assert await GraphDirectory(client, "bot@example.org").is_away(str(SEFINA["id"]))


async def test_what_is_skipped_is_logged_without_what_it_says(
    tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    odd = {**SEFINA, "accountEnabled": None}
    async with answered_by(tokens, lambda _: page(value=[odd, SEFINA])) as client:
        await GraphDirectory(client, "bot@example.org").find("sefina@example.org")

    said = [vars(line) for line in caplog.records if line.name == "bot.adapters.graph.list_items"]
    assert [(line["levelname"], line["call"], line["number"]) for line in said] == [
        ("WARNING", "address", 1)
    ]
    assert "efina" not in repr(said)
