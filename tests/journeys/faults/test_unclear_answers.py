"""Teams answers with something that says nothing: within seconds everybody has their answer."""

import json

import pytest

from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, reports, to_preview, to_questions
from tests.stand_ins.faults import Fault
from tests.words import email_state, fragment, words

UNCLEAR = {
    "400 BadArgument": Fault(400, "BadArgument"),
    "400 without a code": Fault(400, ""),
    "403 BadArgument": Fault(403, "BadArgument"),
    "403 of a proxy": Fault(403, html=True),
    "404 without a code": Fault(404, ""),
    "500": Fault(500),
    "500 of a proxy": Fault(500, html=True),
}
OUTAGES = {"503": Fault(503), "dropped": Fault(drops=True), "429": Fault(429)}


@pytest.mark.parametrize("fault", [*UNCLEAR.values(), *OUTAGES.values()], ids=str)
async def test_an_answer_that_was_not_taken_once_is_shown_in_the_same_turn(
    fault: Fault, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    await aroha.says("help")
    menu = aroha.answer
    bot.teams.answers_next("send", fault)

    delivered = await aroha.says("help")

    assert delivered.status == 200
    assert aroha.answer == menu != ""


CARD = fragment("leader.heading")
IN_THEIR_PLACE = words("leader.deputy_not_reached", leader="Wiremu Example")
NOT_REACHED = words("leader_state.not-reached", name="Wiremu Example")
STANDS_IN = words("deputy_state.asked-alone", name="Ngaire Example")
SENT = email_state("sent")


@pytest.fixture
def wiremu_without_chat(bot: Running) -> Somebody:
    """Leads Aroha, could have a chat, and never opened it."""
    somebody = bot.person("Wiremu Example")
    bot.teams.opens_chat(somebody.member)
    return somebody


@pytest.mark.parametrize("fault", UNCLEAR.values(), ids=UNCLEAR)
async def test_a_leader_whose_chat_never_opens_has_the_next_route_within_a_minute(
    fault: Fault,
    bot: Running,
    aroha: Somebody,
    ngaire: Somebody,
    wiremu_without_chat: Somebody,
) -> None:
    bot.teams.answers_always("open", fault, to=wiremu_without_chat.member)

    await reports(aroha, HIGH)
    await bot.time_passes(seconds=15)
    before = ngaire.chat
    await bot.time_passes(seconds=15)
    await bot.time_passes(seconds=15)

    assert CARD not in before
    assert IN_THEIR_PLACE in ngaire.sees
    assert len(bot.mails_to("Wiremu Example")) == 1
    assert NOT_REACHED in aroha.status
    assert STANDS_IN in aroha.status


@pytest.mark.parametrize("fault", OUTAGES.values(), ids=OUTAGES)
async def test_in_an_outage_the_leader_has_a_mail_and_the_card_as_soon_as_it_is_over(
    fault: Fault,
    bot: Running,
    aroha: Somebody,
    ngaire: Somebody,
    wiremu_without_chat: Somebody,
) -> None:
    bot.teams.answers_always("open", fault, to=wiremu_without_chat.member)
    await reports(aroha, HIGH)
    await bot.time_passes(seconds=40)
    await bot.time_passes(minutes=10)
    mails = bot.mails_to("Wiremu Example")
    bot.teams.answers_always("open", None, to=wiremu_without_chat.member)

    await bot.time_passes(minutes=6)

    assert len(mails) == 1
    assert CARD in wiremu_without_chat.sees
    assert CARD not in ngaire.chat
    assert words("leader_state.asked", name="Wiremu Example") in aroha.status


async def test_a_chat_that_opens_in_the_end_brings_the_card_all_the_same(
    bot: Running, aroha: Somebody, ngaire: Somebody, wiremu_without_chat: Somebody
) -> None:
    wiremu = wiremu_without_chat
    bot.teams.answers_always("open", Fault(400, "BadArgument"), to=wiremu.member)
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=1)
    await bot.time_passes(minutes=1)
    bot.teams.answers_always("open", None, to=wiremu.member)

    await bot.time_passes(minutes=6)
    asked = wiremu.sees
    await wiremu.presses(words("leader.approve"))
    await bot.rests()

    assert CARD in asked
    assert words("leader_state.approve", name="Wiremu Example") in aroha.status
    assert fragment("leader.other_approve") in ngaire.sees
    assert len(bot.mails()) == len(bot.mails_to("Wiremu Example")) == 1


async def test_whoever_has_answered_is_no_longer_tried(
    bot: Running, aroha: Somebody, ngaire: Somebody, wiremu_without_chat: Somebody
) -> None:
    wiremu = wiremu_without_chat
    bot.teams.answers_always("open", Fault(500), to=wiremu.member)
    await reports(aroha, HIGH)
    await bot.time_passes(minutes=1)
    await bot.time_passes(minutes=1)
    await ngaire.presses(words("leader.approve"))
    bot.teams.answers_always("open", None, to=wiremu.member)

    await bot.time_passes(minutes=6)

    assert wiremu.chat == ""
    assert SENT in aroha.status


