"""The waterfall dialogs of a report, from the danger gate to Send, and the prompts they open."""

from collections.abc import Callable, Mapping, Sequence
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
from bot.domain.draft import (
    DETAILS_MENU,
    KIND_PAGE,
    NOT_SURE,
    Draft,
    LeaderSearch,
    TellWhom,
    Ticks,
)
from bot.domain.errors import AlreadyWithdrawn, EnoughAdded
from bot.domain.people import Person
from bot.domain.scenario import THREAT, Flag, Level, Scenario
from bot.domain.timers import NEW_ZEALAND
from bot.domain.triage import UNKNOWN, assess, known
from bot.domain.typed.names import looks_like_a_name, parse_name
from bot.domain.typed.spelling import normalized_words
from bot.domain.typed.typed_input import (
    InvalidAnswer,
    ParsedAnswer,
    cleaned,
    known_ticks,
    match_choice,
    match_choices,
    match_label_part,
    normalized,
    parse_fact,
)
from cards.actions import LEADER_MAY_READ, LEAVE_OUT, AnswerQuestion, FillInForm, Move
from cards.elements import CardChoice
from cards.menu_cards import closing_card, paused_card
from cards.report import addition_preview_card, confirm_leader_card, preview_card
from cards.report.prompts import Prompt
from cards.report.question_card import NONE
from dialogs.turn import TURN, Turn, turn_of

MOVES = ("back", "skip", "not-sure", "stop")
SEND_NOW = "send-now"
"""The answer of the 111 screen that leads to Security."""
NEVER_AN_ANSWER = ("back", "stop")
NO_ANSWER = ("again.choice", "unreadable.choice", "unreadable.link", "unreadable.date")
"""Why typed words were not taken where they do not fit; they may speak of a threat."""
HEARD = "heard"
"""The move of words that were no answer here, and are in the draft all the same."""


@dataclass(frozen=True)
class Answer:
    """An answer that the prompt accepts, or a move away from it."""

    move: str | None = None
    choice: str | None = None
    ticks: Ticks = ()
    words: str = ""
    facts: Mapping[str, ParsedAnswer] = field(default_factory=dict)
    """Values told by inputs, by fact."""
    is_in_part: bool = False
    """Whether other inputs could not be read; their page stays open."""
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
        if answer in NO_ANSWER and _names_a_threat(turn):
            assert turn.draft is not None
            turn.draft = journey.with_threat(turn.draft)
            turn.say("again.threat")
            return await dialog_context.end_dialog(Answer(move=HEARD))
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
        if getattr(press, "nonce", None) != nonce and not tells_security_now(turn):
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


def tells_security_now(turn: Turn) -> bool:
    """Whether "Tell Security now" was pressed where the 111 screen is open, on any showing of it.

    It leads to the preview and sends nothing, so it is taken at the first press.
    """
    press = turn.user_input.press
    is_it = isinstance(press, AnswerQuestion) and press.choice == SEND_NOW
    return is_it and isinstance(turn.position, journey.ShowDanger)


def typed_move(content: Content, text: str) -> str | None:
    """Back, skip, not sure or stop, if the text is its label or one of its phrases."""
    said = normalized(text)
    is_label = {move: said == normalized(content.texts(f"move.{move}")) for move in MOVES}
    return next((move for move in MOVES if is_label[move] or content.is_command(text, move)), None)


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
            if choice == NOT_SURE and NOT_SURE in prompt.navigation:
                return Answer(move=NOT_SURE)
            if choice not in dict(prompt.labels):
                can_skip = "skip" in prompt.navigation
                unticked = "again.nothing_ticked" if can_skip else "again.tick_one"
                return "again.not_here" if choice else unticked
            told = _read_inputs(turn, prompt)
            return Answer(choice=choice, ticks=(choice,), inputs=inputs, facts=told)
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
        if choice:
            return Answer(choice=choice, ticks=(choice,))
        if prompt.takes_name and looks_like_a_name(text):
            return _words(prompt, text, {})
        if isinstance(turn.position, journey.ChooseKind) and (kind := _named_kind(turn, text)):
            return Answer(choice=kind, ticks=(kind,))
        left_out = _readers_typed(turn, prompt, text)
        return left_out or _first_input(prompt, text, _today(turn)) or "again.choice"


def _names_a_threat(turn: Turn) -> bool:
    """Whether typed words that answer nothing here speak of a threat that was not told yet."""
    draft, catalogue = turn.draft, turn.content.catalogue
    if draft is None or turn.user_input.press is not None:
        return False
    is_told = Flag.THREAT in assess(catalogue, draft).flags
    return not is_told and _named_kind(turn, turn.user_input.text) == THREAT


