"""The directory through a strict Graph: who leads whom, and who is found."""

import logging
from dataclasses import replace

import pytest
from aiohttp import web

from bot.adapters.entra.tokens import Tokens
from bot.adapters.graph.directory import MAX_LEVELS_UP, GraphDirectory
from bot.domain.people import Person
from bot.ports import Busy, Directory, Failure, NotSetUp
from tests.adapters.graph.plain_server import answered_by
from tests.adapters.graph.staff import ARI, ID, LEA, MANU, TAMATI
from tests.stand_ins.graph import NAMED, SENDER, Graph, Human


def changed(graph: Graph, human: Human, **changes: object) -> None:
    """Somebody is not as before."""
    graph.people.remove(human)
    graph.people.append(replace(human, **changes))  # type: ignore[arg-type]


def names(found: object) -> list[str]:
    assert isinstance(found, list | tuple)
    return [person.name for person in found]


async def test_the_leader_is_whom_the_directory_names(people: GraphDirectory) -> None:
    directory: Directory = people

    leader = await directory.leader_of(ARI.id)

    assert leader == Person(id=LEA.id, name="Lea Example", email="lea@example.org")
    assert await directory.leader_of(ARI.id.upper()) == leader


@pytest.mark.parametrize("person_id", [MANU.id, ID(99), "ari@example.org", "", "../users"])
async def test_nobody_leads_whom_the_directory_gives_no_leader(
    person_id: str, people: GraphDirectory, caplog: pytest.LogCaptureFixture
) -> None:
    assert await people.leader_of(person_id) is None
    assert [it for it in caplog.records if it.levelno >= logging.WARNING] == []


async def test_above_a_leader_who_left_is_the_next_one(
    graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, enabled=False)

    leader = await people.leader_of(ARI.id)

    assert leader is not None
    assert leader.id == MANU.id


async def test_nobody_is_above_the_last_one_who_left(graph: Graph, people: GraphDirectory) -> None:
    changed(graph, LEA, enabled=False, manager_id=None)

    assert await people.leader_of(ARI.id) is None


@pytest.mark.parametrize(
    ("leaders", "is_found"),
    [(MAX_LEVELS_UP - 1, True), (MAX_LEVELS_UP, False)],
    ids=["in reach", "beyond"],
)
async def test_the_way_up_ends(
    leaders: int, is_found: bool, graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, ARI, manager_id=ID(10))
    chain = [Human(ID(10 + n), "Gone", "", ID(11 + n), enabled=False) for n in range(leaders)]
    graph.people.extend([*chain, Human(ID(10 + leaders), "Found", "found@example.org")])

    assert bool(await people.leader_of(ARI.id)) is is_found


async def test_a_ring_of_people_who_left_has_no_leader(
    graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, enabled=False)
    changed(graph, MANU, enabled=False, manager_id=LEA.id)

    assert await people.leader_of(ARI.id) is None
    assert len(graph.calls) == 3


async def test_nobody_leads_themselves(graph: Graph, people: GraphDirectory) -> None:
    changed(graph, ARI, manager_id=ARI.id)
    changed(graph, LEA, enabled=False, manager_id=ARI.id)

    assert await people.leader_of(ARI.id) is None
    assert await people.leader_of(ARI.id.upper()) is None


async def test_above_a_leader_who_left_nobody_leads_themselves(
    graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, enabled=False, manager_id=ARI.id)

    assert await people.leader_of(ARI.id) is None


async def test_a_contact_from_outside_leads_nobody(graph: Graph, people: GraphDirectory) -> None:
    changed(graph, LEA, kind="contact")

    assert await people.leader_of(ARI.id) is None


