"""The content is edited and the bot restarted while people are in the middle of something."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from bot.content import Content, load
from bot.content.loading.loader import SHIPPED
from tests.content.sample import TODAY, spoil
from tests.journeys.people import Somebody
from tests.journeys.running import Running
from tests.journeys.walks import HIGH, STANDARD, adds, opens_page, reports, to_preview, to_questions
from tests.words import choice_text, menu_title, words


def without(content: Content, scenario_id: str) -> Content:
    """The content after an editor took a situation out."""
    scenarios = dict(content.catalogue.scenarios)
    del scenarios[scenario_id]
    return replace(
        content,
        catalogue=content.catalogue.model_copy(update={"scenarios": scenarios}),
        staff={name: guide for name, guide in content.staff.items() if name != scenario_id},
        leader={name: guide for name, guide in content.leader.items() if name != scenario_id},
    )


async def test_a_leader_approves_a_report_whose_situation_has_left_the_content(
    bot: Running, aroha: Somebody, wiremu: Somebody
) -> None:
    await reports(aroha, HIGH)
    await bot.rests()
    approve = wiremu.button(bot.content.texts("leader.approve"))
    texts, general = bot.content.texts, bot.content.any_leader

    bot.content = without(bot.content, "identifying-content")
    await bot.restarts()
    answered = await wiremu.pressing(approve)
    await bot.rests()

    assert answered.status == 200
    assert texts("leader.answered_approve", time="")[:12] in wiremu.answer
    assert general.sections["Do this"][-1].text in wiremu.answer
    assert len(bot.mails()) == 1


async def test_its_reporter_still_sees_where_it_stands(bot: Running, aroha: Somebody) -> None:
    await reports(aroha, HIGH)
    await bot.rests()

    bot.content = without(bot.content, "identifying-content")
    await bot.restarts()
    await aroha.says("my reports")

    assert bot.content.texts("trouble.unexpected", eap="", security="")[:20] not in aroha.answer


async def test_a_page_that_has_left_the_content_leads_to_the_preview(
    bot: Running, aroha: Somebody
) -> None:
    await to_preview(aroha, STANDARD, words("tell.security-only"))
    await adds(aroha, "where", platform="facebook")
    await opens_page(aroha, "where")

    catalogue = bot.content.catalogue
    others = tuple(page for page in catalogue.details.pages if page.id != "where")
    details = catalogue.details.model_copy(update={"pages": others})
    shorter = catalogue.model_copy(update={"details": details})
    bot.content = replace(bot.content, catalogue=shorter)
    await bot.restarts()
    await aroha.says("go on")
    shown = aroha.answer
    await aroha.presses(words("preview.send"))
    await bot.rests()

    assert words("preview.title") in shown
    assert "Platform: Facebook" in bot.mail()


@pytest.mark.parametrize("choice_id", ["a_link", "l", "link-2", "a" * 64])
async def test_a_choice_of_any_name_that_loads_can_be_pressed(
    choice_id: str, bot: Running, aroha: Somebody, tmp_path: Path
) -> None:
    copytree(SHIPPED, tmp_path / "content")
    known = 'id = "witness"'
    spoil(tmp_path / "content", "facts.toml", known, f'id = "{choice_id}"')
    bot.content = load(tmp_path / "content", today=TODAY)
    await bot.restarts()

    await to_questions(aroha, menu_title("about-a-colleague"))
    await aroha.presses(choice_text("role", "witness"))

    assert bot.draft()["answers"]["role"] == [choice_id]