def _named_kind(turn: Turn, text: str) -> str | None:
    """The gravest situation that a sentence names by one of its triggers."""
    said = " ".join(normalized_words(text))
    found = suggestions(turn, lambda trigger: has_words(said, trigger))
    return found[0].id if found else None


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


def _readers_typed(turn: Turn, prompt: Prompt, text: str) -> Answer | None:
    """Parts of the mail to leave out, or facts that the leader may read too, by name."""
    texts, said = turn.content.texts, normalized(text)
    may_read = normalized(texts("words.leader_may_read"))
    if said.startswith(may_read):
        ticks = _named_parts(prompt.allowable, said.removeprefix(may_read))
        allowed = turn.draft.leader_may_read if turn.draft else ()
        return Answer(inputs={LEADER_MAY_READ: ",".join((*allowed, *ticks))}) if ticks else None
    ticks = _named_parts(
        prompt.optional_parts, said.removeprefix(normalized(texts("words.leave_out")))
    )
    return Answer(inputs={LEAVE_OUT: ",".join(ticks)}) if ticks else None


def _named_parts(parts: Sequence[CardChoice], named: str) -> Ticks:
    """The parts of these names; a number is that of a button."""
    if any(character.isdigit() for character in named):
        return ()
    return match_choices([(part.id, part.label) for part in parts], named) or ()


def _first_input(prompt: Prompt, text: str, today: date) -> Answer | str | None:
    """The text as the first input beside the choices; a number of two digits was a choice."""
    if not prompt.facts or len(text) < len("123"):
        return None
    fact = prompt.facts[0]
    said = parse_fact(fact, text, today)
    return Answer(facts={fact.id: said}) if isinstance(said, ParsedAnswer) else said.key


def _words(prompt: Prompt, words: str, inputs: Mapping[str, str]) -> Answer | str:
    if len(words) > prompt.max_length:
        return "unreadable.too_long"
    return Answer(words=words, inputs=inputs)


def _read_inputs(turn: Turn, prompt: Prompt) -> dict[str, ParsedAnswer]:
    """What the inputs beside the choices say, emptied ones too; an unreadable one is told."""
    found: dict[str, ParsedAnswer] = {}
    inputs = turn.user_input.inputs
    for fact in prompt.facts:
        match parse_fact(fact, inputs.get(fact.id, ""), _today(turn)):
            case ParsedAnswer() as said if fact.id in inputs:
                found[fact.id] = said
            case InvalidAnswer(key):
                turn.say(key)  # the press counts all the same: it may be a Send in danger
    return found


