"""Cards outside a report: welcome, menu, situations, support, before posting, unfinished drafts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import get_args

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.draft import Draft
from bot.domain.scenario import Scenario
from bot.services.wording import in_new_zealand, in_words
from cards.actions import (
    GoOn,
    Helped,
    SayWhetherItHelped,
    ShowLeaderCard,
    ShowPage,
    StartReport,
    StopReport,
)
from cards.elements import (
    FIRST_HELP,
    LONGEST_TITLE,
    Card,
    CardChoice,
    Element,
    bullets,
    button,
    button_row,
    button_rows,
    card,
    choice_list,
    danger_line,
    escaped,
    heading,
    help_lines,
    paragraph,
    state_band,
    subheading,
)

MORE_HELP = (
    "suicide_crisis_helpline",
    "lifeline",
    "victim_support",
    "womens_refuge",
    "shine",
    "safe_to_talk",
    "healthline",
    "netsafe",
    "police_105",
)


def welcome_card(content: Content, first_name: str) -> Card:
    """Sent on installation: danger first, then what the bot does, its menu, and where it is said
    who sees what."""
    texts = content.texts
    return card(
        heading(
            texts("welcome.title", name=escaped(first_name))
            if first_name
            else texts("welcome.title_nameless")
        ),
        danger_line(texts("danger.line")),
        paragraph(texts("welcome.what")),
        *button_rows(_menu_buttons(content)),
        paragraph(texts("welcome.who_sees"), subtle=True),
        paragraph(texts("welcome.privacy"), subtle=True),
    )


def menu_card(content: Content, lead: str, suggested: Sequence[Scenario] = ()) -> Card:
    """A short menu under one sentence, and the situations that a typed text may have meant."""
    texts = content.texts
    return card(
        danger_line(texts("danger.line")),
        paragraph(lead),
        *_suggested(content, suggested, texts("menu.did_you_mean")),
        *button_rows(_menu_buttons(content, is_short=bool(suggested))),
    )


def situations_card(content: Content) -> Card:
    """All situations, as a list."""
    texts = content.texts
    scenarios = content.catalogue.scenarios.values()
    return card(
        heading(texts("situations.title")),
        danger_line(texts("danger.line")),
        *_situation_list(content, scenarios, texts("situations.intro")),
    )


def support_card(content: Content) -> Card:
    """Contacts for support; no report is needed."""
    texts = content.texts
    line = content.contacts.line
    talk = StartReport(scenario_id="support-or-not-sure")
    return card(
        heading(texts("support.title")),
        danger_line(texts("danger.line")),
        paragraph(texts("support.intro")),
        bullets([line(key) for key in FIRST_HELP]),
        paragraph(texts("support.eap_limits"), subtle=True),
        button_row(
            button(texts("support.talk_it_through"), talk),
            button(texts("menu.report"), StartReport()),
        ),
        subheading(texts("support.more")),
        bullets([line(key) for key in MORE_HELP]),
    )


def before_posting_card(content: Content) -> Card:
    """The checklist before posting, sharing or joining."""
    page, texts = content.before_posting, content.texts
    scenarios = [content.catalogue.scenario(name) for name in page.scenarios]
    return card(
        heading(page.title),
        paragraph(page.lead),
        bullets(page.points),
        *_suggested(content, scenarios, texts("menu.did_you_mean")),
        button_row(button(texts("menu.support"), ShowPage(page="support"))),
    )


def unfinished_card(content: Content, draft: Draft) -> Card:
    """Asked for a new report or addition while another is unfinished."""
    texts, draft_id = content.texts, draft.id
    is_addition = draft.adds_to is not None
    text = (
        texts("unfinished.addition", reference=draft.reference)
        if is_addition
        else texts("unfinished.text")
    )
    return card(
        state_band("waiting", text, is_heading=True),
        button_row(
            button(texts("unfinished.go_on"), GoOn(), primary=True),
            button(texts("unfinished.delete"), StopReport(draft_id=draft_id)),
            button(texts("menu.support"), ShowPage(page="support")),
        ),
    )


def paused_card(content: Content, draft: Draft) -> Card:
    """The reporter stopped: nothing was sent, and the draft is kept for a while."""
    texts, draft_id = content.texts, draft.id
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    return card(
        state_band(
            "waiting",
            texts("stop.band" if draft.adds_to is None else "stop.addition"),
            is_heading=True,
        ),
        paragraph(texts("stop.paused", time=kept_for)),
        button_row(
            button(texts("unfinished.go_on"), GoOn(), primary=True),
            button(texts("stop.delete"), StopReport(draft_id=draft_id)),
            button(texts("menu.more_support"), ShowPage(page="support")),
        ),
        help_lines(content),
    )


def unsent_card(content: Content, draft_id: str, deleted_at: datetime) -> Card:
    """An urgent draft was not sent: the reporter decides before it is deleted."""
    texts = content.texts
    return card(
        state_band("needs-you", texts("unsent.band"), is_heading=True),
        danger_line(texts("danger.line")),
        paragraph(texts("unsent.text", time=in_new_zealand(deleted_at))),
        button_row(
            button(texts("unfinished.go_on"), GoOn(), primary=True),
            button(texts("stop.delete"), StopReport(draft_id=draft_id)),
        ),
        help_lines(content),
    )


def crisis_card(
    content: Content,
    *,
    draft_id: str | None = None,
    leader_report_id: str | None = None,
    suggested: Sequence[Scenario] = (),
) -> Card:
    """Help after words of suicide or self-harm: the form stops, nothing is asked.

    `suggested` are situations that the words name: they may be about content the person saw.
    `leader_report_id` is the report a leader was answering; a button leads back to its card.
    """
    texts, page = content.texts, content.self_harm
    rest: list[Element] = []
    if leader_report_id:
        back = ShowLeaderCard(report_id=leader_report_id)
        rest = [button_row(button(texts("crisis.go_on"), back))]
    elif draft_id:
        rest = [
            button_row(
                button(texts("crisis.go_on"), GoOn()),
                button(texts("crisis.stop"), StopReport(draft_id=draft_id)),
            )
        ]
    elif suggested:
        rest = _suggested(content, suggested, texts("crisis.seen"))
    return card(
        state_band("danger", texts("danger.line")),
        heading(page.title),
        bullets([content.contacts.line(key) for key in page.contacts]),
        *map(paragraph, page.text),
        *rest,
    )


def closing_card(content: Content, text: str, *, asks_about: str | None = None) -> Card:
    """The end of a conversation in which nothing was sent: one sentence, and support.

    `asks_about`: the id of the draft whose guidance was read; asks whether it helped.
    """
    texts = content.texts
    helped = [
        button(texts(f"helped.{it}"), SayWhetherItHelped(helped=it, draft_id=asks_about))
        for it in get_args(Helped)
        if asks_about is not None
    ]
    return card(
        paragraph(text),
        subheading(texts("helped.question")) if helped else None,
        paragraph(texts("helped.what_for")) if helped else None,
        button_row(*helped) if helped else None,
        help_lines(content),
        button_row(
            button(texts("menu.home"), ShowPage(page="menu")),
            button(texts("menu.more_support"), ShowPage(page="support")),
        ),
    )


def _menu_buttons(content: Content, *, is_short: bool = False) -> list[core.Action]:
    """What the bot can do; short beside suggested situations, because six buttons are the most."""
    texts = content.texts
    first = [
        button(texts("menu.report"), StartReport(), primary=True),
        button(texts("menu.danger"), StartReport.in_danger()),
    ]
    support = button(texts("menu.support"), ShowPage(page="support"))
    if is_short:
        return [*first, support]
    return [
        *first,
        button(texts("menu.situations"), ShowPage(page="situations")),
        button(texts("menu.before_posting"), ShowPage(page="before-posting")),
        support,
        button(texts("menu.my_reports"), ShowPage(page="my-reports")),
    ]


def _suggested(content: Content, scenarios: Sequence[Scenario], lead: str) -> list[Element]:
    """A few situations under a sentence: buttons, or a list if a title is too long for one."""
    if not scenarios:
        return []
    if any(len(scenario.menu_title) > LONGEST_TITLE for scenario in scenarios):
        return _situation_list(content, scenarios, lead)
    buttons = [button(it.menu_title, StartReport(scenario_id=it.id)) for it in scenarios]
    return [paragraph(lead), *button_rows(buttons)]


def _situation_list(content: Content, scenarios: Iterable[Scenario], label: str) -> list[Element]:
    choices = [CardChoice(scenario.id, scenario.menu_title) for scenario in scenarios]
    start = button(
        content.texts("question.next"), StartReport(from_list="scenario_id"), primary=True
    )
    return [choice_list("scenario_id", label, choices), button_row(start)]
