"""Teams takes connections and never answers: every deadline is kept to the second."""

import asyncio
from datetime import timedelta

import pytest

from bot.bootstrap.application import TURNS, WORKER
from bot.domain.draft import TellWhom
from bot.domain.people import Person
from tests.builders import a_draft
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.stand_ins.activities import TENANT_ID
from tests.stand_ins.faults import Fault

HANGS = Fault(status=None, slow=60)
WITHIN = 5.0
"""Seconds after its deadline that a mail may leave."""
ANSWER_BY = timedelta(hours=2)
FIRST, LATER = 40, 20


@pytest.fixture
async def hanging(bot: Running, aroha: Somebody, wiremu: Somebody) -> Running:
    """A bot whose people have the app, and whose Teams hangs; its stop waits for nobody."""
    for kind in ("open", "send", "update"):
        bot.teams.answers_always(kind, HANGS)
    bot.app[WORKER]._time_to_end = timedelta(0)
    return bot


async def reported(bot: Running, by: Somebody, leader: Somebody, numbers: range) -> None:
    """So many reports that wait for their people leader."""
    submit = bot.app[TURNS].transaction.services.submit
    told = Person(id=leader.member.object_id, name="Wiremu Example", email="wiremu@example.org")
    tell = TellWhom(kind="leader", leader=told)
    for number in numbers:
        reporter = Person(id=by.member.object_id, name="Aroha Example")
        draft = a_draft("identifying-content", reporter=reporter, tell_whom=tell)
        names = {"id": f"report-{number}", "reference": f"HANG-{number:04}"}
        await submit(draft.model_copy(update={**names, "tenant_id": TENANT_ID}))


async def left(bot: Running, how_many: int) -> None:
    """Waits until so many mails have left for Security. Raises TimeoutError."""
    async with asyncio.timeout(WITHIN):
        while len(_gone(bot)) < how_many:  # noqa: ASYNC110 - a database sets no event
            await asyncio.sleep(0.05)


def _gone(bot: Running) -> list[str]:
    """The reports whose mail has left."""
    return [row["report_id"] for row in bot.rows("escalations") if row["stage"] == "sent"]


async def test_each_mail_leaves_within_seconds_of_its_deadline(
    hanging: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    bot = hanging
    await reported(bot, aroha, wiremu, range(FIRST))
    bot.clock.passes(timedelta(seconds=20))
    await reported(bot, aroha, wiremu, range(FIRST, FIRST + LATER))
    before = _gone(bot)

    bot.clock.passes(ANSWER_BY - timedelta(seconds=20))
    bot.app[WORKER].wake()
    await left(bot, FIRST)
    first = len(_gone(bot))
    bot.clock.passes(timedelta(seconds=20))
    bot.app[WORKER].wake()
    await left(bot, FIRST + LATER)

    assert (before, first) == ([], FIRST)
    assert len(bot.mails()) == FIRST + LATER
