"""Whoever is named is looked up and shown before the preview, and a yes is asked for."""

import pytest

from bot.domain.people import Person
from bot.ports import Busy
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, looks_for, to_telling
from tests.words import email_state, fragment, words

CARD = fragment("leader.heading")
SEFINA = "Sefina Example, Property manager, Hamilton"
NOBODY = words("confirm_leader.nobody_title")
SILENT = words("confirm_leader.silent_title")
NAME_FIELD = words("tell.name_title")
PREVIEW = words("preview.title")


@pytest.fixture
async def naming(aroha: Somebody) -> Somebody:
    """Aroha, before she says whom to tell."""
    await to_telling(aroha, HIGH)
    return aroha


@pytest.mark.parametrize("yes", ["yes", words("confirm_leader.yes"), "1", "yep", "āe"])
async def test_the_person_is_shown_with_title_and_place_and_told_after_a_typed_yes(
    yes: str, bot: Running, naming: Somebody, sefina: Somebody
) -> None:
    await naming.says(words("tell.other-leader"))
    await naming.says("Sefina Example")
    shown = naming.answer
    await naming.says(yes)
    preview = naming.answer
    await naming.presses(words("preview.send"))
    await bot.rests()

    assert SEFINA in shown
    assert "sefina@example.org" in shown
    assert PREVIEW not in shown
    assert words("preview.leader_reads", name=SEFINA) in preview
    assert CARD in sefina.sees


async def test_somebody_picked_from_the_list_is_shown_by_name(
    naming: Somebody, sefina: Somebody
) -> None:
    await naming.presses(words("tell.other-leader"))

    await naming.presses(words("question.next"), person=sefina.member.object_id)

    assert SEFINA in naming.answer
    assert sefina.member.object_id not in naming.answer


@pytest.mark.parametrize("named", ["Sef", "Sefina", "nobody@example.org", "Sefina Exmple"])
async def test_whoever_cannot_be_found_is_said_so_before_the_preview(
    named: str, bot: Running, naming: Somebody
) -> None:
    await looks_for(naming, named)

    assert NOBODY in naming.answer
    assert named in naming.answer
    assert words("confirm_leader.another") in naming.answer
    assert PREVIEW not in naming.answer
    assert bot.rows("reports") == []


@pytest.mark.parametrize("way", [words("confirm_leader.another"), words("move.back")])
async def test_after_a_name_that_nobody_has_another_can_be_given(
    way: str, naming: Somebody
) -> None:
    await looks_for(naming, "Sef")

    await naming.presses(way)
    asked = naming.answer
    await naming.presses(words("question.next"), words="sefina@example.org")

    assert NAME_FIELD in asked
    assert SEFINA in naming.answer


async def test_another_name_can_be_typed_at_once(naming: Somebody) -> None:
    await looks_for(naming, "Sef")

    await naming.says("Sefina Example <sefina@example.org>")

    assert SEFINA in naming.answer


@pytest.mark.parametrize("no", ["no", "nah", words("confirm_leader.no"), "2", "kāo"])
async def test_a_no_asks_for_the_name_again(no: str, bot: Running, naming: Somebody) -> None:
    await looks_for(naming, "Sefina Example")

    await naming.says(no)

    assert NAME_FIELD in naming.answer
    assert bot.draft()["tell_whom"]["leader"] is None


@pytest.mark.parametrize("unclear", ["hm", "Sefina", "?", "7"])
async def test_what_is_neither_answer_nor_name_is_no_yes(unclear: str, naming: Somebody) -> None:
    await looks_for(naming, "Sefina Example")

    await naming.says(unclear)

    assert SEFINA in naming.answer
    assert PREVIEW not in naming.answer


async def test_instead_of_a_name_security_alone_can_be_chosen(
    bot: Running, naming: Somebody
) -> None:
    await looks_for(naming, "Sef")

    await naming.presses(words("tell.security-only"))
    preview = naming.answer
    await naming.presses(words("move.back"))

    assert words("preview.no_leader_reads") in preview
    assert words("tell.title") in naming.answer


async def test_after_stop_it_goes_on_where_it_was(bot: Running, naming: Somebody) -> None:
    await looks_for(naming, "Sefina Example")

    await naming.says("stop")
    stopped = naming.answer
    await naming.says("go on")

    assert SEFINA not in stopped
    assert SEFINA in naming.answer
    assert bot.rows("reports") == []


