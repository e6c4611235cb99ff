"""Cards that can be shown while storage is unavailable: help needs no database."""

from bot.content import Content
from cards import actions
from cards.about_cards import people_card, privacy_card
from cards.elements import Card
from cards.menu_cards import before_posting_card, crisis_card, support_card
from cards.report.danger_card import bare_danger_card
from dialogs.turn import UserInput


def help_without_storage(
    content: Content, user_input: UserInput, security_mailbox: str
) -> Card | None:
    """Crisis, danger or the page that was asked for, in this order; None for other input."""
    said = " ".join([user_input.text, *user_input.inputs.values()])
    if content.self_harm.is_said_in(said):
        return crisis_card(content)
    if content.danger.is_said_in(said) or user_input.press == actions.StartReport.in_danger():
        return bare_danger_card(content)
    match _page(content, user_input):
        case "support":
            return support_card(content)
        case "before-posting":
            return before_posting_card(content)
        case "privacy":
            return privacy_card(content)
        case "people":
            return people_card(content, security_mailbox)
        case _:
            return None


def _page(content: Content, user_input: UserInput) -> str | None:
    """The page that was asked for, by a button or in words."""
    if isinstance(user_input.press, actions.ShowPage):
        return user_input.press.page
    for page in ("support", "before-posting"):
        if content.is_command(user_input.text, page):
            return page
    asked = content.asked
    pages = {"privacy": asked.privacy, "people": asked.people}
    return next((page for page, words in pages.items() if words.is_said_in(user_input.text)), None)
