"""Maps each response of Teams to an error of the port."""

from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.sending.client import TeamsMessenger
from bot.adapters.teams.sending.errors import codes_of, teams_failure
from bot.ports import Busy, Failure, Gone, NotSetUp, Outage, Rejected, Unclear, Unreachable
from tests.adapters.teams.sending.messengers import ACTS, TEXT, a_messenger, address, opening
from tests.stand_ins.faults import Fault
from tests.stand_ins.teams import Teams

SECOND = timedelta(seconds=1)
FORM = ("error", "code", "subCode", "message", "details")

KNOWN = [
    (401, "Unauthorized", NotSetUp),
    (401, "BotNotRegistered", NotSetUp),
    (403, "BotNotInConversationRoster", Unreachable),
    (403, "ConversationBlockedByUser", Unreachable),
    (403, "BotDisabledByAdmin", Unreachable),
    (403, "NotEnoughPermissions", Unreachable),
    (403, "ForbiddenOperationException", Unreachable),
    (403, "MessageWritesBlocked", Unreachable),
    (403, "InvalidBotApiHost", NotSetUp),
    (404, "ConversationNotFound", Gone),
    (404, "ActivityNotFoundInConversation", Gone),
    (400, "BadSyntax", Rejected),
    (400, "MessageSizeTooBig", Rejected),
    (413, "MessageSizeTooBig", Rejected),
    (429, "Throttled", Busy),
]
KNOWN_CODES = {code for _, code, _ in KNOWN}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("status", "code", "expected"), KNOWN)
async def test_a_code_that_is_known_is_believed(
    act: str,
    status: int,
    code: str,
    expected: type[Failure],
    chat: Teams,
    messenger: TeamsMessenger,
) -> None:
    chat.answers_next(act, Fault(status, code))  # type: ignore[arg-type]

    with pytest.raises(expected) as failed:
        await ACTS[act](messenger, address(chat))

    assert type(failed.value) is expected


OUT = [
    Fault(412, "PreconditionFailed"),
    Fault(502),
    Fault(502, html=True),
    Fault(503),
    Fault(504),
    Fault(504, arrives=True),
    Fault(drops=True),
    Fault(drops=True, arrives=True),
    Fault(slow=1.0),
]
DOUBT = [
    Fault(302),
    Fault(400, "BadArgument"),
    Fault(400, ""),
    Fault(400, html=True),
    Fault(403, "BadArgument"),
    Fault(403, ""),
    Fault(403, html=True),
    Fault(404, ""),
    Fault(404, "NotFound"),
    Fault(404, html=True),
    Fault(408),
    Fault(409, "Conflict"),
    Fault(500),
    Fault(500, "BotNotInConversationRoster"),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("fault", DOUBT, ids=str)
async def test_an_answer_without_a_known_code_says_nothing(
    act: str, fault: Fault, chat: Teams, session: aiohttp.ClientSession
) -> None:
    chat.answers_next(act, fault)  # type: ignore[arg-type]

    with pytest.raises(Unclear) as failed:
        await ACTS[act](a_messenger(session), address(chat))

    assert type(failed.value) is Unclear


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("fault", OUT, ids=str)
async def test_an_outage_is_told_from_an_answer_about_one_person(
    act: str, fault: Fault, chat: Teams, session: aiohttp.ClientSession
) -> None:
    # aiohttp itself repeats a PUT whose connection was lost.
    chat.answers_next(act, fault, times=2)  # type: ignore[arg-type]

    with pytest.raises(Outage):
        await ACTS[act](a_messenger(session, seconds=0.5), address(chat))


@given(
    st.integers(300, 599).filter(lambda status: status not in (401, 413, 429)),
    st.text().filter(lambda code: code not in KNOWN_CODES),
)
def test_whatever_else_is_answered_is_unclear(status: int, code: str) -> None:
    failed = teams_failure(status, codes_of({"error": {"code": code, "message": code}}), SECOND)

    assert isinstance(failed, Unclear)
    assert failed.retry_after == SECOND


@given(st.integers(300, 599).filter(lambda status: status not in (400, 401, 403, 404, 413, 429)))
def test_a_known_code_under_a_foreign_status_says_nothing(status: int) -> None:
    assert isinstance(teams_failure(status, frozenset(KNOWN_CODES), None), Unclear)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FORM) | st.text(), inner),
    max_leaves=8,
)


@given(st.sampled_from([400, 403, 404, 500]), JSON)
def test_a_body_of_any_form_is_no_verdict(status: int, body: object) -> None:
    assert isinstance(teams_failure(status, codes_of(body), None), Unclear)


@pytest.mark.parametrize(
    "body",
    [
        {"subCode": "MessageWritesBlocked", "errorCode": 209, "details": "Not writable."},
        {"error": {"code": "Forbidden", "subCode": "MessageWritesBlocked"}},
        {"error": {"code": "MessageWritesBlocked"}},
    ],
)
def test_a_more_exact_code_is_found_wherever_it_stands(body: object) -> None:
    assert isinstance(teams_failure(403, codes_of(body), None), Unreachable)


@pytest.mark.parametrize(
    ("retry_after", "expected"),
    [
        ("2", timedelta(seconds=2)),
        ("0", timedelta()),
        ("Mon, 23 Nov 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta()),
        ("99999999999999999999", timedelta(hours=1)),
        ("-5", None),
        ("soon", None),
        ("1 Jan 9999999999 12:00:00 GMT", None),
        (None, None),
    ],
)
async def test_teams_says_when_to_come_back(
    retry_after: str | None, expected: timedelta | None, chat: Teams, messenger: TeamsMessenger
) -> None:
    chat.answers_next("send", Fault(429, retry_after=retry_after))

    with pytest.raises(Busy) as busy:
        await messenger.send(address(chat), TEXT)

    assert busy.value.retry_after == expected


@pytest.mark.parametrize("act", ACTS)
async def test_an_outage_that_says_how_long_it_lasts_is_believed(
    act: str, chat: Teams, messenger: TeamsMessenger
) -> None:
    chat.answers_next(act, Fault(503, retry_after="40"))  # type: ignore[arg-type]

    with pytest.raises(Outage) as failed:
        await ACTS[act](messenger, address(chat))

    assert failed.value.retry_after == timedelta(seconds=40)


async def test_nobody_listening_means_that_nothing_left(
    chat: Teams, messenger: TeamsMessenger, unused_port: int
) -> None:
    with pytest.raises(Busy):
        await messenger.send(address(chat, service_url=f"http://127.0.0.1:{unused_port}/au/"), TEXT)


async def test_a_taken_message_without_an_id_is_sent_all_the_same(
    chat: Teams, messenger: TeamsMessenger
) -> None:
    chat.answers_next("send", Fault(200, html=True, arrives=True))

    assert await messenger.send(address(chat), TEXT) == ""


async def test_a_chat_without_an_id_is_no_chat(chat: Teams, messenger: TeamsMessenger) -> None:
    chat.answers_next("open", Fault(201, html=True))

    with pytest.raises(Unclear):
        await opening(messenger, address(chat))
