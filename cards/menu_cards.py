"""Cards outside a report: welcome, menu, situations, support, before posting, unfinished drafts."""

from collections.abc import Sequence
from datetime import datetime

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.scenario import Scenario
from bot.services.wording import in_new_zealand, in_words
from cards.actions import GoOn, ShowLeaderCard, ShowPage, StartReport, StopReport
from cards.elements import (
    FIRST_HELP,
    Card,
    bullets,
    button,
    button_rows,
    card,
    danger_line,
    escaped,
    heading,
    help_lines,
    paragraph,
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
    """Sent on installation: danger first, then what the bot does and who sees what."""
    texts = content.texts
    return card(
        danger_line(texts("danger.line")),
        heading(
            texts("welcome.title", name=escaped(first_name))
            if first_name
            else texts("welcome.title_nameless")
        ),
        paragraph(texts("welcome.what")),
        paragraph(texts("welcome.who_sees")),
        *button_rows(_menu_buttons(content)),
    )


def menu_card(content: Content, lead: str, suggested: Sequence[Scenario] = ()) -> Card:
    """A short menu under one sentence, and the situations that a typed text may have meant."""
    texts = content.texts
    return card(
        danger_line(texts("danger.line")),
        paragraph(lead),
        paragraph(texts("menu.did_you_mean")) if suggested else None,
        *button_rows(_situation_button(scenario) for scenario in suggested),
        *button_rows(_menu_buttons(content, is_short=bool(suggested))),
    )


def situations_card(content: Content) -> Card:
    """All situations, one button each."""
    texts = content.texts
    scenarios = content.catalogue.scenarios.values()
    return card(
        danger_line(texts("danger.line")),
        heading(texts("situations.title")),
        paragraph(texts("situations.intro")),
        *button_rows(_situation_button(scenario) for scenario in scenarios),
    )


def support_card(content: Content) -> Card:
    """Contacts for support; no report is needed."""
    texts = content.texts
    line = content.contacts.line
    return card(
        danger_line(texts("danger.line")),
        heading(texts("support.title")),
        paragraph(texts("support.intro")),
        bullets([line(key) for key in FIRST_HELP]),
        paragraph(texts("support.eap_limits"), subtle=True),
        subheading(texts("support.more")),
        bullets([line(key) for key in MORE_HELP]),
        *button_rows(
            [
                button(
                    texts("support.talk_it_through"),
                    StartReport(scenario_id="support-or-not-sure"),
                ),
                button(texts("menu.report"), StartReport()),
            ]
        ),
    )


def before_posting_card(content: Content) -> Card:
    """The checklist before posting, sharing or joining."""
    page = content.before_posting
    return card(
        heading(page.title),
        paragraph(page.lead),
        bullets(page.points),
        *button_rows(
            _situation_button(content.catalogue.scenario(name)) for name in page.scenarios
        ),
    )


def unfinished_card(content: Content, draft_id: str) -> Card:
    """Asked for a new report while another is unfinished."""
    texts = content.texts
    return card(
        paragraph(texts("unfinished.text")),
        *button_rows(
            [
                button(texts("unfinished.go_on"), GoOn(), primary=True),
                button(texts("unfinished.delete"), StopReport(draft_id=draft_id)),
            ]
        ),
    )


def paused_card(content: Content, draft_id: str) -> Card:
    """The reporter stopped: nothing was sent, and the draft is kept for a while."""
    texts = content.texts
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    return card(
        paragraph(texts("stop.paused", time=kept_for)),
        help_lines(content),
        *button_rows(
            [
                button(texts("unfinished.go_on"), GoOn(), primary=True),
                button(texts("stop.delete"), StopReport(draft_id=draft_id)),
                button(texts("menu.more_support"), ShowPage(page="support")),
            ]
        ),
    )


def unsent_card(content: Content, draft_id: str, deleted_at: datetime) -> Card:
    """An urgent draft was not sent: the reporter decides before it is deleted."""
    texts = content.texts
    return card(
        danger_line(texts("danger.line")),
        paragraph(texts("unsent.text", time=in_new_zealand(deleted_at))),
        help_lines(content),
        *button_rows(
            [
                button(texts("unfinished.go_on"), GoOn(), primary=True),
                button(texts("stop.delete"), StopReport(draft_id=draft_id)),
            ]
        ),
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
    next_buttons = []
    if leader_report_id:
        next_buttons = [button(texts("crisis.go_on"), ShowLeaderCard(report_id=leader_report_id))]
    elif draft_id:
        next_buttons = [
            button(texts("crisis.go_on"), GoOn()),
            button(texts("crisis.stop"), StopReport(draft_id=draft_id)),
        ]
    elif suggested:
        next_buttons = [_situation_button(scenario) for scenario in suggested]
    return card(
        danger_line(texts("danger.line")),
        heading(page.title),
        bullets([content.contacts.line(key) for key in page.contacts]),
        *map(paragraph, page.text),
        paragraph(texts("crisis.seen")) if suggested else None,
        *button_rows(next_buttons),
    )


def closing_card(content: Content, text: str) -> Card:
    """The end of a conversation in which nothing was sent: one sentence, and support."""
    texts = content.texts
    return card(
        paragraph(text),
        help_lines(content),
        *button_rows([button(texts("menu.more_support"), ShowPage(page="support"))]),
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


def _situation_button(scenario: Scenario) -> core.Action:
    return button(scenario.menu_title, StartReport(scenario_id=scenario.id))
