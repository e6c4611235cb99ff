"""Danger never fails: without a database, Graph and directory, everybody still gets help.

It is said that no report can be taken just now, and what to do instead; afterwards the report goes
on where it was.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.bootstrap.application import TURNS
from tests.builders import shipped
from tests.journeys.faults.outages import OUTAGES, OutageKind, outage
from tests.journeys.over_graph import OverGraph
from tests.journeys.people import Somebody, said
from tests.journeys.running import Running
from tests.journeys.walks import URGENT, to_preview, with_app
from tests.stand_ins.activities import Chat
from tests.stand_ins.graph import Graph
from tests.words import choice_text, fragment, menu_title, question_text, scenario_title, words

Act = Callable[[Somebody], Awaitable[object]]
NO_REPORTS, LINE = words("outage.band"), fragment("outage.line")
SECURITY, EAP = "security@example.org", "0800 327 669"
STARTS = question_text("danger")
CALL_111 = words("danger.call_now")
BEFORE_POSTING = shipped().before_posting.title


def presses(key: str) -> Act:
    """Presses a button."""
    return lambda somebody: somebody.presses(words(key))


def types(text: str) -> Act:
    """Types something."""
    return lambda somebody: somebody.says(text)


ASKED = {
    "Report": (presses("menu.report"), STARTS),
    "Report, typed": (types("report"), STARTS),
    "I'm in danger": (presses("menu.danger"), CALL_111),
    "I'm in danger, typed": (types(words("menu.danger")), CALL_111),
    "words of danger": (types("he is outside my house"), CALL_111),
    "a yes, to whatever was asked": (types("yes he is"), CALL_111),
    "not sure, of whatever was asked": (types("not sure"), CALL_111),
    "words of self-harm": (types("I want to kill myself"), "1737"),
    "the list of situations": (presses("menu.situations"), words("situations.title")),
    "the list, typed": (types("situations"), words("situations.title")),
    "a situation, typed": (types(URGENT), scenario_title("threat")),
    "support": (presses("menu.support"), words("support.title")),
    "support, typed": (types("eap"), words("support.title")),
    "before I post": (presses("menu.before_posting"), BEFORE_POSTING),
    "before I post, typed": (types("before i post"), BEFORE_POSTING),
    "privacy": (types("privacy"), words("privacy.who")),
    "a person": (types("I want to talk to a human"), words("people.title")),
    "anything else": (types("my reports"), NO_REPORTS),
    "the menu": (types("help"), NO_REPORTS),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("kind", OUTAGES)
async def test_help_is_there_while_storage_refuses_or_hangs(
    kind: OutageKind, asked: str, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, shows = ASKED[asked]
    before = len(aroha.shown)
    async with outage(kind, monkeypatch) as is_back:
        asking = asyncio.ensure_future(act(aroha))

        await aroha.waits_for(shows)

        is_helped_meanwhile = not asking.done()
        new = [said(shown.current) for shown in aroha.shown[before:]]
        is_back.set()
        await asking

    assert len(new) == 1
    assert "111" in new[0]
    assert is_helped_meanwhile or kind == "refuses"


@pytest.mark.parametrize(
    "asked", [name for name in ASKED if name not in ("words of self-harm", "the menu")]
)
async def test_it_is_said_that_no_report_can_be_taken_and_how_to_reach_security(
    asked: str, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, _ = ASKED[asked]
    async with outage("refuses", monkeypatch):
        await act(aroha)

    said_so = [NO_REPORTS, LINE, fragment("outage.after_danger")]
    assert [words for words in said_so if words in aroha.sees] != []
    assert SECURITY in aroha.sees


async def test_the_card_without_reports_says_what_to_do(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outage("refuses", monkeypatch):
        await aroha.says("hello")

    assert words("danger.line") in aroha.sees
    assert words("outage.leader") in aroha.sees
    assert EAP in aroha.sees
    assert bot.rows("drafts") == []


@pytest.mark.parametrize("kind", OUTAGES)
async def test_a_situation_of_the_list_leads_to_its_guidance(
    kind: OutageKind, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outage(kind, monkeypatch) as is_back:
        asking = asyncio.ensure_future(aroha.presses(words("menu.situations")))
        await aroha.waits_for(words("situations.title"))
        choosing = asyncio.ensure_future(aroha.presses(menu_title("threat")))

        guidance = await aroha.waits_for(scenario_title("threat"))

        is_back.set()
        await asyncio.gather(asking, choosing)

    assert bot.content.staff["threat"].lead in guidance
    assert NO_REPORTS in guidance
    assert SECURITY in guidance


@pytest.mark.parametrize("kind", OUTAGES)
@pytest.mark.parametrize("answer", [choice_text("danger", "yes"), words("move.not-sure")])
async def test_an_answer_to_the_question_about_danger_needs_no_storage(
    answer: str,
    kind: OutageKind,
    bot: Running,
    aroha: Somebody,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await aroha.presses(words("menu.report"))
    async with outage(kind, monkeypatch) as is_back:
        answering = asyncio.ensure_future(aroha.presses(answer))

        helped = await aroha.waits_for(CALL_111)

        is_back.set()
        await answering

    assert fragment("outage.after_danger") in helped


async def test_the_gate_of_an_outage_leads_to_111_or_to_the_situations(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outage("refuses", monkeypatch):
        await aroha.presses(words("menu.report"))
        await aroha.presses(choice_text("danger", "no"))
        no = aroha.sees
        await aroha.presses(choice_text("danger", "yes"))

    assert words("situations.title") in no
    assert CALL_111 in aroha.sees


async def test_a_no_to_danger_gets_the_truth_and_no_111_screen(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aroha.presses(words("menu.report"))
    async with outage("refuses", monkeypatch):
        await aroha.presses(choice_text("danger", "no"))
        pressed = aroha.sees
        await aroha.says("no one is in danger")

    assert NO_REPORTS in pressed
    assert CALL_111 not in pressed
    assert NO_REPORTS in aroha.sees
    assert CALL_111 not in aroha.sees


@pytest.mark.parametrize("kind", OUTAGES)
async def test_afterwards_the_report_goes_on_where_it_was_and_goes_once(
    kind: OutageKind, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    await to_preview(aroha, URGENT, words("tell.security-only"))
    before = bot.draft()
    async with outage(kind, monkeypatch, gives_up_after=0.5) as is_back:
        pressed = await aroha.presses(words("preview.send"))
        told = aroha.sees
        is_back.set()

    assert pressed.status == 503
    assert NO_REPORTS in told
    assert words("stage.sent") not in told
    assert bot.draft() == before

    await aroha.presses(words("outage.again"))
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert len(bot.rows("reports")) == len(bot.mails()) == 1


async def test_a_database_that_was_only_slow_takes_what_was_said_below_the_help(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outage("hangs", monkeypatch) as is_back:
        asking = asyncio.ensure_future(aroha.presses(words("menu.danger")))
        await aroha.waits_for(fragment("outage.after_danger"))
        is_back.set()
        await asking
    helped, follows = [said(shown.current) for shown in aroha.shown[-2:]]

    await aroha.presses(words("danger.send_now"))

    assert fragment("outage.after_danger") in helped
    assert fragment("outage.after_danger") not in follows
    assert CALL_111 in follows
    assert words("preview.send") in aroha.sees


async def test_whoever_presses_again_while_the_first_press_hangs_is_helped_too(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with outage("hangs", monkeypatch) as is_back:
        first = asyncio.ensure_future(aroha.presses(words("menu.support")))
        await aroha.waits_for(words("support.title"))
        second = asyncio.ensure_future(aroha.says("he has a knife"))

        helped = await aroha.waits_for(CALL_111)

        are_hanging = not first.done() and not second.done()
        is_back.set()
        await asyncio.gather(first, second)

    assert are_hanging
    assert "111" in helped


async def test_one_answer_is_told_once_however_long_storage_hangs(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(aroha.shown)
    async with outage("hangs", monkeypatch, gives_up_after=0.5):
        await aroha.says("my reports")

    assert len(aroha.shown) == before + 1
    assert NO_REPORTS in aroha.sees


async def test_a_turn_that_storage_does_not_hold_up_brings_no_help_unasked(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not storage is slow here, but what the dialogs do.
    monkeypatch.setattr("bot.adapters.teams.turns.turns.HELP_AFTER", 0.5)
    run = bot.app[TURNS].transaction.run

    async def slowly(*given: object) -> object:
        await asyncio.sleep(0.8)
        return await run(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bot.app[TURNS].transaction, "run", slowly)

    await aroha.presses(words("menu.report"))

    assert STARTS in aroha.answer
    assert NO_REPORTS not in aroha.chat


NEEDS_NOBODY = [
    "Report, typed",
    "I'm in danger, typed",
    "words of danger",
    "words of self-harm",
    "the list, typed",
    "support, typed",
    "before I post, typed",
    "privacy",
    "a person",
]


@pytest.mark.parametrize("with_database", [True, False])
@pytest.mark.parametrize("asked", NEEDS_NOBODY)
async def test_graph_and_the_directory_are_not_needed_either(
    asked: str,
    *,
    with_database: bool,
    graph_bot: OverGraph,
    graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act, shows = ASKED[asked]
    aroha = await with_app(graph_bot, "Aroha Example")
    graph.unplugged = True
    async with outage("refuses", monkeypatch) as is_back:
        if with_database:
            is_back.set()
        await act(aroha)
    graph.unplugged = False

    assert shows in aroha.sees


async def test_in_a_group_no_card_of_help_is_shown(
    bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Chat.of_group("the team")
    async with outage("refuses", monkeypatch):
        await bot.teams.says(aroha.member, "support", team)

    (shown,) = bot.teams.shown_in(team)[-1:]
    assert words("support.title") not in said(shown.current)
    assert "111" in said(shown.current)
