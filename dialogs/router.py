"""What each card action does, whether it was pressed, executed or typed."""

from collections.abc import Callable, Mapping

from botbuilder.dialogs import DialogContext

from bot.domain import journey
from bot.domain.draft import Draft
from bot.domain.errors import AlreadyWithdrawn
from bot.domain.escalation import ANSWERED_BY, NeededFact
from cards import actions
from cards.menu_cards import menu_card, paused_card, unfinished_card
from dialogs.pages.after_care import handle_after_care_press, joined_to
from dialogs.pages.leader import handle_leader_press
from dialogs.pages.menu import show_page
from dialogs.pages.reporter import handle_reporter_press, say_whether_it_helped
from dialogs.report.new_draft import new_addition, new_draft
from dialogs.report.stages import delete, stage_of, stop, tells_security_now
from dialogs.turn import RINGING, Turn


class ActionRouter:
    """Routes a card action to its handler, and shows the prompt that is open."""

    def __init__(self, turn: Turn, dialog_context: DialogContext) -> None:
        self._turn = turn
        self._dialogs = dialog_context

    async def route(self, press: actions.Press, inputs: Mapping[str, str]) -> None:
        """Handles the action. Raises the refusals of the use cases."""
        match press:
            case actions.AnswerQuestion() | actions.FillInForm() | actions.Move():
                await self.answer()
            case actions.StartReport(is_in_danger=True):
                await self.show_danger(is_sure=True)
            case actions.StartReport(scenario_id=scenario_id):
                self._note_old_showing()
                await self._start(scenario_id)
            case actions.GoOn():
                self._note_old_showing()
                await self._go_on()
            case actions.StopReport(draft_id=draft_id):
                self._note_old_showing()
                await self._delete(draft_id)
            case actions.AddSomething(report_id=report_id, first=first):
                await self._add_something(report_id, first)
            case actions.ShowPage(page=page):
                await show_page(self._turn, page)
            case (
                actions.DecideOnEscalation()
                | actions.SayNotMe()
                | actions.UndoNotMe()
                | actions.ShowDetails()
                | actions.ShowLeaderCard()
                | actions.ShowEntryAsLeader()
                | actions.TickOffAsLeader()
                | actions.KeepLeaderTicks()
                | actions.StopLeaderPrompts()
            ):
                await handle_leader_press(self._turn, press, inputs)
            case actions.SayWhetherItHelped():
                await say_whether_it_helped(self._turn, press)
            case actions.ReportAgain():
                await self._report_again(inputs)
            case (
                actions.ShowAfterwards()
                | actions.ShowCheckIn()
                | actions.StartCheckIn()
                | actions.StopCheckIn()
                | actions.AnswerCheckIn()
                | actions.ShowAgain()
                | actions.TellItHappenedAgain()
                | actions.ShowListForPolice()
                | actions.ShowWatchers()
                | actions.NameWatcher()
                | actions.TellWhoWatches()
            ):
                await handle_after_care_press(self._turn, press, inputs)
            case _:
                await handle_reporter_press(self._turn, press, inputs)

    async def answer(self) -> None:
        """Lets the open prompt take the input as its answer; without one, shows where they are."""
        if self._dialogs.active_dialog is None and tells_security_now(self._turn):
            await self._open_silently()
        if self._turn.position is None or self._dialogs.active_dialog is None:
            self.close_prompt()
            if self._turn.position is None:
                if self._turn.pressed_card:
                    self._turn.saw_an_old_showing()
                self._turn.say("again.done")
            elif self._turn.form_changed:
                self._turn.say("again.updated")
            await self.show_current()
            return
        await self._dialogs.continue_dialog()

    async def try_answer(
        self, draft: Draft | None, lead: str, is_wanted: Callable[[], bool]
    ) -> bool:
        """Takes the input as the answer to the prompt of this draft; undone unless `is_wanted`."""
        turn, stack = self._turn, list(self._dialogs.stack)
        if draft is None:
            return False
        before, tasks, count = turn.draft, list(turn.tasks), len(turn.replies)
        turn.draft = draft
        await self._open_silently()
        turn.say(lead)
        await self._dialogs.continue_dialog()
        if is_wanted():
            return True
        turn.draft, turn.tasks = before, tasks
        del turn.replies[count:]
        self._dialogs.stack[:] = stack
        return False

    async def show_danger(self, *, is_sure: bool = False) -> None:
        """Replies with the 111 screen alone; the draft keeps its answers."""
        turn = self._turn
        if turn.draft is None:
            turn.draft = new_draft(turn, None)
            turn.forget_pauses()
        draft = turn.draft.resumed()
        turn.draft = journey.with_danger(turn.content.catalogue, draft, is_sure=is_sure)
        turn.replies.clear()
        self.close_prompt()
        await self._show_prompt()

    async def show_current(self) -> None:
        """Replies with the open prompt, the paused draft, the newest report or the menu."""
        turn = self._turn
        if turn.position is not None:
            await self._show_prompt()
        elif adding := turn.memory.get("adding"):
            await self.route(actions.ShowAddition(report_id=adding[0]), {})
        elif ringing := turn.memory.get(RINGING):
            await self.route(actions.AskToBeRung(report_id=ringing[0]), {})
        elif naming := turn.memory.get("naming"):
            await self.route(actions.AskSomebodyElse(report_id=naming), {})
        elif turn.draft is not None:
            turn.show(paused_card(turn.content, turn.draft), asks="paused", moves_on=True)
        elif reports := await turn.services.reports.by_reporter(turn.actor):
            turn.show_status(*reports[0])
        else:
            turn.show_menu(menu_card(turn.content, turn.content.texts("menu.lead")))

    async def _open_silently(self) -> None:
        """Opens the prompt of the position without showing it, to take an answer at once."""
        count = len(self._turn.replies)
        self.close_prompt()
        await self._show_prompt()
        del self._turn.replies[count:]

    def close_prompt(self) -> None:
        """Clears the dialog stack."""
        self._dialogs.stack.clear()

    async def _show_prompt(self) -> None:
        """Shows the prompt of the position. In the same stage its nonce stays valid."""
        stage = stage_of(self._turn.position)
        assert stage is not None
        is_open = bool(self._dialogs.stack) and self._dialogs.stack[-1].id == stage
        if is_open:
            await self._dialogs.reprompt_dialog()
        else:
            self.close_prompt()
            await self._dialogs.begin_dialog(stage)

    def _note_old_showing(self) -> None:
        """A press on what a card offered that shows a question by now."""
        window = self._turn.window
        if self._turn.pressed_card == window.open_card and window.open_kind == "question":
            self._turn.saw_an_old_showing()

    async def _go_on(self) -> None:
        """Resumes a paused draft."""
        if self._turn.draft is not None and self._turn.draft.paused_at is not None:
            self._turn.draft = self._turn.draft.resumed()
        await self.show_current()

    async def _delete(self, draft_id: str | None) -> None:
        """Pauses the draft of the card, or deletes a paused one; shows a sent one's status."""
        turn = self._turn
        if turn.draft is not None and turn.draft.id == draft_id:
            # A second tap deletes: the first shows that it is kept, and for how long.
            (delete if turn.draft.paused_at else stop)(turn)
            self.close_prompt()
            return
        turn.say("again.done")
        for report, escalation in await turn.services.reports.by_reporter(turn.actor):
            if report.id == draft_id:
                turn.show_status(report, escalation)
                return
        await self.show_current()

    async def _report_again(self, inputs: Mapping[str, str]) -> None:
        """A new report that carries the list of earlier ones; an unfinished one stays as it is."""
        turn = self._turn
        if turn.draft is not None and turn.draft.is_worth_keeping:
            turn.show(unfinished_card(turn.content, turn.draft), asks="unfinished")
            return
        await self._start(None)
        assert turn.draft is not None
        turn.draft = await joined_to(turn, turn.draft, inputs)
        if turn.draft.earlier:
            turn.replies.insert(0, turn.sentence("happened_again.joined"))

    async def _start(self, scenario_id: str | None) -> None:
        turn = self._turn
        known = scenario_id if scenario_id in turn.content.catalogue.scenarios else None
        draft = turn.draft
        if draft is not None and draft.is_worth_keeping:
            turn.show(unfinished_card(turn.content, draft), asks="unfinished")
            return
        if draft is None or draft.adds_to is not None:
            turn.draft = new_draft(turn, known)
            turn.forget_pauses()
            self.close_prompt()
        elif known:
            turn.draft = draft.model_copy(update={"scenario_id": known})
        await self._show_prompt()

    async def _add_something(self, report_id: str, first: NeededFact | None) -> None:
        """Opens an addition to the report, perhaps where this is asked; another draft is kept."""
        turn = self._turn
        report, escalation = await turn.services.reports.get(report_id)
        escalation.check_reporter(turn.actor)
        draft, catalogue = turn.draft, turn.content.catalogue
        if escalation.is_withdrawn:
            raise AlreadyWithdrawn
        if draft is not None and draft.is_worth_keeping and draft.adds_to != report_id:
            turn.show(unfinished_card(turn.content, draft), asks="unfinished")
            return
        if draft is None or draft.adds_to != report_id:
            draft = new_addition(turn, report, escalation)
            self.close_prompt()
        turn.draft = journey.at_fact(
            catalogue, draft.resumed(), ANSWERED_BY[first] if first else ()
        )
        await self._show_prompt()