async def test_going_on_with_a_name_nobody_has_is_honest_and_ends_at_security(
    bot: Running, naming: Somebody
) -> None:
    await looks_for(naming, "Sef")

    await naming.presses(words("confirm_leader.as-named"))
    preview = naming.answer
    await naming.presses(words("preview.send"))
    await bot.rests()

    assert words("preview.unfound_reads", name="Sef") in preview
    assert words("preview.leader_reads", name="Sef") not in preview
    assert words("leader_state.not-reached-sent", name="Sef") in naming.status
    assert email_state("sent") in naming.status


# Several of one name


@pytest.mark.parametrize(
    "choice", ["2", "Hana Example (hana.two@example.org)", "hana.two@example.org"]
)
async def test_of_several_people_of_one_name_one_is_chosen(choice: str, naming: Somebody) -> None:
    await looks_for(naming, "Hana Example")
    listed = naming.answer

    await naming.says(choice)

    assert "Hana Example (hana@example.org)" in listed
    assert "Hana Example (hana.two@example.org)" in listed
    assert "hana@example.org" not in naming.answer


async def test_one_of_several_is_ticked_in_the_list(bot: Running, naming: Somebody) -> None:
    (hana, *_) = await bot.directory.find("hana.two@example.org")
    await looks_for(naming, "Hana Example")

    await naming.presses(words("question.next"), choice=str(hana.id))

    assert PREVIEW in naming.answer
    assert bot.draft()["tell_whom"]["leader"]["email"] == "hana.two@example.org"


async def test_next_without_a_tick_chooses_nobody(naming: Somebody) -> None:
    await looks_for(naming, "Hana Example")

    await naming.presses(words("question.next"))

    assert words("confirm_leader.several_title") in naming.answer


# Who cannot be told


@pytest.mark.parametrize("named", ["Aroha Example", "aroha@example.org"])
async def test_nobody_names_themselves(named: str, naming: Somebody) -> None:
    await looks_for(naming, named)

    assert words("confirm_leader.self_title") in naming.answer
    assert words("confirm_leader.yes") not in naming.answer


@pytest.mark.parametrize(
    "named", ["Wiremu Example", "wiremu@example.org", "Example, Wiremu", "WIREMU EXAMPLE"]
)
async def test_the_leader_whom_somebody_goes_round_cannot_be_named(
    named: str, bot: Running, naming: Somebody
) -> None:
    await naming.presses(words("tell.not-my-leader"))

    await looks_for(naming, named)
    (offered,) = [[it.title for it in naming.newest_buttons()]]
    await naming.says("yes")

    assert words("confirm_leader.own-leader_title") in naming.answer
    assert offered == [
        words("confirm_leader.another"),
        words("tell.security-only"),
        words("move.back"),
        words("move.stop"),
    ]
    assert bot.rows("reports") == []


async def test_without_going_round_them_ones_own_leader_can_be_named(naming: Somebody) -> None:
    await looks_for(naming, "wiremu@example.org")

    assert "Wiremu Example, Tenancy team leader, Porirua" in naming.answer


# A directory that says nothing


@pytest.fixture
def silent(bot: Running, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """It fails at once."""

    async def fails(*_: object) -> list[Person]:
        raise Busy

    monkeypatch.setattr(type(bot.directory), "find", fails)
    return monkeypatch


async def test_a_silent_directory_is_said_to_be_silent_and_is_asked_again(
    silent: pytest.MonkeyPatch, naming: Somebody
) -> None:
    await looks_for(naming, "Sefina Example")
    said = naming.answer

    silent.undo()
    await naming.presses(words("confirm_leader.again"))

    assert SILENT in said
    assert words("confirm_leader.silent_text", name="Sefina Example") in said
    assert SEFINA in naming.answer


async def test_a_report_past_a_silent_directory_is_asked_of_exactly_one_person_later(
    bot: Running, silent: pytest.MonkeyPatch, naming: Somebody, sefina: Somebody
) -> None:
    await looks_for(naming, "Sefina Example")
    await naming.presses(words("confirm_leader.as-named"))
    await naming.presses(words("preview.send"))
    await bot.rests()

    silent.undo()
    await bot.time_passes(minutes=6)

    assert CARD in sefina.sees


# Presses from elsewhere


async def test_a_yes_on_an_older_card_does_not_tell_whoever_was_named_since(
    naming: Somebody,
) -> None:
    await looks_for(naming, "Sefina Example")
    yes = naming.button(words("confirm_leader.yes"))
    await naming.says("Priya Example")

    await naming.pressing(yes)

    assert PREVIEW not in naming.answer
    assert "Priya Example" in naming.answer


async def test_a_name_survives_a_restart(bot: Running, naming: Somebody) -> None:
    await looks_for(naming, "Sefina Example")

    await bot.restarts()
    await naming.presses(words("confirm_leader.yes"))

    assert words("preview.leader_reads", name=SEFINA) in naming.answer
