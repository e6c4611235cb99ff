"""Links and forms that are refused leave a line in the log, without the link."""

import pytest

from bot.web.rate_limit import REQUESTS_PER_LINK
from tests.web.site import Site

FORM = "application/x-www-form-urlencoded"


def refused(caplog: pytest.LogCaptureFixture) -> list[int]:
    """The statuses of the lines that say so."""
    lines = [vars(record) for record in caplog.records if record.message == "answer page refused"]
    return [line["status"] for line in lines]


async def test_each_refusal_is_a_line(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    await site.opens("/answer/guessed")
    await site.sends(form="guessed", decision="approve")
    await site.posts(b"{}", "application/json")
    await site.posts(b"reason=" + b"x" * 20_000, FORM)

    assert refused(caplog) == [404, 403, 415, 413]
    assert "guessed" not in str([vars(it) for it in caplog.records if it.name.startswith("bot")])


async def test_a_flood_is_a_line_and_its_refusals_are_none(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [await site.opens() for _ in range(REQUESTS_PER_LINK + 5)]

    lines = [it.message for it in caplog.records if it.name.startswith("bot")]
    assert [page.status for page in pages[-5:]] == [429] * 5
    assert lines == ["answer page asked for too often"]
    assert site.path.rpartition("/")[2] not in caplog.text


async def test_an_answer_is_no_refusal(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    await site.presses("decline")
    await site.presses("approve")

    assert refused(caplog) == []
