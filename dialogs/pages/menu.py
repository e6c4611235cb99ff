"""Pages that a person can open at any time."""

from cards.about_cards import people_card, privacy_card
from cards.leader.waiting_cards import waiting_card
from cards.menu_cards import before_posting_card, menu_card, situations_card, support_card
from cards.reporter.my_reports_card import my_reports_card
from dialogs.turn import Turn


async def show_page(turn: Turn, page: str) -> None:
    """Replies with this page; with the menu if there is none of that name."""
    content, reports = turn.content, turn.services.reports
    match page:
        case "situations":
            turn.show_menu(situations_card(content))
        case "support":
            turn.show(support_card(content))
        case "before-posting":
            turn.show(before_posting_card(content))
        case "my-reports":
            mine = await reports.by_reporter(turn.actor)
            turn.show(my_reports_card(content, mine), lists="my-reports")
        case "privacy":
            turn.show(privacy_card(content, turn.services.letters.security_mailbox))
        case "people":
            turn.show(people_card(content, turn.services.letters.security_mailbox))
        case "waiting":
            waiting = await reports.awaiting(turn.actor)
            turn.show(waiting_card(content, waiting), lists="waiting")
        case _:
            turn.show_menu(menu_card(content, content.texts("menu.lead")))
    if turn.position is not None:
        turn.say("again.still_open")
