"""Teams answers with something that says nothing: within seconds everybody has their answer."""

import pytest

from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.faults import Fault

UNCLEAR = {
    "400 BadArgument": Fault(400, "BadArgument"),
    "400 without a code": Fault(400, ""),
    "403 BadArgument": Fault(403, "BadArgument"),
    "403 of a proxy": Fault(403, html=True),
    "404 without a code": Fault(404, ""),
    "500": Fault(500),
    "500 of a proxy": Fault(500, html=True),
    "503": Fault(503),
    "dropped": Fault(drops=True),
}


@pytest.mark.parametrize("fault", UNCLEAR.values(), ids=UNCLEAR)
async def test_an_answer_that_was_not_taken_once_is_shown_in_the_same_turn(
    fault: Fault, bot: Running, aroha: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.teams.speaking.BREATH", 0)
    await aroha.says("help")
    menu = aroha.answer
    bot.teams.answers_next("send", fault)

    delivered = await aroha.says("help")

    assert delivered.status == 200
    assert aroha.answer == menu != ""