async def test_an_object_of_nulls_means_that_a_right_is_missing(
    graph: Graph, people: GraphDirectory
) -> None:
    graph.roles.remove("User.Read.All")

    with pytest.raises(NotSetUp):
        await people.leader_of(ARI.id)


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ("dropped", Busy),
        ("throttled", Busy),
        ("unavailable", Busy),
        ("unavailable_page", Busy),
        ("empty_500", Busy),
        ("not_granted", NotSetUp),
    ],
)
async def test_an_unanswered_question_does_not_pass_for_no_leader(
    fault: str, meaning: type[Failure], graph: Graph, people: GraphDirectory
) -> None:
    graph.answers_next("manager", NAMED[fault])

    with pytest.raises(meaning):
        await people.leader_of(ARI.id)


@pytest.mark.parametrize(
    "body",
    [
        {"id": LEA.id},
        {"id": LEA.id, "displayName": "Lea Example"},
        {"id": LEA.id, "displayName": None, "accountEnabled": True},
        {"id": "lea", "displayName": "Lea Example", "accountEnabled": True},
        {"id": LEA.id, "displayName": "Lea Example", "accountEnabled": "true"},
    ],
)
async def test_half_a_person_means_that_a_right_is_missing(
    body: dict[str, object], tokens: Tokens
) -> None:
    async with answered_by(tokens, lambda _: web.json_response(body)) as client:
        with pytest.raises(NotSetUp):
            await GraphDirectory(client, SENDER).leader_of(ARI.id)


@pytest.mark.parametrize("text", ["", "<html>", "[]", '{"id": '])
async def test_half_an_answer_does_not_pass_for_nobody(text: str, tokens: Tokens) -> None:
    async with answered_by(tokens, lambda _: web.Response(text=text)) as client:
        people = GraphDirectory(client, SENDER)

        with pytest.raises(Busy):
            await people.leader_of(ARI.id)
        with pytest.raises(Busy):
            await people.person(ARI.id)


async def test_a_person_is_known_by_their_object_id(people: GraphDirectory) -> None:
    found = await people.person(LEA.id.upper())

    assert found == Person(id=LEA.id, name="Lea Example", email="lea@example.org")


@pytest.mark.parametrize("person_id", [ID(99), "lea@example.org", "Lea Example", "", "."])
async def test_an_unknown_id_is_nobody(person_id: str, people: GraphDirectory) -> None:
    assert await people.person(person_id) is None


async def test_a_person_comes_with_what_they_do_and_where(
    graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, title="Property  manager\n", office="Hamilton")
    changed(graph, MANU, title="x" * 200, office=" ")

    lea, manu = await people.leader_of(ARI.id), await people.person(MANU.id)

    assert lea is not None
    assert lea.described == "Lea Example, Property manager, Hamilton"
    assert manu is not None
    assert manu.title == "x" * 64
    assert manu.place is None


@pytest.mark.parametrize(
    ("listed", "phone"),
    [
        ({"phones": ("04 555 0101",), "mobile": "021 555 0101"}, "04 555 0101"),
        ({"mobile": " 021 555 0101\n"}, "021 555 0101"),
        ({"phones": ("",), "mobile": "021 555 0101"}, "021 555 0101"),
        ({}, None),
    ],
)
async def test_a_person_comes_with_their_work_phone_or_the_mobile_that_is_listed(
    listed: dict[str, object], phone: str | None, graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, **listed)

    lea = await people.person(LEA.id)

    assert lea is not None
    assert lea.phone == phone


@pytest.mark.parametrize(
    "guest",
    [
        {"user_type": "Guest"},
        {"user_type": "GUEST", "mail": "lea@example.org"},
        {"user_type": None, "upn": "lea_else.example#ext#@example.org"},
        {"user_type": "", "upn": "lea_else.example#EXT#@example.org"},
    ],
)
async def test_a_guest_leads_nobody_and_is_not_found(
    guest: dict[str, object], graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, **guest)

    assert await people.leader_of(ARI.id) is None
    assert [list(await people.find(words)) for words in (LEA.name, LEA.mail, LEA.id)] == [[]] * 3
    found = await people.person(LEA.id)
    assert found is not None
    assert found.is_guest


