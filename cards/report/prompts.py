"""The open question at each position of a draft: its card, and the answers it accepts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import NOT_SURE, Draft, LeaderSearch, TellWhom
from bot.domain.people import KnownPerson
from bot.domain.scenario import Fact, Level, Page
from bot.domain.triage import Assessment
from bot.domain.triage import known as known_facts
from bot.services.wording import in_words
from cards.elements import (
    Card,
    CardChoice,
    Element,
    bullets,
    card,
    choice_card,
    danger_line,
    escaped,
    paragraph,
    with_progress,
)
from cards.menu_cards import crisis_card
from cards.report.addition_preview_card import (
    AdditionPreview,
    addition_choices,
    addition_menu_card,
    addition_menu_choices,
    addition_preview_card,
)
from cards.report.confirm_leader_card import (
    ANOTHER,
    YES,
    confirm_leader_card,
    confirm_leader_choices,
)
from cards.report.danger_card import danger_card, danger_choices
from cards.report.form_card import details_menu_card, details_menu_choices, form_card
from cards.report.guidance_card import guidance_card
from cards.report.name_leader_card import MAX_NAME_LENGTH, name_leader_card
from cards.report.preview_card import Preview, preview_card, preview_choices
from cards.report.question_card import (
    NONE,
    kind_card,
    kind_choices,
    question_card,
    question_choices,
    short_kind_card,
    short_kind_choices,
    ticks_card,
    ticks_choices,
)

BACK_OR_STOP = ("back", "stop")
NO_ONE_KNOWN = KnownPerson()


@dataclass(frozen=True)
class LookedUp:
    """What a prompt may need from outside the draft, fetched before, so that a prompt is pure."""

    security_mailbox: str
    known: KnownPerson = NO_ONE_KNOWN
    """The directory's entry of the reporter; only read where they choose whom to tell."""
    preview: Preview | None = None
    """What would leave on Send; only read, and required, at the preview."""
    addition: AdditionPreview | None = None
    """The same for an addition to a report."""
    refusal: str = ""
    """Text key of why nothing can be added any more."""


