"""Links of Security's: signed, bound to one report, mail and answer, and never kept."""

from datetime import timedelta

import pytest

from bot.domain.escalation import SecurityAnswer
from bot.services.reports.answer_links import LinkRefused
from bot.services.reports.security_links import SecurityLinks
from tests.builders import shipped
from tests.services.fakes import AClock
from tests.web.site import PUBLIC, KeptLinks

RECEIVED, NEEDS_MORE, CLOSED = SecurityAnswer
UUID = "5c2f7a90-0000-4000-8000-00000000000a"


class CountingLinks(KeptLinks):
    """Counts how often the key is read."""

    reads = 0

    async def key(self) -> bytes:
        """The key, once more."""
        self.reads += 1
        return await super().key()


@pytest.fixture
def links() -> SecurityLinks:
    return SecurityLinks(CountingLinks({}), AClock(), shipped().timers.security, PUBLIC)


async def tokens(
    links: SecurityLinks, mail: str = "mail", *, is_in_report: bool = True
) -> dict[SecurityAnswer, str]:
    """What the links of this mail end with."""
    made = await links.addresses(UUID, mail, is_in_report=is_in_report)
    return {answer: address.removeprefix(f"{PUBLIC}/answer/") for answer, address in made.items()}


@pytest.mark.parametrize("answer", SecurityAnswer)
@pytest.mark.parametrize("is_in_report", [True, False])
async def test_a_link_stands_for_one_report_one_answer_and_one_mail(
    answer: SecurityAnswer, is_in_report: bool, links: SecurityLinks
) -> None:
    made = await tokens(links, is_in_report=is_in_report)

    opened = await links.opened(made[answer])

    assert (opened.report_id, opened.answer) == (UUID, answer)
    assert opened.link.is_in_report is is_in_report
    assert opened.link.written_at == links.clock()


async def test_every_link_of_every_mail_has_an_id_of_its_own_and_the_same_when_written_again(
    links: SecurityLinks,
) -> None:
    first, other, again = [
        [(await links.opened(it)).link.id for it in (await tokens(links, mail)).values()]
        for mail in ("mail", "other mail", "mail")
    ]

    assert len({*first, *other}) == 6
    assert first == again


async def test_nothing_is_stored_for_a_link(links: SecurityLinks) -> None:
    await tokens(links)

    assert isinstance(links.links, KeptLinks)
    assert links.links.kept == {}


async def test_the_key_is_read_once_a_minute_whatever_is_opened(links: SecurityLinks) -> None:
    made = await tokens(links)
    for _ in range(100):
        await links.id_of(made[RECEIVED])
        assert await links.id_of(made[RECEIVED][:-3] + "AAA") is None
    during = links.links.reads  # type: ignore[attr-defined]
    links.clock.passes(timedelta(minutes=2))  # type: ignore[attr-defined]
    await links.id_of(made[RECEIVED])

    assert (during, links.links.reads) == (1, 2)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "token", ["", "s.", "s.A", "x" * 64, "s." + "A" * 61, "s." + "A" * 120, "s.é" + "A" * 90]
)
async def test_what_is_no_link_is_refused_and_not_a_fault(token: str, links: SecurityLinks) -> None:
    with pytest.raises(LinkRefused):
        await links.opened(token)

    assert (await links.opened((await tokens(links))[RECEIVED])).answer is RECEIVED