async def test_a_member_without_a_type_is_a_colleague(graph: Graph, people: GraphDirectory) -> None:
    changed(graph, LEA, user_type=None)

    assert names(await people.find(LEA.name)) == [LEA.name]


async def test_who_left_is_nobody(graph: Graph, people: GraphDirectory) -> None:
    changed(graph, LEA, enabled=False)

    assert await people.person(LEA.id) is None
    assert await people.find(LEA.id) == ()
    assert await people.find("lea@example.org") == []
    assert await people.find("Lea Example") == []


async def test_without_mail_the_sign_in_name_is_the_address_unless_it_is_a_guests(
    graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, mail="", upn="lea@corp.example.org")
    changed(graph, MANU, mail="", upn="manu_else.example.org#EXT#@example.org")

    lea, manu = await people.person(LEA.id), await people.person(MANU.id)

    assert lea is not None
    assert lea.email == "lea@corp.example.org"
    assert manu is not None
    assert manu.email is None


@pytest.mark.parametrize(
    "words",
    [
        "tāmati o'example",
        "  TAMATI\n O'EXAMPLE ",
        "tamati.o'example@example.org",
        "Tamati.O'Example@EXAMPLE.org",
        TAMATI.id,
        TAMATI.id.upper(),
    ],
)
async def test_somebody_is_found_by_what_they_are_called(
    words: str, graph: Graph, people: GraphDirectory
) -> None:
    # The stand-in takes a macron for another letter, as the directory may.
    changed(graph, TAMATI, name="Tamati O'Example")

    assert names(await people.find(words)) == ["Tamati O'Example"]


async def test_a_name_with_macrons_is_found_once(people: GraphDirectory) -> None:
    assert names(await people.find("TĀMATI O'EXAMPLE")) == ["Tāmati O'Example"]


async def test_only_a_whole_name_is_found(graph: Graph, people: GraphDirectory) -> None:
    graph.people.append(Human(ID(20), "Lea Example-Other", "lea.other@example.org"))
    graph.people.append(Human(ID(21), "LEA EXAMPLE", "lea.too@example.org"))

    assert names(await people.find("lea example")) == ["Lea Example", "LEA EXAMPLE"]
    assert names(await people.find("lea")) == []


async def test_somebody_is_found_by_the_name_they_sign_in_with(
    graph: Graph, people: GraphDirectory
) -> None:
    changed(graph, LEA, upn="example.l#EXT#@corp.example.org")

    assert names(await people.find("example.l#EXT#@corp.example.org")) == ["Lea Example"]


@pytest.mark.parametrize(
    "words",
    [
        'Lea" OR "displayName:Manu',
        "Lea Example\\",
        '\\"Lea Example\\"',
        "nobody@example.org' or mail ne '",
        "a&$top=1#@?=%27+ @example.org",
        "displayName:Lea Example",
        "Lea * Example",
        "\ud83d Lea",
        "ā" * 256,
    ],
)
async def test_words_that_look_like_a_query_find_nobody(
    words: str, graph: Graph, people: GraphDirectory
) -> None:
    assert names(await people.find(words)) == []
    assert {call.operation for call in graph.calls} == {"search"}


@pytest.mark.parametrize("words", ["", "  ", "\n", '"', "@", "?!", "\u202e", "x" * 257])
async def test_words_that_name_nobody_are_not_asked_about(
    words: str, graph: Graph, people: GraphDirectory
) -> None:
    assert await people.find(words) == ()
    assert graph.calls == []


@pytest.mark.parametrize(
    ("fault", "meaning"), [("unavailable", Busy), ("throttled", Busy), ("not_granted", NotSetUp)]
)
async def test_a_search_that_fails_does_not_pass_for_nobody(
    fault: str, meaning: type[Failure], graph: Graph, people: GraphDirectory
) -> None:
    graph.answers_next("search", NAMED[fault])

    with pytest.raises(meaning):
        await people.find("Lea Example")
