"""What is answered while storage is out of reach: help needs no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.content import Content
from bot.domain.scenario import Scenario
from bot.domain.typed.typed_input import match_choice
from cards import actions
from cards.about_cards import people_card, privacy_card
from cards.elements import Card
from cards.menu_cards import before_posting_card, crisis_card, situations_card, support_card
from cards.outage_cards import (
    outage_card,
    outage_danger_card,
    outage_gate_card,
    outage_guidance_card,
    with_outage_line,
)
from dialogs.turn import UserInput, typed_texts

HelpKind = Literal["danger", "asked-for", "other"]


@dataclass(frozen=True)
class HelpCard:
    """A card that needs no storage, and what it is for."""

    kind: HelpKind
    """111 or a crisis; what was asked for; or that this cannot be done just now."""
    card: Card


def help_without_storage(content: Content, user_input: UserInput, mailbox: str) -> HelpCard:
    """Crisis, danger, or what was asked for, in this order; else that nothing can be taken now."""
    texts = typed_texts(content.catalogue, user_input)
    if texts and content.self_harm.is_said_in(" ".join(texts)):
        return HelpCard("danger", crisis_card(content))
    if _may_be_in_danger(content, user_input, texts):
        return HelpCard("danger", outage_danger_card(content, mailbox))
    if card := _asked_for(content, user_input, mailbox):
        return HelpCard("asked-for", card)
    return HelpCard("other", outage_card(content, mailbox))


def _may_be_in_danger(content: Content, user_input: UserInput, texts: list[str]) -> bool:
    """Whether the words or the press mean danger. What was asked is not known: in doubt, yes."""
    match user_input.press:
        case actions.StartReport(is_in_danger=True):
            return True
        case actions.AnswerQuestion(is_danger="yes") | actions.Move(is_danger="yes"):
            return True
    said, yes_and_no = user_input.text, content.yes_and_no
    if said and yes_and_no.is_no(said):
        return False  # "No one is in danger" contains such words
    if said and (yes_and_no.begins_with_yes(said) or content.is_command(said, "not-sure")):
        return True
    return any(map(content.danger.is_said_in, texts))


def _asked_for(content: Content, user_input: UserInput, mailbox: str) -> Card | None:
    match user_input.press, user_input.text:
        case actions.StartReport(scenario_id=scenario_id), _:
            scenario = content.catalogue.scenarios.get(scenario_id or "")
            return _start(content, scenario, mailbox)
        case actions.ShowPage(page=page), _:
            return _page(content, page, mailbox)
        case None, said if content.is_command(said, "report"):
            return _start(content, None, mailbox)
        case None, said if scenario := _named(content, said):
            return _start(content, scenario, mailbox)
        case None, said:
            return _page(content, _asked_page(content, said), mailbox)
    return None


def _start(content: Content, scenario: Scenario | None, mailbox: str) -> Card:
    if scenario is None:
        return outage_gate_card(content, mailbox)
    return outage_guidance_card(content, scenario, mailbox)


def _named(content: Content, said: str) -> Scenario | None:
    """The situation whose title was typed, whole."""
    scenarios = content.catalogue.scenarios.values()
    titles = [(it.id, title) for it in scenarios for title in (it.menu_title, it.title)]
    found = None if said.strip().isdigit() else match_choice(titles, said)
    return content.catalogue.scenarios.get(found or "")


def _page(content: Content, page: str, mailbox: str) -> Card | None:
    match page:
        case "situations":
            found = situations_card(content)
        case "support":
            found = support_card(content)
        case "before-posting":
            found = before_posting_card(content)
        case "privacy":
            found = privacy_card(content, mailbox)
        case "people":
            found = people_card(content, mailbox)
        case _:
            return None
    return with_outage_line(content, found, mailbox)


def _asked_page(content: Content, said: str) -> str:
    """The page that was asked for in words."""
    for page in ("situations", "support", "before-posting"):
        if content.is_command(said, page):
            return page
    pages: Mapping[str, bool] = {
        "privacy": content.asked.privacy.is_said_in(said),
        "people": content.asked.people.is_said_in(said),
    }
    return next((page for page, is_asked in pages.items() if is_asked), "")
