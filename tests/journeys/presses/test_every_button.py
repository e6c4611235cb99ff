"""Every button does its work: pressed, sent as a message by a client without Execute, typed."""

import pytest

from cards.actions import parse_press
from tests.journeys.buttons import WAYS, Way, every_kind, kind_of
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.teams import Delivered

DRAWN = [kind for kind, way in WAYS.items() if way.title]
BY_LEADERS = (
    "decide",
    "say_not_me",
    "undo_not_me",
    "show_details",
    "show_leader",
    "show_entry_as",
    "tick_off_as",
    "keep_leader",
    "stop_leader",
)
OF_LEADERS = [kind for kind in DRAWN if kind.startswith(BY_LEADERS)]


def test_no_kind_of_button_is_left_out() -> None:
    assert every_kind() - set(WAYS) == set()


@pytest.mark.parametrize("kind", DRAWN)
async def test_a_button_does_what_it_says(
    kind: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    way = WAYS[kind]
    somebody = await way.walk(bot, aroha, wiremu)

    pressed = await somebody.presses(way.title, **way.inputs)

    assert pressed.status == 200
    assert _sent(pressed) == kind
    assert way.says in somebody.answer


@pytest.mark.parametrize("kind", OF_LEADERS)
async def test_a_leaders_button_works_on_a_client_that_sends_it_as_a_message(
    kind: str, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    way = WAYS[kind]
    somebody = await way.walk(bot, aroha, wiremu)

    sent = await somebody.submitting(somebody.button(way.title), **way.inputs)

    assert sent.activity["type"] == "message"
    assert _sent(sent) == kind
    assert way.says in somebody.answer


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
async def test_what_can_be_pressed_can_be_typed(
    way: Way, bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    somebody = await way.walk(bot, aroha, wiremu)

    await somebody.says(way.typed or somebody.button(way.title).title)

    assert (way.typed_says or way.says) in somebody.answer


@pytest.mark.parametrize("page", ["menu", "waiting"])
async def test_a_page_without_a_button_answers_a_press_too(page: str, aroha: Somebody) -> None:
    await aroha.sends({"verb": "show_page", "page": page})

    assert WAYS[f"show_page page={page}"].says in aroha.answer


def _sent(delivered: Delivered) -> str:
    value = delivered.activity["value"]
    parsed = parse_press(value.get("action", {}).get("data", value))
    assert parsed is not None
    return kind_of(parsed[0])
