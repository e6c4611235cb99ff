"""Somebody who tries to get at what is not theirs is seen in the log."""

import pytest

from tests.journeys.acts import OF_LEADER, OF_REPORTER, the_report, tries_all
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import STANDARD, reports


async def test_who_is_refused_is_logged_by_id_with_the_kind_of_refusal(
    bot: Running, aroha: Somebody, tamati: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()
    caplog.clear()

    await tries_all(tamati, OF_REPORTER, the_report(bot))
    await tries_all(tamati, OF_LEADER, the_report(bot))

    lines = [vars(record) for record in caplog.records if record.message == "access refused"]
    assert {line["refusal"] for line in lines} == {"NotYours", "NotTheLeader"}
    assert {line["person"] for line in lines} == {tamati.member.object_id}
    assert len(lines) == len(OF_REPORTER) + len(OF_LEADER)


async def test_who_gets_at_their_own_is_not_logged(
    bot: Running, aroha: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    await reports(aroha, STANDARD)
    await bot.rests()

    await tries_all(aroha, OF_REPORTER, the_report(bot))

    assert [it.message for it in caplog.records if it.message == "access refused"] == []
