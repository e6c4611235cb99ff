"""The cards a person meets outside a report: welcome, menu, situations, support, before posting."""

from collections.abc import Sequence
from datetime import datetime

from microsoft_teams.cards import core

from bot.content import Content
from bot.domain.scenario import Scenario
from bot.services.wording import in_new_zealand, in_words
from cards.actions import GoOn, ShowLeaderCard, ShowPage, StartReport, StopReport
from cards.elements import (
    Card,
    Element,
    bullets,
    button,
    button_rows,
    card,
    danger_line,
    escaped,
    heading,
    paragraph,
    subheading,
)

FIRST_HELP = ("eap", "need_to_talk")
"""On every closing card; the rest is behind More support."""
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
    """The first thing a person sees: danger first, then what the bot does and who sees what."""
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
    """A short menu under one sentence, with the situations that the words may have meant."""
    texts = content.texts
    ask = [paragraph(texts("menu.did_you_mean"))] if suggested else []
    return card(
        danger_line(texts("danger.line")),
        paragraph(lead),
        *ask,
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
    """Who to turn to, needing no report and no reason."""
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
    """What the article asks before anybody posts, shares or joins."""
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
    """A person who has an unfinished report asks for a new one."""
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
    """The person stopped: nothing was sent, and it is kept for a while."""
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
    """An urgent report was begun and not sent: the person decides, before it is deleted."""
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
    """Somebody wrote words of suicide or self-harm: help first, the form stops, no questions.

    The situations that their words name are offered too: it may be about what they saw.

    A leader who wrote them while answering a report, named by its id, can go back to its card.
    """
    texts, page = content.texts, content.self_harm
    go_on = []
    if leader_report_id:
        go_on = [button(texts("crisis.go_on"), ShowLeaderCard(report_id=leader_report_id))]
    elif draft_id:
        go_on = [
            button(texts("crisis.go_on"), GoOn()),
            button(texts("crisis.stop"), StopReport(draft_id=draft_id)),
        ]
    elif suggested:
        go_on = [_situation_button(scenario) for scenario in suggested]
    return card(
        danger_line(texts("danger.line")),
        heading(page.title),
        bullets([content.contacts.line(key) for key in page.contacts]),
        *map(paragraph, page.text),
        paragraph(texts("crisis.seen")) if suggested else None,
        *button_rows(go_on),
    )


def closing_card(content: Content, text: str) -> Card:
    """The end of a talk in which nothing was sent: one sentence, and support."""
    texts = content.texts
    return card(
        paragraph(text),
        help_lines(content),
        *button_rows([button(texts("menu.more_support"), ShowPage(page="support"))]),
    )


def help_lines(content: Content) -> Element | None:
    """The support that closes every journey."""
    return bullets([content.contacts.line(key) for key in FIRST_HELP])


def _menu_buttons(content: Content, *, is_short: bool = False) -> list[core.Action]:
    """What the bot can do; in short beside situations, for more than six are too many to read."""
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
