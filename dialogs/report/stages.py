"""The waterfall dialogs of a report, from the danger gate to Send, and the prompts they open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex
from typing import Any

from botbuilder.dialogs import (
    Dialog,
    DialogContext,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)

from bot.content import Content
from bot.domain import journey
from bot.domain.draft import NOT_SURE, LeaderSearch, TellWhom, Ticks
from bot.domain.people import Person
from bot.domain.timers import NEW_ZEALAND
from bot.domain.typed.names import looks_like_a_name, parse_name
from bot.domain.typed.typed_input import (
    InvalidAnswer,
    ParsedAnswer,
    cleaned,
    known_ticks,
    match_choice,
    match_choices,
    match_label_part,
    normalized,
    parse_field,
)
from cards.actions import AnswerQuestion, FillInForm, Move
from cards.menu_cards import closing_card, paused_card
from cards.report import confirm_leader_card
from cards.report.preview_card import LEAVE_OUT
from cards.report.prompts import Prompt
from dialogs.turn import TURN, Turn, turn_of

MOVES = ("back", "skip", "not-sure", "stop")
NEVER_AN_ANSWER = ("back", "stop")


@dataclass(frozen=True)
class Answer:
    """An answer that the prompt accepts, or a move away from it."""

    move: str | None = None
    choice: str | None = None
    ticks: Ticks = ()
    words: str = ""
    fields: Mapping[str, ParsedAnswer] = field(default_factory=dict)
    """By field id of the form."""
    inputs: Mapping[str, str] = field(default_factory=dict)


class CardPrompt(Dialog):
    """Shows the open prompt until it is answered; says why an answer was not accepted."""

    async def begin_dialog(
        self, dialog_context: DialogContext, options: object = None
    ) -> DialogTurnResult:
        """Shows the prompt under a new nonce."""
        state = dialog_context.active_dialog.state
        state["nonce"] = token_hex(8)
        await self._show(turn_of(dialog_context), state)
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """Ends with an Answer, which the waterfall takes, or shows the prompt again."""
        turn, state = turn_of(dialog_context), dialog_context.active_dialog.state
        prompt = await turn.prompt()
        answer = self._parse(turn, prompt, state["nonce"])
        if isinstance(answer, Answer):
            turn.is_answered = True
            return await dialog_context.end_dialog(answer)
        if answer == "again.old_card":
            turn.saw_an_old_showing()
        turn.say(answer)
        turn.show_prompt(prompt.render(state["nonce"]))
        return Dialog.end_of_turn

    async def reprompt_dialog(self, context: Any, instance: Any) -> None:
        """Shows the prompt again under its nonce, so that its older cards can still be pressed."""
        await self._show(context.turn_state[TURN], instance.state)

    async def _show(self, turn: Turn, state: dict[str, Any]) -> None:
        prompt = await turn.prompt()
        assert turn.position is not None
        # An answer to a question that content no longer asks must not answer another.
        state["asked"] = journey.open_question(turn.position)
        turn.show_prompt(prompt.render(state["nonce"]))

    def _parse(self, turn: Turn, prompt: Prompt, nonce: str) -> Answer | str:
        """The answer, or the text key of why it is none."""
        press = turn.user_input.press
        if press is None:
            text = cleaned(turn.user_input.text)
            return self._parse_text(turn, prompt, text) if text else "again.choice"
        if getattr(press, "nonce", None) != nonce:
            return "again.old_card"
        if isinstance(press, Move):
            return Answer(move=press.to) if press.to in prompt.navigation else "again.not_here"
        return self._parse_press(turn, prompt)

    def _parse_text(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        move = typed_move(turn.content, text)
        if move in prompt.navigation:
            return Answer(move=move)
        if move in NEVER_AN_ANSWER or (move and not prompt.unclear_is_not_sure):
            return "again.not_here"
        return self._parse_answer(turn, prompt, text)

    def _parse_press(self, turn: Turn, prompt: Prompt) -> Answer | str:
        raise TypeError(f"{self.id} takes no presses")

    def _parse_answer(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        raise TypeError(f"{self.id} takes no text")


def typed_move(content: Content, text: str) -> str | None:
    """Back, skip, not sure or stop, if the text is one of its phrases."""
    return next((move for move in MOVES if content.is_command(text, move)), None)


class QuestionPrompt(CardPrompt):
    """A prompt for one choice, several ticks, or words."""

    def _parse_press(self, turn: Turn, prompt: Prompt) -> Answer | str:
        press, inputs = turn.user_input.press, turn.user_input.inputs
        if not isinstance(press, AnswerQuestion):
            return "again.old_card"
        choice = press.choice
        if choice is None and not (prompt.takes_words or prompt.is_many):
            # Choices too long for buttons are a list; the one that is ticked comes with Next.
            choice = inputs.get("choice", "")
        if choice is not None:
            if choice not in dict(prompt.labels):
                return "again.not_here"
            if choice == LEAVE_OUT and not inputs.get("leave_out"):
                return "again.nothing_ticked"
            return Answer(choice=choice, ticks=(choice,), inputs=inputs)
        if prompt.takes_words:
            return _words(prompt, cleaned(inputs.get("words", "")), inputs)
        ticks = inputs.get("choice", "").split(",")
        return Answer(ticks=known_ticks(prompt.labels, prompt.alone, ticks))

    def _parse_answer(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        if prompt.takes_words:
            return _words(prompt, text, {})
        if prompt.is_many:
            ticks = match_choices(prompt.labels, text)
            if ticks is None:
                return "again.choice"
            return Answer(ticks=known_ticks(prompt.labels, prompt.alone, ticks))
        choice = _named(turn.content, prompt, text) or _meant(turn.content, prompt, text)
        if choice is None and prompt.unclear_is_not_sure:
            return Answer(move="not-sure")
        if choice is None and not prompt.takes_name:
            choice = match_label_part(prompt.labels, text)
        if choice == LEAVE_OUT:
            return "again.nothing_ticked"
        if choice:
            return Answer(choice=choice, ticks=(choice,))
        if prompt.takes_name and looks_like_a_name(text):
            return _words(prompt, text, {})
        return _left_out(turn.content, prompt, text) or "again.choice"


def _named(content: Content, prompt: Prompt, text: str) -> str | None:
    """The choice with this label or number; "no 😭" is none where a no must be clear."""
    choice = match_choice(prompt.labels, text)
    is_no = (
        prompt.unclear_is_not_sure and choice is not None and choice == prompt.meanings().get("no")
    )
    if is_no and not normalized(text).isdigit() and not content.yes_and_no.is_no(text):
        return None
    return choice


def _meant(content: Content, prompt: Prompt, text: str) -> str | None:
    """The choice that a yes, a no or "I am safe" stands for."""
    phrases, meanings = content.yes_and_no, prompt.meanings()
    if "safe" in meanings and content.is_command(text, "safe"):
        return meanings["safe"]
    if phrases.is_no(text):
        return meanings.get("no")
    is_yes = phrases.begins_with_yes if prompt.unclear_is_not_sure else phrases.is_yes
    return meanings.get("yes") if is_yes(text) else None


def _left_out(content: Content, prompt: Prompt, text: str) -> Answer | None:
    """The parts of the mail to leave out, by name: a number is that of a button."""
    named = normalized(text).removeprefix(normalized(content.texts("words.leave_out")))
    ticks = match_choices([(part.id, part.label) for part in prompt.optional_parts], named)
    if not ticks or any(character.isdigit() for character in named):
        return None
    return Answer(choice=LEAVE_OUT, inputs={"leave_out": ",".join(ticks)})


def _words(prompt: Prompt, words: str, inputs: Mapping[str, str]) -> Answer | str:
    if len(words) > prompt.max_length:
        return "unreadable.too_long"
    return Answer(words=words, inputs=inputs)


class FormPrompt(CardPrompt):
    """A page of the form: a press answers all open fields, typed text the first of them."""

    def _parse_press(self, turn: Turn, prompt: Prompt) -> Answer | str:
        if not isinstance(turn.user_input.press, FillInForm):
            return "again.old_card"
        inputs, today = turn.user_input.inputs, _today(turn)
        parsed = {
            field.id: parse_field(field, inputs.get(field.id, ""), today) for field in prompt.fields
        }
        fields = {
            name: answer for name, answer in parsed.items() if isinstance(answer, ParsedAnswer)
        }
        invalid = [answer for answer in parsed.values() if isinstance(answer, InvalidAnswer)]
        if invalid and not fields:
            return invalid[0].key
        for answer in invalid:
            turn.say(answer.key)
        return Answer(fields=fields)

    def _parse_text(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        if typed_move(turn.content, text) != "not-sure":
            return super()._parse_text(turn, prompt, text)
        # "Not sure" is a good answer everywhere: some fields offer it, others stay empty.
        answer = self._parse_answer(turn, prompt, text) if prompt.fields[0].options else None
        return answer if isinstance(answer, Answer) else Answer(move="skip")

    def _parse_answer(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        first = prompt.fields[0]
        parsed = parse_field(first, text, _today(turn))
        if isinstance(parsed, InvalidAnswer):
            return parsed.key
        return Answer(fields={first.id: parsed})


def _today(turn: Turn) -> date:
    return turn.services.clock().astimezone(NEW_ZEALAND).date()


class Stage(WaterfallDialog):
    """Shows the open prompt, puts the answer into the draft, and starts the next stage."""

    id_: str
    prompt = "question"

    def __init__(self) -> None:
        super().__init__(self.id_, [self._ask, self._take])

    async def _ask(self, step: WaterfallStepContext) -> DialogTurnResult:
        return await step.begin_dialog(self.prompt)

    async def _take(self, step: WaterfallStepContext) -> DialogTurnResult:
        turn, answer = turn_of(step), step.result
        assert isinstance(answer, Answer)
        if answer.move == "stop":
            stop(turn)
        elif answer.move == "back" and turn.draft:
            turn.draft = journey.back(turn.content.form, turn.draft)
        else:
            await self.take(turn, answer)
        return await _go_on(step, turn)

    async def take(self, turn: Turn, answer: Answer) -> None:
        """Puts an answer, or the moves `skip` and `not-sure`, into the draft."""
        raise TypeError(f"{self.id} takes no answers")


def stage_of(position: journey.Position | None) -> str | None:
    """Dialog id of the stage for a position. Ids are stored: never rename or reuse one."""
    match position:
        case None:
            return None
        case journey.ShowDanger():
            return "safety"
        case journey.AskQuestion() | journey.ChooseKind():
            return "triage"
        case journey.ReadGuidance():
            return "guidance"
        case journey.FillPage():
            return "form"
        case journey.CheckPreview():
            return "preview"
        case (
            journey.ChooseTell()
            | journey.GoRound()
            | journey.NameLeader()
            | journey.ConfirmLeader()
            | journey.HoldOff()
        ):
            return "tell"


def stop(turn: Turn) -> None:
    """Pauses the draft; one without an answer is deleted."""
    draft = turn.draft
    if draft is None or not draft.trail:
        turn.draft = None
        turn.show(closing_card(turn.content, turn.content.texts("stop.done")), moves_on=True)
        return
    turn.draft = draft.paused(turn.services.clock())
    turn.show(paused_card(turn.content, draft.id), asks="paused", moves_on=True)


def delete(turn: Turn) -> None:
    """Deletes the draft and says so."""
    turn.draft = None
    turn.show(closing_card(turn.content, turn.content.texts("stop.deleted")), moves_on=True)


async def _go_on(dialog_context: DialogContext, turn: Turn) -> DialogTurnResult:
    """Starts the stage of the position, or ends the dialogs without one."""
    stage = stage_of(turn.position)
    if stage is None:
        return await dialog_context.end_dialog()
    return await dialog_context.replace_dialog(stage)


class SafetyDialog(Stage):
    """The 111 screen."""

    id_ = "safety"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """Safe now, or send now."""
        position = turn.position
        assert turn.draft is not None
        assert isinstance(position, journey.ShowDanger)
        is_now = answer.choice == "send-now"
        turn.draft = turn.draft.with_danger_left(
            position.question.id, "send-now" if is_now else "safe"
        )


class TriageDialog(Stage):
    """The danger gate, the scenario, and its questions."""

    id_ = "triage"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """The scenario, or the answer to a question."""
        position = turn.position
        assert turn.draft is not None
        if isinstance(position, journey.ChooseKind):
            turn.draft = turn.draft.with_scenario(answer.choice or "support-or-not-sure")
        elif isinstance(position, journey.AskQuestion):
            ticks = (NOT_SURE,) if answer.move == "not-sure" else answer.ticks
            catalogue = turn.content.catalogue
            if position.question.id == catalogue.gate.id:
                turn.draft = journey.with_gate_answered(catalogue, turn.draft, ticks)
            else:
                turn.draft = turn.draft.with_answer(position.question.id, ticks, answer.words)


class GuidanceDialog(Stage):
    """The guidance, and whether to report."""

    id_ = "guidance"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """Report, or finish; then the draft is deleted."""
        assert turn.draft is not None
        if answer.choice == "report":
            turn.draft = turn.draft.with_guidance_read()
            return
        turn.draft = None
        turn.show(
            closing_card(turn.content, turn.content.texts("guidance.finished")), moves_on=True
        )


class FormDialog(Stage):
    """The pages of the form."""

    id_ = "form"
    prompt = "form_page"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """The fields of this page. Skip leaves them empty; when typed, only the first of them."""
        position = turn.position
        assert turn.draft is not None
        assert isinstance(position, journey.FillPage)
        if answer.move == "skip":
            first = position.fields[0].id
            is_typed = turn.user_input.press is None
            names = [first] if is_typed else [field.id for field in position.fields]
            turn.draft = turn.draft.with_page_filled(position.page.id, dict.fromkeys(names, ()), {})
            return
        ticks = {name: parsed.ticks for name, parsed in answer.fields.items()}
        words = {name: parsed.words for name, parsed in answer.fields.items() if parsed.words}
        turn.draft = turn.draft.with_page_filled(position.page.id, ticks, words)


class TellDialog(Stage):
    """Who is told besides Security."""

    id_ = "tell"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """The choice of whom to tell, a name, or the confirmation of a match."""
        assert turn.draft is not None
        match turn.position:
            case journey.NameLeader():
                await self._name(turn, answer)
            case journey.ConfirmLeader(_, search):
                await self._confirm(turn, answer, search)
            case journey.HoldOff() if answer.choice == "delete":
                delete(turn)
            case journey.HoldOff():
                turn.draft = journey.back(turn.content.form, turn.draft)
            case _:
                await self._choose(turn, answer.choice or "")

    async def _choose(self, turn: Turn, choice: str) -> None:
        assert turn.draft is not None
        known = await turn.known()
        leader = known.leader if choice == "leader" else None
        if choice == "leader" and leader is None:
            turn.say("again.not_here")
            return
        goes_round = isinstance(turn.position, journey.GoRound)
        tell_whom = TellWhom.model_validate(
            {"kind": choice, "leader": leader, "goes_round": goes_round}
        )
        turn.draft = turn.draft.with_reporter(known.person).with_tell_whom(tell_whom)

    async def _name(self, turn: Turn, answer: Answer) -> None:
        picked = answer.inputs.get("person", "").strip()
        # On one line: mail and cards have one line for the name.
        named = parse_name(answer.words)
        name = named.name or (turn.content.texts("tell.picked") if picked else "")
        if not name:
            turn.say("tell.name_missing")
            return
        await self._look_for(turn, Person(name=name, email=picked or named.address))

    async def _look_for(self, turn: Turn, named: Person) -> None:
        """Searches the directory, with a short timeout; the result is the next prompt."""
        draft = turn.draft
        assert draft is not None
        goes_round = bool(draft.tell_whom and draft.tell_whom.goes_round)
        known = await turn.known()
        search = await turn.services.search_for_leader(
            named, draft.reporter, known, goes_round=goes_round
        )
        tell_whom = TellWhom(
            kind="other-leader", leader=named, goes_round=goes_round, search=search
        )
        turn.draft = draft.with_reporter(known.person).with_leader_named(tell_whom)

    async def _confirm(self, turn: Turn, answer: Answer, search: LeaderSearch) -> None:
        draft = turn.draft
        assert draft is not None
        tell_whom = draft.tell_whom
        assert tell_whom is not None
        match answer.choice:
            case None:
                await self._name(turn, answer)
            case confirm_leader_card.ANOTHER:
                turn.draft = journey.back(turn.content.form, draft)
            case "security-only":
                before = journey.back(turn.content.form, draft)
                turn.draft = before.with_tell_whom(TellWhom(kind="security-only"))
            case confirm_leader_card.AGAIN:
                await self._look_for(turn, tell_whom.leader or Person(name=""))
            case choice:
                is_yes = choice == confirm_leader_card.YES
                leader = search.people[0] if is_yes else search.person(choice)
                sure = {"leader": leader or tell_whom.leader, "is_sure": True}
                turn.draft = draft.with_leader_named(tell_whom.model_copy(update=sure))


class PreviewDialog(Stage):
    """The preview and Send."""

    id_ = "preview"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """Send, or leave out optional parts and show the preview again."""
        assert turn.draft is not None
        ticked = answer.inputs.get("leave_out", "").split(",")
        unwanted = [name for name in ticked if turn.content.form.field(name)]
        if answer.choice == LEAVE_OUT or unwanted:
            # A ticked part is not sent, whichever button was pressed.
            for name in unwanted:
                turn.draft = turn.draft.without(name)
            turn.say("preview.left_out")
            return
        version = turn.draft_version
        report, escalation = await turn.services.submit(turn.draft, version=version)
        turn.draft, turn.is_sent = None, True
        turn.show_status(report, escalation)
