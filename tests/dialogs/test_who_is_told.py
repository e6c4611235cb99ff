"""Before anything leaves, a person reads who may see it, and who never will."""

import pytest

from bot.domain.draft import Draft, TellWhom
from bot.domain.people import KnownPerson, Person
from cards.elements import Card
from cards.plain_text import plain_text
from tests.builders import LEA, shipped, walk
from tests.cards.shown import titles
from tests.dialogs.one_turn import a_turn
from tests.words import fragment

TEXTS = shipped().texts
NEXT = TEXTS("preview.next_in_line")
ARI = Person(id="ari", name="Ari Example")


def finished(scenario: str, tell_whom: TellWhom | None = None) -> Draft:
    """A report with nothing left to ask, at the preview unless it is about nobody yet."""
    return walk(shipped().catalogue, scenario).with_guidance_read().replace(tell_whom=tell_whom)


def choosing(scenario: str) -> Draft:
    """The same, at the choice of whom to tell."""
    return finished(scenario).with_whom_asked()


async def asked(draft: Draft, known: KnownPerson | None) -> Card:
    """The card of the question that is open."""
    return (await a_turn(draft=draft, known=known).prompt()).render("ab12")


async def test_a_leader_who_is_away_can_still_be_chosen() -> None:
    draft = choosing("impersonation")
    there, away = KnownPerson(leader=LEA), KnownPerson(leader=LEA, leader_is_away=True)
    hint = TEXTS("tell.away", name=LEA.name)

    assert hint not in plain_text(await asked(draft, there))
    assert hint in plain_text(await asked(draft, away))
    assert titles(await asked(draft, away)) == titles(await asked(draft, there))
    assert TEXTS("tell.leader", name=LEA.name) in plain_text(await asked(draft, away))


async def test_a_leader_nobody_knows_is_not_said_to_be_away() -> None:
    card = await asked(choosing("impersonation"), KnownPerson(leader_is_away=True))

    assert TEXTS("tell.text_unknown") in plain_text(card)
    assert fragment("tell.away") not in plain_text(card)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("impersonation", TEXTS("preview.deputy_if_not_reached", name=LEA.name, next=NEXT)),
        ("threat", TEXTS("preview.deputy_if_unseen", name=LEA.name, time="15 minutes", next=NEXT)),
    ],
)
async def test_the_preview_says_who_may_be_asked_in_the_leaders_place(
    scenario: str, told: str
) -> None:
    draft = finished(scenario, TellWhom(kind="leader", leader=LEA))

    said = plain_text(await asked(draft, KnownPerson(leader=LEA)))

    assert told in said
    assert TEXTS("preview.never_left_out") not in said


async def test_without_a_choice_the_leader_on_record_is_told() -> None:
    draft, chosen = finished("impersonation"), TellWhom(kind="leader", leader=LEA)
    known = KnownPerson(leader=LEA)

    by_default = await asked(draft, known)

    assert by_default == await asked(draft.replace(tell_whom=chosen), known)
    assert TEXTS("preview.leader_reads", name=LEA.described) in plain_text(by_default)


async def test_a_leader_the_directory_has_not_named_yet_is_told_later() -> None:
    said = plain_text(await asked(finished("impersonation"), None))

    assert TEXTS("preview.leader_not_known_yet") in said
    assert TEXTS("preview.no_leader_reads") not in said


async def test_where_the_directory_names_no_leader_the_reporter_reads_so() -> None:
    by_default, chosen = finished("impersonation"), TellWhom(kind="security-only")
    nobody = KnownPerson()

    assert TEXTS("preview.no_leader_found") in plain_text(await asked(by_default, nobody))
    said = plain_text(await asked(by_default.replace(tell_whom=chosen), nobody))
    assert TEXTS("preview.no_leader_reads") in said
    assert TEXTS("preview.no_leader_found") not in said


async def test_the_preview_says_that_a_leader_who_is_away_is() -> None:
    away = KnownPerson(leader=LEA, leader_is_away=True)

    said = plain_text(await asked(finished("impersonation"), away))

    assert TEXTS("tell.away", name=LEA.name) in said


async def test_the_preview_says_that_a_leader_who_was_left_out_stays_left_out() -> None:
    draft = finished("impersonation", TellWhom(kind="other-leader", leader=ARI))

    said = plain_text(await asked(draft, KnownPerson(leader=LEA)))

    assert TEXTS("preview.deputy_if_not_reached", name=ARI.name, next=NEXT) in said
    assert TEXTS("preview.never_left_out") in said
    assert LEA.name not in said


async def test_for_security_only_nobody_is_asked_in_anybodys_place() -> None:
    draft = finished("impersonation", TellWhom(kind="security-only"))

    said = plain_text(await asked(draft, KnownPerson(leader=LEA)))

    assert TEXTS("preview.no_leader_reads") in said
    assert "whoever leads them" not in said


async def test_how_long_an_unsent_report_is_kept_is_what_the_timers_say() -> None:
    draft = finished("impersonation", TellWhom(kind="no-one-yet"))

    assert TEXTS("hold.text", time="24 hours") in plain_text(await asked(draft, None))