class FormPrompt(CardPrompt):
    """A page of details: a press tells all its facts, typed text one after the other."""

    def _parse_press(self, turn: Turn, prompt: Prompt) -> Answer | str:
        if not isinstance(turn.user_input.press, FillInForm):
            return "again.old_card"
        inputs, today = turn.user_input.inputs, _today(turn)
        parsed = {
            fact.id: parse_fact(fact, inputs.get(fact.id, ""), today) for fact in prompt.facts
        }
        facts = {name: said for name, said in parsed.items() if isinstance(said, ParsedAnswer)}
        invalid = [said for said in parsed.values() if isinstance(said, InvalidAnswer)]
        if invalid and not any(said.ticks or said.words for said in facts.values()):
            return invalid[0].key
        for said in invalid:
            turn.say(said.key)
        return Answer(facts=facts, is_in_part=bool(invalid))

    def _parse_text(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        if typed_move(turn.content, text) != NOT_SURE:
            return super()._parse_text(turn, prompt, text)
        # "Not sure" is a good answer everywhere: some facts offer it, others stay as they are.
        answer = self._parse_answer(turn, prompt, text) if prompt.facts[0].choices else None
        return answer if isinstance(answer, Answer) else Answer(move="skip")

    def _parse_answer(self, turn: Turn, prompt: Prompt, text: str) -> Answer | str:
        fact = prompt.facts[0]
        parsed = parse_fact(fact, text, _today(turn))
        if isinstance(parsed, InvalidAnswer):
            return parsed.key
        return Answer(facts={fact.id: parsed})


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
        if answer.move == HEARD:
            pass  # the draft has it already
        elif answer.move == "stop":
            stop(turn)
        elif answer.move == "back" and turn.draft:
            turn.draft = journey.back(turn.draft)
            await _leave_empty_addition(turn)
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
        case journey.AskQuestion() | journey.AskTicks() | journey.ChooseKind():
            return "triage"
        case journey.ReadGuidance():
            return "guidance"
        case journey.FillPage():
            return "form"
        case journey.CheckPreview() | journey.ChooseDetails() | journey.CheckAddition():
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
    if draft is None or not draft.is_worth_keeping:
        turn.draft = None
        turn.show(closing_card(turn.content, turn.content.texts("stop.done")), moves_on=True)
        return
    turn.draft = draft.paused(turn.services.clock())
    turn.show(paused_card(turn.content, draft), asks="paused", moves_on=True)


async def _leave_empty_addition(turn: Turn) -> None:
    """Back from an addition with nothing in it leads to the report."""
    draft = turn.draft
    if draft is not None and draft.adds_to and draft.page is None and draft.says_nothing_new:
        turn.draft = None
        turn.show_status(*await turn.services.reports.get(draft.adds_to))


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
        is_now = answer.choice == SEND_NOW
        turn.draft = turn.draft.with_danger_left(position.fact.id, "send-now" if is_now else "safe")


class TriageDialog(Stage):
    """The danger gate, the scenario, and its questions."""

    id_ = "triage"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """The scenario, or the answer to a question."""
        position = turn.position
        assert turn.draft is not None
        catalogue = turn.content.catalogue
        match position:
            case journey.ChooseKind() if turn.draft.page == KIND_PAGE:
                chosen = turn.draft.replace(scenario_id=answer.choice or turn.draft.scenario_id)
                turn.draft = chosen.with_page(None)
            case journey.ChooseKind():
                turn.draft = turn.draft.with_scenario(answer.choice or UNKNOWN)
            case journey.AskQuestion(fact):
                ticks = (NOT_SURE,) if answer.move == NOT_SURE else answer.ticks
                if fact.id == catalogue.gate.id:
                    turn.draft = journey.with_gate_answered(catalogue, turn.draft, ticks)
                else:
                    turn.draft = turn.draft.with_answer(fact.id, ticks, answer.words)
            case journey.AskTicks(facts):
                ticked = [tick for tick in answer.ticks if tick != NONE]
                turn.draft = turn.draft.with_ticks([fact.id for fact in facts], ticked)


class GuidanceDialog(Stage):
    """The guidance, and whether to report."""

    id_ = "guidance"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """Report, or finish: what would be a report is kept as after Stop, advice is not."""
        position = turn.position
        assert turn.draft is not None
        assert isinstance(position, journey.ReadGuidance)
        if answer.choice == "report":
            turn.draft = turn.draft.with_guidance_read()
        elif position.assessment.level is Level.ADVICE:
            turn.memory["asked_help"], finished = (
                turn.draft.id,
                turn.content.texts("guidance.finished"),
            )
            card = closing_card(turn.content, finished, asks_about=turn.draft.id)
            turn.draft = None
            turn.show(card, moves_on=True)
        else:
            stop(turn)


class FormDialog(Stage):
    """A page of details."""

    id_ = "form"
    prompt = "form_page"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """The facts of this page, which then closes; when typed, one after the other."""
        position = turn.position
        assert turn.draft is not None
        assert isinstance(position, journey.FillPage)
        if answer.move != "skip":
            turn.draft = _with_facts(turn, turn.draft, answer.facts)
        is_last = position.at + 1 == len(position.facts)
        if answer.is_in_part:
            return
        if turn.user_input.press is not None or is_last:
            turn.draft = _with_page_closed(turn, turn.draft)
        else:
            turn.draft = turn.draft.with_page(position.page.id, position.at + 1)


def _with_page_closed(turn: Turn, draft: Draft) -> Draft:
    """The draft at what follows a page: the list of pages; the preview of an addition."""
    if draft.adds_to is not None and draft.says_nothing_new:
        turn.say("more.nothing_new")
        return draft.with_page(DETAILS_MENU)
    return draft.with_page(
        None if draft.is_in_a_hurry or draft.adds_to is not None else DETAILS_MENU
    )


def _with_facts(turn: Turn, draft: Draft, told: Mapping[str, ParsedAnswer]) -> Draft:
    """The draft with what was told on inputs that came filled in.

    What follows from another fact is not stored as told, and an input left empty says nothing: it
    neither wipes "not sure" nor keeps the fact from being asked.
    """
    followed = known(turn.content.catalogue, draft).facts
    said = {
        name: answer
        for name, answer in told.items()
        if not _says_nothing(answer, draft.answers.get(name), followed.get(name, ()))
    }
    ticks = {name: answer.ticks for name, answer in said.items()}
    words = {name: answer.words for name, answer in said.items() if answer.words}
    return draft.with_facts(ticks, words)


def _says_nothing(answer: ParsedAnswer, told: Ticks | None, followed: Ticks) -> bool:
    if answer.words:
        return False
    if not answer.ticks:
        return told is None or NOT_SURE in told
    return told is None and set(answer.ticks) == set(followed)


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
                stop(turn)  # a second tap deletes
            case journey.HoldOff():
                turn.draft = journey.back(turn.draft)
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
                turn.draft = journey.back(draft)
            case "security-only":
                before = journey.back(draft)
                turn.draft = before.with_tell_whom(TellWhom(kind="security-only"))
            case confirm_leader_card.AGAIN:
                await self._look_for(turn, tell_whom.leader or Person(name=""))
            case choice:
                is_yes = choice == confirm_leader_card.YES
                leader = search.people[0] if is_yes else search.person(choice)
                sure = {"leader": leader or tell_whom.leader, "is_sure": True}
                turn.draft = draft.with_leader_named(tell_whom.model_copy(update=sure))


class PreviewDialog(Stage):
    """The preview, the list of details, and Send."""

    id_ = "preview"

    async def take(self, turn: Turn, answer: Answer) -> None:
        """Send, or change what is sent; whatever changed is shown before it is sent."""
        assert turn.draft is not None
        if isinstance(turn.position, journey.ChooseDetails):
            await self._choose_page(turn, turn.draft, answer.choice)
            return
        if isinstance(turn.position, journey.CheckAddition):
            await self._add(turn, turn.draft, answer)
            return
        prompt = await turn.prompt()
        # Where they are and a number go with this press: a person in danger presses once.
        turn.draft = _with_facts(turn, turn.draft, answer.facts)
        if _changes_readers(turn, prompt, answer.inputs):
            turn.say("preview.changed")
            return
        match answer.choice:
            case preview_card.SEND:
                await self._send(turn, turn.draft)
            case preview_card.DETAILS:
                turn.draft = turn.draft.with_page(DETAILS_MENU)
            case preview_card.KIND:
                turn.draft = turn.draft.with_page(KIND_PAGE)
            case preview_card.WHOM:
                turn.draft = turn.draft.with_whom_asked()
            case _ if not answer.facts:
                turn.say("again.choice")

    async def _choose_page(self, turn: Turn, draft: Draft, choice: str | None) -> None:
        """A page of details; or instead of adding anything, to be rung."""
        if choice == addition_preview_card.RING and draft.adds_to:
            turn.draft = None
            await turn.ask_for_number(draft.adds_to)
        else:
            turn.draft = draft.with_page(choice)

    async def _add(self, turn: Turn, draft: Draft, answer: Answer) -> None:
        """Send what is added, or add more to it."""
        turn.draft = draft = _with_facts(turn, draft, answer.facts)
        match answer.choice:
            case addition_preview_card.SEND:
                services, version = turn.services, turn.draft_version
                try:
                    await services.send_addition(draft, by=turn.actor, version=version)
                    turn.is_sent = True
                except (AlreadyWithdrawn, EnoughAdded) as refusal:
                    turn.say(refusal.key)
                turn.draft = None
                turn.show_status(*await services.reports.get(draft.adds_to or ""))
            case addition_preview_card.MORE:
                turn.draft = draft.with_page(DETAILS_MENU)
            case _ if not answer.facts:
                turn.say("again.choice")

    async def _send(self, turn: Turn, draft: Draft) -> None:
        report, escalation = await turn.services.submit(draft, version=turn.draft_version)
        turn.draft, turn.is_sent = None, True
        turn.show_status(report, escalation)


def _changes_readers(turn: Turn, prompt: Prompt, inputs: Mapping[str, str]) -> bool:
    """Leaves out and allows what was ticked; whether that changed who reads what."""
    draft, facts = turn.draft, turn.content.catalogue.facts
    assert draft is not None
    optional = [part.id for part in prompt.optional_parts]
    left_out = [name for name in inputs.get(LEAVE_OUT, "").split(",") if name in optional]
    for name in left_out:
        draft = draft.without(name)
    allowed = draft.leader_may_read
    # A list in which nothing is ticked comes with a press as nothing at all.
    if LEADER_MAY_READ in inputs or turn.user_input.press is not None:
        ticked = inputs.get(LEADER_MAY_READ, "").split(",")
        allowed = tuple(name for name in ticked if name in facts and facts[name].leader_if_allowed)
    is_changed = bool(left_out) or set(allowed) != set(draft.leader_may_read)
    turn.draft = draft.with_leader_allowed(allowed)
    return is_changed


_MAX_SUGGESTIONS = 3


def suggestions(turn: Turn, is_named: Callable[[str], bool]) -> list[Scenario]:
    """Scenarios with a trigger that is named, in jump order."""
    catalogue = turn.content.catalogue
    scenarios = catalogue.scenarios.values()
    named = [scenario for scenario in scenarios if any(map(is_named, scenario.triggers))]
    return sorted(named, key=lambda scenario: catalogue.rank(scenario.id))[:_MAX_SUGGESTIONS]


def has_words(said: str, trigger: str) -> bool:
    """Whether the text has words that begin so: "harass" is in "I was harassed, twice"."""
    return f" {' '.join(normalized_words(trigger))}" in f" {said}"
