"""The result of the search for a named people leader, and the choices it leaves."""

from collections.abc import Sequence

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.draft import LeaderSearch
from bot.domain.people import Person
from cards.actions import INPUT, AnswerQuestion
from cards.elements import (
    Card,
    CardChoice,
    Element,
    button,
    button_rows,
    card,
    choice_buttons,
    escaped,
    heading,
    navigation_buttons,
    paragraph,
)

YES, ANOTHER, AGAIN, AS_NAMED = "yes", "another", "again", "as-named"
SECURITY_ONLY = "security-only"
_CHOICES = {
    "nobody": (ANOTHER, SECURITY_ONLY, AS_NAMED),
    "silent": (AGAIN, AS_NAMED, ANOTHER, SECURITY_ONLY),
    "own-leader": (ANOTHER, SECURITY_ONLY),
    "self": (ANOTHER, SECURITY_ONLY),
}


def confirm_leader_choices(content: Content, search: LeaderSearch) -> list[CardChoice]:
    """Yes or one of several, another name, Security only; for no match, what else can be done."""
    texts = content.texts
    security = CardChoice(SECURITY_ONLY, texts("tell.security-only"))
    if search.outcome != "found":
        ids = _CHOICES[search.outcome]
        return [
            security
            if choice_id == SECURITY_ONLY
            else CardChoice(
                choice_id, texts(f"confirm_leader.{choice_id}"), primary=choice_id == ids[0]
            )
            for choice_id in ids
        ]
    no = CardChoice(ANOTHER, texts("confirm_leader.no"))
    if len(search.people) == 1:
        return [CardChoice(YES, texts("confirm_leader.yes"), primary=True), no, security]
    matches = [CardChoice(person.id or "", list_label(person)) for person in search.people]
    return [*matches, no, security]


def confirm_leader_card(
    content: Content, nonce: str, name: str, search: LeaderSearch, navigation: Sequence[str]
) -> Card:
    """The matches with title and place. `name` is as it was typed."""
    return card(
        *_result(content, name, search),
        *_answers(content, search, nonce),
        paragraph(content.texts("confirm_leader.type_name"), subtle=True),
        actions=navigation_buttons(content, nonce, navigation),
    )


def _result(content: Content, name: str, search: LeaderSearch) -> list[Element]:
    texts = content.texts
    if search.outcome != "found":
        key = f"confirm_leader.{search.outcome}"
        is_named = search.outcome in ("nobody", "silent")
        text = texts(f"{key}_text", name=escaped(name)) if is_named else texts(f"{key}_text")
        return [heading(texts(f"{key}_title")), paragraph(text), paragraph(texts(f"{key}_ways"))]
    if len(search.people) > 1:
        more = [paragraph(texts("confirm_leader.more"))] if search.has_more else []
        title, text = texts("confirm_leader.several_title"), texts("confirm_leader.several_text")
        return [heading(title), paragraph(text), *more]
    (person,) = search.people
    address = [paragraph(escaped(person.email), subtle=True)] if person.email else []
    return [
        heading(texts("confirm_leader.one_title")),
        paragraph(f"**{escaped(person.described)}**"),
        *address,
        paragraph(texts("confirm_leader.one_text")),
    ]


def _answers(content: Content, search: LeaderSearch, nonce: str) -> list[Element]:
    choices = confirm_leader_choices(content, search)
    if len(search.people) < 2:
        return button_rows(choice_buttons(choices, nonce))
    # A list: name, title and place are too long for a button on a phone.
    choice_set = core.ChoiceSetInput(
        id=f"{INPUT}choice",
        label=content.texts("confirm_leader.several_label"),
        choices=[core.Choice(title=choice.label, value=choice.id) for choice in choices],
        style="expanded",
        wrap=True,
    )
    done = button(content.texts("question.next"), AnswerQuestion(nonce=nonce), primary=True)
    return [choice_set, *button_rows([done])]


def list_label(person: Person) -> str:
    """Name, title, place and address, to tell people of one name apart."""
    return f"{person.described} ({person.email})" if person.email else person.described
