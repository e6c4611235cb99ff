"""A named leader is looked up at once, and people who must not be told are never offered."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.domain.draft import LeaderSearch
from bot.domain.people import KnownPerson, Person
from bot.ports import Busy, NotSetUp
from bot.services.reports.leader_search import MOST_SHOWN, SearchForLeader
from tests.builders import LEA, a_person
from tests.services.chats_and_people import WhoLeads

ARI, REA = a_person("ari"), a_person("rea")
NAMED = Person(name="Somebody Example")
NOTHING = KnownPerson()


async def found(
    *listed: Person, goes_round: bool = False, known: KnownPerson = NOTHING, **leaders: str
) -> LeaderSearch:
    """The search result for Rea; the keywords map people to their leaders."""
    find = SearchForLeader(WhoLeads(leaders, same_names=listed))
    return await find(NAMED, REA, known, goes_round=goes_round)


def guest(person: Person) -> Person:
    return person.model_copy(update={"is_guest": True})


async def test_whoever_bears_the_name_is_shown() -> None:
    assert await found(ARI, LEA) == LeaderSearch(outcome="found", people=(ARI, LEA))


async def test_of_many_a_few_are_shown() -> None:
    many = [a_person(f"ari{number}") for number in range(MOST_SHOWN + 1)]

    search = await found(*many)

    assert (len(search.people), search.has_more) == (MOST_SHOWN, True)


@pytest.mark.parametrize(
    ("listed", "outcome"),
    [
        ((), "nobody"),
        ((guest(ARI),), "nobody"),
        ((a_person("ari").model_copy(update={"email": "ari@elsewhere.example"}),), "nobody"),
        ((REA,), "self"),
    ],
)
async def test_nobody_is_offered_who_leads_nobody(listed: Sequence[Person], outcome: str) -> None:
    search = await found(*listed)

    assert (search.outcome, search.people) == (outcome, ())


async def test_a_guest_and_the_reporter_are_left_out_of_a_list() -> None:
    assert (await found(guest(LEA), ARI, REA)).people == (ARI,)


@pytest.mark.parametrize(
    ("known", "leaders"),
    [
        (KnownPerson(leader=LEA), {}),
        (KnownPerson(), {"rea": "lea"}),
        (KnownPerson(leader=LEA), {"rea": "dee"}),
        (KnownPerson(leader=a_person("dee")), {"rea": "lea"}),
    ],
)
async def test_whoever_goes_round_their_leader_is_not_offered_them(
    known: KnownPerson, leaders: dict[str, str]
) -> None:
    alone = await found(LEA, goes_round=True, known=known, **leaders)
    beside = await found(LEA, ARI, goes_round=True, known=known, **leaders)

    assert alone == LeaderSearch(outcome="own-leader")
    assert beside.people == (ARI,)


async def test_otherwise_the_own_leader_may_be_named() -> None:
    assert (await found(LEA, known=KnownPerson(leader=LEA), rea="lea")).people == (LEA,)


async def test_the_leader_on_record_is_known_by_name_though_the_directory_is_silent() -> None:
    find = SearchForLeader(WhoLeads(is_down=True))

    search = await find(Person(name="lea  EXAMPLE"), REA, KnownPerson(leader=LEA), goes_round=True)

    assert search.outcome == "own-leader"


@dataclass
class Odd(WhoLeads):
    """Fails to find anybody, in its own way."""

    trouble: Exception | None = None

    async def find(self, words: str) -> Sequence[Person]:
        if self.trouble is None:
            await asyncio.sleep(60)
        raise self.trouble or Busy


@pytest.mark.parametrize("trouble", [Busy(), NotSetUp("directory"), ConnectionError(), None])
async def test_an_answer_that_does_not_come_is_no_nobody(trouble: Exception | None) -> None:
    find = SearchForLeader(Odd(trouble=trouble), seconds=0.01)

    assert (await find(NAMED, REA, KnownPerson(), goes_round=True)).outcome == "silent"


async def test_without_a_word_of_who_leads_them_the_others_are_shown() -> None:
    find = SearchForLeader(WhoLeads(same_names=[ARI], is_down=True))

    assert (await find(NAMED, REA, KnownPerson(), goes_round=True)).people == (ARI,)


async def test_the_address_that_tells_colleagues_is_asked_for_where_it_is_not_known() -> None:
    find = SearchForLeader(WhoLeads(same_names=[ARI]))

    search = await find(NAMED, Person(id="rea", name="Rea"), KnownPerson(), goes_round=False)

    assert search.people == (ARI,)
