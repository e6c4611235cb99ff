"""What each answer of Teams becomes."""

from datetime import timedelta

import aiohttp
import pytest

from bot.adapters.teams.sender import TeamsMessenger
from bot.ports import Busy, Failure, Gone, Rejected, Unclear, Unreachable
from tests.adapters.teams.writing import ACTS, TEXT, a_messenger, address, opening
from tests.stand_ins.faults import Fault
from tests.stand_ins.teams import Teams


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(400, "BadSyntax"), Rejected),
        (Fault(401, "Unauthorized"), Rejected),
        (Fault(403, "BotNotInConversationRoster"), Unreachable),
        (Fault(403, "ConversationBlockedByUser"), Unreachable),
        (Fault(403, "BotDisabledByAdmin"), Unreachable),
        (Fault(403, "NotEnoughPermissions"), Unreachable),
        (Fault(403, "MessageWritesBlocked"), Unreachable),
        (Fault(403, "InvalidBotApiHost"), Rejected),
        (Fault(403, html=True), Unreachable),
        (Fault(404, "ConversationNotFound"), Gone),
        (Fault(404, html=True), Gone),
        (Fault(413, "MessageSizeTooBig"), Rejected),
        (Fault(429), Busy),
        (Fault(500), Rejected),
        (Fault(302), Rejected),
    ],
    ids=str,
)
async def test_an_answer_that_is_sure(
    act: str, fault: Fault, expected: type[Failure], chat: Teams, messenger: TeamsMessenger
) -> None:
    chat.answers_next(act, fault)  # type: ignore[arg-type]

    with pytest.raises(expected):
        await ACTS[act](messenger, address(chat))


DOUBT = [
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


@pytest.mark.parametrize("fault", DOUBT, ids=str)
async def test_a_send_in_doubt_is_unclear(
    fault: Fault, chat: Teams, session: aiohttp.ClientSession
) -> None:
    chat.answers_next("send", fault)

    with pytest.raises(Unclear):
        await a_messenger(session, seconds=0.5).send(address(chat), TEXT)


@pytest.mark.parametrize("act", ["update", "open"])
@pytest.mark.parametrize("fault", DOUBT, ids=str)
async def test_what_is_harmless_twice_is_tried_again_later(
    act: str, fault: Fault, chat: Teams, session: aiohttp.ClientSession
) -> None:
    # aiohttp itself repeats a PUT whose connection was lost.
    chat.answers_next(act, fault, times=2)  # type: ignore[arg-type]

    with pytest.raises(Busy):
        await ACTS[act](a_messenger(session, seconds=0.5), address(chat))


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


@pytest.mark.parametrize(("act", "failure"), [("send", Unclear), ("update", Busy), ("open", Busy)])
async def test_an_outage_that_says_how_long_it_lasts_is_believed(
    act: str, failure: type[Failure], chat: Teams, messenger: TeamsMessenger
) -> None:
    chat.answers_next(act, Fault(503, retry_after="40"))  # type: ignore[arg-type]

    with pytest.raises(failure) as failed:
        await ACTS[act](messenger, address(chat))

    assert vars(failed.value) == {"retry_after": timedelta(seconds=40)}


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

    with pytest.raises(Rejected):
        await opening(messenger, address(chat))