@dataclass(frozen=True)
class Prompt:
    """An open question: its card, and the answers it accepts."""

    render: Callable[[str], Card]
    """The card under this nonce."""
    choices: Sequence[CardChoice] = ()
    alone: frozenset[str] = frozenset()
    """Choices that exclude all others."""
    is_many: bool = False
    takes_words: bool = False
    takes_name: bool = False
    """Typed words that match no choice are taken if they look like a name or an address."""
    max_length: int = 1000
    navigation: Sequence[str] = ()
    """Of `back`, `skip`, `not-sure` and `stop`, those that can be pressed or typed."""
    facts: tuple[Fact, ...] = ()
    """Facts that have an input on the card; a typed answer is for the first."""
    optional_parts: Sequence[CardChoice] = ()
    """Parts of the mail that can still be left out."""
    allowable: Sequence[CardChoice] = ()
    """Facts that the people leader reads only if the reporter says so."""
    meanings: Callable[[], Mapping[str, str]] = dict
    """The choice that a `yes`, a `no` or a `safe` stands for, in any of the content's phrases.

    Called for typed text only: a press need not compare the labels with those phrases.
    """
    unclear_is_not_sure: bool = False
    """Any other typed answer counts as "not sure": it may be about danger."""

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Id and label of each choice."""
        return [(choice.id, choice.label) for choice in self.choices]


def prompt_for(
    position: journey.Position, draft: Draft, content: Content, looked_up: LookedUp
) -> Prompt:
    """The prompt at this position of the draft. Pure: the gallery calls it as the dialogs do."""
    prompt = _prompt_at(position, draft, content, looked_up)
    # The 111 screen says one thing only, and the preview says all that was answered.
    if isinstance(position, journey.ShowDanger | journey.CheckPreview) or not draft.trail:
        return prompt
    if draft.adds_to is not None:
        return prompt  # a page at a time, without an end to get to
    progress = progress_lines(content, draft)
    return replace(prompt, render=lambda nonce: with_progress(prompt.render(nonce), progress))


def _prompt_at(
    position: journey.Position, draft: Draft, content: Content, looked_up: LookedUp
) -> Prompt:
    match position:
        case journey.AskQuestion(fact):
            return _question(content, draft, fact)
        case journey.AskTicks(facts):
            return _ticks(content, facts)
        case journey.ShowDanger():
            return _danger(content)
        case journey.ChooseKind():
            return _kind(content, draft)
        case journey.ReadGuidance(assessment):
            return _guidance(content, draft, assessment)
        case journey.ChooseDetails(pages):
            return _details(content, draft, pages)
        case journey.FillPage(page, facts, at):
            return _page(content, draft, page, facts, at)
        case journey.ChooseTell():
            return _whom_to_tell(content, looked_up.known)
        case journey.GoRound():
            return _way_round(content)
        case journey.NameLeader():
            return _name_leader(content)
        case journey.ConfirmLeader(name, search):
            return _confirm_leader(content, name, search)
        case journey.HoldOff():
            return _hold_off(content, looked_up.security_mailbox)
        case journey.CheckPreview():
            assert looked_up.preview is not None
            return _preview(content, looked_up.preview)
        case journey.CheckAddition():
            return _addition(content, looked_up.addition, looked_up.refusal)


def _question(content: Content, draft: Draft, fact: Fact) -> Prompt:
    # Nothing comes before the gate, even where Back led to it from a later 111 screen.
    has_back = draft.trail and fact.id != content.catalogue.gate.id
    back = ("back",) if has_back else ()
    skip = () if fact.required else ("skip",)
    navigation = (*back, *skip, NOT_SURE, "stop")
    lead = "" if draft.trail else content.texts("question.before_first")
    return Prompt(
        lambda nonce: question_card(content, nonce, fact, navigation, lead),
        question_choices(fact),
        alone=frozenset(choice.id for choice in fact.choices if choice.alone),
        is_many=fact.kind == "many",
        takes_words=not fact.choices,
        max_length=fact.max_length,
        navigation=navigation,
        meanings=lambda: _yes_and_no(content, fact),
        unclear_is_not_sure=content.catalogue.asks_for_a_clear_no(fact),
    )


def _yes_and_no(content: Content, fact: Fact) -> dict[str, str]:
    """The only choice whose label is a yes, and the only one whose label is a no."""
    phrases = content.yes_and_no
    found = {
        "yes": [choice.id for choice in fact.choices if phrases.is_yes(choice.text)],
        "no": [choice.id for choice in fact.choices if phrases.is_no(choice.text)],
    }
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _ticks(content: Content, facts: tuple[Fact, ...]) -> Prompt:
    pressed = ("back", "skip", "stop")
    return Prompt(
        lambda nonce: ticks_card(content, nonce, facts, pressed),
        ticks_choices(content, facts),
        alone=frozenset({NONE}),
        is_many=True,
        navigation=(*pressed, NOT_SURE),
    )


def _danger(content: Content) -> Prompt:
    return Prompt(
        lambda nonce: danger_card(content, nonce),
        danger_choices(content),
        navigation=BACK_OR_STOP,
        meanings=lambda: {"safe": "safe"},
    )


def _kind(content: Content, draft: Draft) -> Prompt:
    if draft.is_in_a_hurry:
        return Prompt(
            lambda nonce: short_kind_card(content, nonce, BACK_OR_STOP),
            short_kind_choices(content),
            navigation=(*BACK_OR_STOP, "skip", NOT_SURE),
        )
    navigation = ("back", NOT_SURE, "stop") if draft.trail else (NOT_SURE, "stop")
    return Prompt(
        lambda nonce: kind_card(content, nonce, navigation),
        kind_choices(content),
        navigation=navigation,
    )


def _guidance(content: Content, draft: Draft, assessment: Assessment) -> Prompt:
    texts, is_advice = content.texts, assessment.level is Level.ADVICE
    is_offered = is_advice and assessment.offers_report
    key = "guidance.offer" if is_offered else f"guidance.level_{assessment.level.word}"
    guide = content.staff_guide(assessment, draft.tell_whom)
    is_next = (is_offered or not is_advice) and not guide.about_level
    choices = (
        CardChoice("report", texts("guidance.report"), primary=is_next),
        CardChoice("finish", texts("guidance.finish")),
    )
    title = content.catalogue.scenario(assessment.leading).title
    return Prompt(
        lambda nonce: guidance_card(
            content,
            nonce,
            guide,
            title,
            guide.about_level or texts(key),
            choices,
            assessment.level.goes_at_once,
        ),
        choices,
        navigation=BACK_OR_STOP,
    )


def _details(content: Content, draft: Draft, pages: tuple[Page, ...]) -> Prompt:
    if draft.adds_to is not None:
        is_begun = draft.is_worth_keeping
        return Prompt(
            lambda nonce: addition_menu_card(content, nonce, pages, ("back",), is_begun=is_begun),
            addition_menu_choices(content, pages, is_begun=is_begun),
            navigation=BACK_OR_STOP,
        )
    return Prompt(
        lambda nonce: details_menu_card(content, nonce, pages, ("back",)),
        details_menu_choices(pages),
        navigation=BACK_OR_STOP,
    )


def _page(content: Content, draft: Draft, page: Page, facts: tuple[Fact, ...], at: int) -> Prompt:
    # Typed answers come one after the other: the first on the card is the one that is open.
    known, asked = known_facts(content.catalogue, draft).facts, facts[at:]
    in_danger = page.in_a_hurry or draft.is_in_a_hurry
    return Prompt(
        lambda nonce: form_card(
            content, nonce, page, asked, known, draft.words, BACK_OR_STOP, in_danger=in_danger
        ),
        facts=asked,
        # Skip leaves a fact as it is; the card has Back for that.
        navigation=(*BACK_OR_STOP, "skip"),
    )


def _whom_to_tell(content: Content, known: KnownPerson) -> Prompt:
    texts, leader = content.texts, known.leader
    others = _tell_choices(content, "other-leader", "not-my-leader", "security-only", "no-one-yet")
    if leader is None:
        text = paragraph(texts("tell.text_unknown"))
        return _choice_prompt(content, "tell.title", others, text)
    theirs = CardChoice("leader", texts("tell.leader", name=leader.name), primary=True)
    parts = [paragraph(texts("tell.text"))]
    if known.leader_is_away:
        parts.append(paragraph(texts("tell.away", name=escaped(leader.name))))
    return _choice_prompt(content, "tell.title", [theirs, *others], *parts)


def _way_round(content: Content) -> Prompt:
    choices = _tell_choices(content, "other-leader", "security-only")
    text = paragraph(content.texts("tell.round_text"))
    return _choice_prompt(content, "tell.round_title", choices, text)


def _tell_choices(content: Content, *ids: str) -> list[CardChoice]:
    return [CardChoice(choice_id, content.texts(f"tell.{choice_id}")) for choice_id in ids]


def _name_leader(content: Content) -> Prompt:
    return Prompt(
        lambda nonce: name_leader_card(content, nonce, BACK_OR_STOP),
        takes_words=True,
        max_length=MAX_NAME_LENGTH,
        navigation=BACK_OR_STOP,
    )


def _confirm_leader(content: Content, name: str, search: LeaderSearch) -> Prompt:
    choices = confirm_leader_choices(content, search)
    is_one = any(choice.id == YES for choice in choices)
    meanings = {"yes": YES, "no": ANOTHER} if is_one else {"no": ANOTHER}
    return Prompt(
        lambda nonce: confirm_leader_card(content, nonce, name, search, BACK_OR_STOP),
        choices,
        takes_name=True,
        max_length=MAX_NAME_LENGTH,
        navigation=BACK_OR_STOP,
        meanings=lambda: meanings,
    )


def _hold_off(content: Content, security_mailbox: str) -> Prompt:
    texts = content.texts
    choices = [
        CardChoice("tell", texts("hold.choose_again"), primary=True),
        CardChoice("delete", texts("hold.delete")),
    ]
    kept_for = in_words(texts, content.timers.draft.deleted_after)
    return _choice_prompt(
        content,
        "hold.title",
        choices,
        danger_line(texts("danger.line")),
        paragraph(texts("hold.text", time=kept_for)),
        paragraph(texts("hold.security", address=security_mailbox)),
        bullets([content.contacts.line(key) for key in ("emergency", "eap")]),
    )


def _preview(content: Content, preview: Preview) -> Prompt:
    return Prompt(
        lambda nonce: preview_card(content, nonce, preview, BACK_OR_STOP),
        preview_choices(content, preview),
        navigation=BACK_OR_STOP,
        facts=preview.asked,
        optional_parts=preview.optional,
        allowable=preview.allowable,
    )


def _addition(content: Content, preview: AdditionPreview | None, refusal: str) -> Prompt:
    if preview is None:
        title, why = content.texts("more.ready"), content.texts(refusal)
        return Prompt(
            lambda nonce: choice_card(content, nonce, title, (), BACK_OR_STOP, paragraph(why)),
            navigation=BACK_OR_STOP,
        )
    return Prompt(
        lambda nonce: addition_preview_card(content, nonce, preview, BACK_OR_STOP),
        addition_choices(content),
        navigation=BACK_OR_STOP,
        facts=preview.asked,
    )


def _choice_prompt(
    content: Content,
    title: str,
    choices: Sequence[CardChoice],
    *parts: Element | None,
) -> Prompt:
    """Some text, and a button for each choice. `title` is a text key."""
    words = content.texts(title)
    return Prompt(
        lambda nonce: choice_card(content, nonce, words, choices, BACK_OR_STOP, *parts),
        choices,
        navigation=BACK_OR_STOP,
    )


_SO_FAR = 2
"""Answers that the living card shows; all of them are in the preview."""


def progress_lines(content: Content, draft: Draft) -> list[str]:
    """How far this is, and the last answers."""
    # A question that was answered again is one step, and the 111 screen is none.
    steps = [step for step in dict.fromkeys(draft.trail) if not step.startswith("danger:")]
    lines = [_answer_at(content, draft, step) for step in steps[-_SO_FAR:]]
    return [content.texts("living.step", number=len(steps) + 1), *filter(None, lines)]


def left_card(content: Content, kind: str, line: str) -> Card | None:
    """The help that stays in the chat of a card of this kind, without its buttons; None for most.

    `line` is what is left of any other card.
    """
    match kind:
        case "crisis":
            return crisis_card(content)
        case "danger":
            return card(danger_line(content.texts("danger.line")), paragraph(line, subtle=True))
        case _:
            return None


@dataclass(frozen=True)
class LeftOver:
    """What is left in the chat of a card that no longer asks anything."""

    kind: str
    """Of the card; empty if it is unknown."""
    line: str
    step: str = ""
    """The step whose answer the line says."""


def left_by_turn(
    content: Content, kind: str, before: Draft | None, after: Draft | None, *, is_sent: bool
) -> LeftOver:
    """What a turn leaves of the card of this kind that was open before it."""
    asked = journey.position(content.catalogue, before) if before else None
    if not kind and isinstance(asked, journey.ShowDanger):
        kind = "danger"
    if line := _line_of_its_end(content, kind, before, after, is_sent):
        return LeftOver(kind, line)
    step = journey.step_at(asked)
    answered = _answer_at(content, after, step) if after else ""
    return LeftOver(kind, answered or content.texts("living.moved"), step if answered else "")


def left_anew(content: Content, step: str, before: Draft, after: Draft) -> LeftOver | None:
    """What is left of a card whose answer a turn has changed or undone; None if it has not."""
    answered = _answer_at(content, after, step)
    if answered == _answer_at(content, before, step):
        return None
    kind = "danger" if step.startswith("danger:") else "question"
    return LeftOver(kind, answered or content.texts("living.moved"), step)


def _line_of_its_end(
    content: Content, kind: str, before: Draft | None, after: Draft | None, is_sent: bool
) -> str:
    """What is said where the card is over for another reason than its answer; else empty."""
    texts = content.texts
    if is_sent and kind != "menu":
        return texts("living.sent")
    if kind in ("addition", "menu"):
        return texts("living.moved")
    if after is None:
        return texts("living.over")
    if before is None or before.id != after.id:
        return texts("living.moved")
    return texts("living.moved") if kind in ("paused", "unfinished", "unsent") else ""


def _answer_at(content: Content, draft: Draft, step: str) -> str:
    """The question of a step and its answer in one line; empty without an answer."""
    texts, (kind, _, name) = content.texts, step.partition(":")
    match kind:
        case "question" | "field" if fact := _told_fact(content, draft, name):
            asked, answer = fact.text, _ticked(content, fact, draft)
        case "ticks" if journey.is_answered(draft, step):
            asked, answer = texts("ticks.title"), _all_ticked(content, name.split(","), draft)
        case "danger" if name in draft.after_danger:
            asked, answer = "", texts(_DANGER_LEFT[draft.after_danger[name]])
        case "kind" if scenario := content.catalogue.scenarios.get(draft.scenario_id or ""):
            asked, answer = texts("kind.title"), scenario.menu_title
        case "tell" | "name" | "confirm" | "named" if draft.tell_whom:
            asked, answer = texts("tell.title"), _told(content, draft.tell_whom)
        case _:
            return ""
    return texts("living.answered", question=asked, answer=answer).strip()


def _told_fact(content: Content, draft: Draft, name: str) -> Fact | None:
    return content.catalogue.fact(name) if name in draft.answers else None


_DANGER_LEFT = {"safe": "danger.safe_now", "send-now": "danger.send_now"}


def _ticked(content: Content, fact: Fact, draft: Draft) -> str:
    ticks = draft.answers[fact.id]
    if NOT_SURE in ticks:
        return content.texts("answer.not_sure")
    if fact.id in draft.words:
        return content.texts("living.in_words")
    labels = [choice.text for choice in fact.choices if choice.id in ticks]
    return ", ".join(labels) or content.texts("living.skipped")


def _all_ticked(content: Content, names: Sequence[str], draft: Draft) -> str:
    facts = [content.catalogue.fact(name) for name in names if draft.answers.get(name)]
    ticks = [fact.tick or fact.text for fact in facts if fact is not None]
    return ", ".join(ticks) or content.texts("living.nothing_ticked")


def _told(content: Content, tell_whom: TellWhom) -> str:
    if tell_whom.leader is not None:
        return escaped(tell_whom.leader.name)
    return content.texts(f"tell.{tell_whom.kind}")
