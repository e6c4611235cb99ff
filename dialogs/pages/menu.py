"""What can be looked at any time, whatever question is open."""

from cards.about_cards import people_card, privacy_card
from cards.leader.waiting_cards import waiting_card
from cards.menu_cards import before_posting_card, menu_card, situations_card, support_card
from cards.reporter.status_cards import my_reports_card
from dialogs.turn import Turn


async def show_page(talk: Turn, page: str) -> None:
    """That page; the menu in place of one that there is not."""
    content, reports = talk.content, talk.services.reports
    match page:
        case "situations":
            talk.show(situations_card(content))
        case "support":
            talk.show(support_card(content))
        case "before-posting":
            talk.show(before_posting_card(content))
        case "my-reports":
            talk.show(my_reports_card(content, await reports.by_reporter(talk.actor)))
        case "privacy":
            talk.show(privacy_card(content))
        case "people":
            talk.show(people_card(content, talk.services.letters.security_mailbox))
        case "waiting":
            talk.show(waiting_card(content, await reports.awaiting(talk.actor)))
        case _:
            talk.show(menu_card(content, content.texts("menu.lead")))
    if talk.position is not None:
        talk.say("again.still_open")
