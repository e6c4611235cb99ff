"""The waterfall dialogs of a report, from the danger gate to Send."""

from botbuilder.dialogs import (
    DialogContext,
    DialogTurnResult,
    WaterfallDialog,
    WaterfallStepContext,
)

from bot.domain import journey
from bot.domain.draft import NOT_SURE, LeaderSearch, TellWhom
from bot.domain.people import Person
from bot.domain.typed.names import parse_name
from cards.menu_cards import closing_card, paused_card
from cards.report import confirm_leader_card
from cards.report.preview_card import LEAVE_OUT
from dialogs.report.prompts import Answer
from dialogs.turn import Turn, turn_of


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
        turn.show(closing_card(turn.content, turn.content.texts("stop.done")))
        return
    turn.draft = draft.paused(turn.services.clock())
    turn.show(paused_card(turn.content, draft.id))


def delete(turn: Turn) -> None:
    """Deletes the draft and says so."""
    turn.draft = None
    turn.show(closing_card(turn.content, turn.content.texts("stop.deleted")))


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
        turn.show(closing_card(turn.content, turn.content.texts("guidance.finished")))


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
