"""The cards on which a reporter names somebody else, once no people leader is with them."""

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.draft import LeaderSearch
from bot.domain.escalation import Escalation
from bot.domain.people import Person
from cards.actions import AskSomebodyElse, ConfirmSomebodyElse, LookUpSomebodyElse, OpenReport
from cards.elements import (
    Card,
    CardChoice,
    Element,
    button,
    button_row,
    card,
    choice_list,
    escaped,
    heading,
    paragraph,
)
from cards.report.confirm_leader_card import list_label
from cards.report.name_leader_card import person_inputs

LISTED = "person_id"


def another_leader_card(content: Content, report_id: str) -> Card:
    """Asks for the name of a person who leads people; nobody is told before a yes."""
    texts = content.texts
    look_up = LookUpSomebodyElse(report_id=report_id)
    return card(
        heading(texts("another.title")),
        paragraph(texts("another.text")),
        *person_inputs(content),
        button_row(
            button(texts("another.look_up"), look_up, primary=True), _back(content, report_id)
        ),
        paragraph(content.contacts.line("eap"), subtle=True),
    )


def another_found_card(
    content: Content, escalation: Escalation, name: str, search: LeaderSearch
) -> Card:
    """Who was found, with title and place, to be confirmed. `name` is as it was typed."""
    texts, report_id = content.texts, escalation.report_id
    again = button(texts("confirm_leader.another"), AskSomebodyElse(report_id=report_id))
    people = [it for it in search.people if escalation.may_be_deputy(it)]
    return card(
        *_result(content, name, search, people),
        button_row(*_yes(content, report_id, people), again, _back(content, report_id)),
        paragraph(content.contacts.line("eap"), subtle=True),
    )


def _result(
    content: Content, name: str, search: LeaderSearch, people: list[Person]
) -> list[Element]:
    texts = content.texts
    if not people:
        key = "asked" if search.people else search.outcome
        return [
            heading(texts("another.nobody_title")),
            paragraph(texts(f"another.{key}", name=escaped(name))),
        ]
    if len(people) > 1:
        more = [paragraph(texts("confirm_leader.more"))] if search.has_more else []
        lines = [CardChoice(person.id or "", list_label(person)) for person in people]
        label, first = texts("confirm_leader.several_label"), lines[0].id
        return [
            heading(texts("confirm_leader.several_title")),
            paragraph(texts("confirm_leader.several_text")),
            *more,
            choice_list(LISTED, label, lines, chosen=first),
        ]
    (person,) = people
    address = [paragraph(escaped(person.email), subtle=True)] if person.email else []
    return [
        heading(texts("confirm_leader.one_title")),
        paragraph(f"**{escaped(person.described)}**"),
        *address,
        paragraph(texts("confirm_leader.one_text")),
    ]


def _yes(content: Content, report_id: str, people: list[Person]) -> list[core.Action]:
    if not people:
        return []
    listed = LISTED if len(people) > 1 else None
    yes = ConfirmSomebodyElse(report_id=report_id, person_id=people[0].id or "", from_list=listed)
    return [button(content.texts("another.yes"), yes, primary=True)]


def _back(content: Content, report_id: str) -> core.Action:
    return button(content.texts("by_hand.back"), OpenReport(report_id=report_id))
