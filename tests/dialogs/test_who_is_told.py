"""Before anything leaves, a person reads who may see it, and who never will."""

import pytest

from bot.domain.draft import Draft, TellWhom
from bot.domain.people import KnownPerson, Person
from cards.elements import Card
from cards.plain_text import plain_text
from tests.builders import LEA, a_draft, shipped, walk
from tests.cards.shown import titles
from tests.dialogs.talking import a_turn
from tests.words import fragment

TEXTS = shipped().texts
ARI = Person(id="ari", name="Ari Example")


def finished(scenario: str, tell_whom: TellWhom | None = None) -> Draft:
    """A report with nothing left to ask but whom to tell."""
    content = shipped()
    asked = {**walk(content.catalogue, scenario), "customer": (), "pattern": ()}
    form = {field.id: () for field in content.form.fields}
    return a_draft(scenario, answers=asked, guidance_read=True, form=form, tell_whom=tell_whom)


async def asked(draft: Draft, known: KnownPerson | None) -> Card:
    """The card of the question that is open."""
    return (await a_turn(draft=draft, known=known).prompt()).render("ab12")


async def test_a_leader_who_is_away_can_still_be_chosen() -> None:
    draft = finished("impersonation")
    there, away = KnownPerson(leader=LEA), KnownPerson(leader=LEA, leader_is_away=True)
    hint = TEXTS("tell.away", name=LEA.name)

    assert hint not in plain_text(await asked(draft, there))
    assert hint in plain_text(await asked(draft, away))
    assert titles(await asked(draft, away)) == titles(await asked(draft, there))
    assert TEXTS("tell.leader", name=LEA.name) in plain_text(await asked(draft, away))


async def test_a_leader_nobody_knows_is_not_said_to_be_away() -> None:
    card = await asked(finished("impersonation"), KnownPerson(leader_is_away=True))

    assert TEXTS("tell.text_unknown") in plain_text(card)
    assert fragment("tell.away") not in plain_text(card)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ("impersonation", TEXTS("preview.deputy_if_not_reached", name=LEA.name)),
        ("threat", TEXTS("preview.deputy_if_unseen", name=LEA.name, time="15 minutes")),
    ],
)
async def test_the_preview_says_who_may_be_asked_in_the_leaders_place(
    scenario: str, told: str
) -> None:
    draft = finished(scenario, TellWhom(kind="leader", leader=LEA))

    said = plain_text(await asked(draft, KnownPerson(leader=LEA)))

    assert told in said
    assert TEXTS("preview.never_left_out") not in said


async def test_the_preview_says_that_a_leader_who_was_left_out_stays_left_out() -> None:
    draft = finished("impersonation", TellWhom(kind="other-leader", leader=ARI))

    said = plain_text(await asked(draft, KnownPerson(leader=LEA)))

    assert TEXTS("preview.deputy_if_not_reached", name=ARI.name) in said
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