async def test_where_nobody_can_be_asked_it_goes_to_security_within_minutes(
    bot: Running, aroha: Somebody
) -> None:
    bot.teams.answers_always("open", Fault(400, "BadArgument"))
    await reports(aroha, HIGH)

    for _ in range(5):
        await bot.time_passes(minutes=1)

    assert len(bot.mails()) == 1
    assert words("leader_state.not-reached-sent", name="Wiremu Example") in aroha.status


def undone(bot: Running) -> list[str]:
    """The kinds of what is still to be done about any report, but for the leader's next week."""
    rows = [row for row in bot.rows("tasks") if row["report_id"] and not row["done_at"]]
    return [row["kind"] for row in rows if row["kind"] != "prompt_leader"]


DELETED = {"named": Fault(400, "BadArgument"), "nameless": Fault(400, ""), "gone": Fault(404, "")}


@pytest.mark.parametrize("fault", DELETED.values(), ids=DELETED)
async def test_a_reporter_who_can_never_be_shown_anything_is_given_up_after_a_day(
    fault: Fault,
    bot: Running,
    aroha: Somebody,
    wiremu: Somebody,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    bot.teams.answers_always("open", fault, to=aroha.member)
    bot.teams.answers_always("send", fault, to=aroha.member)
    bot.teams.answers_always("update", fault, to=aroha.member)

    await wiremu.presses(words("leader.approve"))
    await bot.time_passes(minutes=6)
    await bot.time_passes(hours=23)
    tried = undone(bot)
    await bot.time_passes(hours=2)
    await bot.time_passes(hours=23)

    assert len(bot.mails()) == 1
    assert fragment("leader.answered_approve") in wiremu.chat
    assert "refresh_cards" in tried
    assert undone(bot) == []
    assert "a person must look" not in [record.message for record in caplog.records]


@pytest.mark.parametrize("fault", [*UNCLEAR.values(), *OUTAGES.values()], ids=str)
async def test_an_answer_that_no_turn_could_show_is_shown_as_soon_as_teams_takes_it(
    fault: Fault, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    await to_questions(aroha, STANDARD)
    question = aroha.answer
    bot.teams.answers_always("send", fault)
    await aroha.says("I like tea")
    unshown = aroha.answer
    bot.teams.answers_always("send", None)

    await bot.time_passes(seconds=10)

    assert (unshown, aroha.answer) == ("", "")
    assert question in aroha.sees
    assert all(row["done_at"] for row in bot.rows("tasks") if row["kind"] == "answer_again")


async def test_an_answer_whose_process_died_is_followed_by_where_the_person_is(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    await to_questions(aroha, STANDARD)
    question, before = aroha.answer, len(aroha.shown)
    bot.teams.answers_always("send", Fault(500))
    await aroha.says("help")
    await bot.restarts()
    bot.teams.answers_always("send", None)

    await bot.time_passes(seconds=10)
    await aroha.presses(words("move.skip"))

    assert question in said(aroha.shown[before].versions[0])
    assert aroha.answer != ""


async def test_an_answer_that_was_overtaken_is_not_shown_any_more(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    bot.teams.answers_always("send", Fault(500))
    await aroha.says("help")
    await bot.rests()
    bot.teams.answers_always("send", None)
    await aroha.says("my reports")
    newest = len(aroha.shown)

    await bot.time_passes(minutes=6)

    assert len(aroha.shown) == newest


async def test_what_was_not_shown_is_kept_in_no_table(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.turns.replies.RETRY_DELAY", 0)
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    bot.teams.answers_always("send", Fault(500))

    await aroha.says("I like tea")
    await bot.rests()

    (kept,) = [row["payload"] for row in bot.rows("tasks") if row["kind"] == "answer_again"]
    assert sorted(json.loads(kept)) == [
        "conversation_id",
        "delivery_id",
        "failing_since",
        "id",
        "name",
        "tenant_id",
    ]


@pytest.mark.parametrize(
    "fault", [Fault(413, "MessageSizeTooBig"), Fault(400, "BadSyntax")], ids=str
)
async def test_a_card_that_teams_refuses_is_text_that_can_be_answered(
    fault: Fault, bot: Running, aroha: Somebody
) -> None:
    await to_questions(aroha, STANDARD)
    await aroha.says("menu")
    bot.teams.answers_next("send", fault)

    await aroha.says("go on")
    as_text = aroha.shown[-1].text
    await aroha.says("skip")

    assert as_text != ""
    assert aroha.answer != ""
    assert "message" in (await bot.health())["alarms"]
