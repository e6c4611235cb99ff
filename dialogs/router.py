"""What each button does, whether it was pressed, executed or typed."""

from collections.abc import Callable, Mapping

from botbuilder.dialogs import DialogContext

from bot.domain import journey
from bot.domain.draft import Draft
from cards import actions
from cards.menu_cards import menu_card, paused_card, unfinished_card
from dialogs.pages.leader import take_leaders_report
from dialogs.pages.menu import show_page
from dialogs.pages.reporter import take_own_report
from dialogs.report.new_draft import new_draft
from dialogs.report.stages import delete, stage_of
from dialogs.turn import Turn


class ActionRouter:
    """Carries out one press for the person who sent it."""

    def __init__(self, turn: Turn, dialog_context: DialogContext) -> None:
        self._turn = turn
        self._dialogs = dialog_context

    async def take(self, press: actions.Press, inputs: Mapping[str, str]) -> None:
        """Does what the button says. Raises the refusals of the use cases."""
        match press:
            case actions.AnswerQuestion() | actions.FillInForm() | actions.Move():
                await self.answer()
            case actions.StartReport(is_in_danger=True):
                await self.show_danger(is_sure=True)
            case actions.StartReport(scenario_id=scenario_id):
                await self._start(scenario_id)
            case actions.GoOn():
                await self._go_on()
            case actions.StopReport(draft_id=draft_id):
                await self._delete(draft_id)
            case actions.ShowPage(page=page):
                await show_page(self._turn, page)
            case actions.DecideOnEscalation() | actions.ShowDetails() | actions.ShowLeaderCard():
                await take_leaders_report(self._turn, press, inputs)
            case _:
                await take_own_report(self._turn, press, inputs)

    async def answer(self) -> None:
        """Hands the turn to the open question; without one, says where the person is."""
        if self._turn.position is None or self._dialogs.active_dialog is None:
            self.leave()
            if self._turn.position is None:
                self._turn.say("again.done")
            elif self._turn.form_changed:
                self._turn.say("again.updated")
            await self.where_we_are()
            return
        await self._dialogs.continue_dialog()

    async def answers_anew(
        self, draft: Draft | None, lead: str, is_wanted: Callable[[], bool]
    ) -> bool:
        """Takes what was heard as the answer to what is open in this draft, if it is as wanted."""
        turn, stack = self._turn, list(self._dialogs.stack)
        if draft is None:
            return False
        before, tasks, count = turn.draft, list(turn.tasks), len(turn.replies)
        turn.draft = draft
        self.leave()
        await self._open()
        del turn.replies[count:]
        turn.say(lead)
        await self._dialogs.continue_dialog()
        if is_wanted():
            return True
        turn.draft, turn.tasks = before, tasks
        del turn.replies[count:]
        self._dialogs.stack[:] = stack
        return False

    async def show_danger(self, *, is_sure: bool = False) -> None:
        """The 111 screen and nothing else, with all that was told before still kept."""
        turn = self._turn
        if turn.draft is None:
            turn.draft = new_draft(turn, None)
            turn.forget_pauses()
        draft = turn.draft.resumed()
        turn.draft = journey.with_danger(turn.content.catalogue, draft, is_sure=is_sure)
        turn.replies.clear()
        self.leave()
        await self._open()

    async def where_we_are(self) -> None:
        """The open question, or what is paused, or the newest report, or the menu."""
        if self._turn.position is not None:
            await self._open()
            return
        if adding := self._turn.memory.get("adding"):
            await self.take(actions.ShowAddition(report_id=adding[0]), {})
            return
        if self._turn.draft is not None:
            self._turn.show(paused_card(self._turn.content, self._turn.draft.id))
            return
        mine = await self._turn.services.reports.by_reporter(self._turn.actor)
        if mine:
            self._turn.show_status(*mine[0])
        else:
            self._turn.show(menu_card(self._turn.content, self._turn.content.texts("menu.lead")))

    def leave(self) -> None:
        """Closes whatever question was open in this chat."""
        self._dialogs.stack.clear()

    async def _open(self) -> None:
        """Shows the open question; its old card stays good if it still is the same question."""
        stage = stage_of(self._turn.position)
        assert stage is not None
        is_open = bool(self._dialogs.stack) and self._dialogs.stack[-1].id == stage
        if is_open:
            await self._dialogs.reprompt_dialog()
        else:
            self.leave()
            await self._dialogs.begin_dialog(stage)

    async def _go_on(self) -> None:
        """Back to the open question, which may have been paused."""
        if self._turn.draft is not None:
            self._turn.draft = self._turn.draft.resumed()
        await self.where_we_are()

    async def _delete(self, draft_id: str | None) -> None:
        """Deletes the draft that the card was about; of a report that was sent, shows the truth."""
        turn = self._turn
        if turn.draft is not None and turn.draft.id == draft_id:
            delete(turn)
            self.leave()
            return
        turn.say("again.done")
        mine = await turn.services.reports.by_reporter(turn.actor)
        sent = [kept for kept in mine if kept[0].id == draft_id]
        if sent:
            turn.show_status(*sent[0])
        else:
            await self.where_we_are()

    async def _start(self, scenario_id: str | None) -> None:
        turn = self._turn
        known = scenario_id if scenario_id in turn.content.catalogue.scenarios else None
        draft = turn.draft
        if draft is not None and (draft.trail or draft.paused_at):
            turn.show(unfinished_card(turn.content, draft.id))
            return
        if draft is None:
            turn.draft = new_draft(turn, known)
            turn.forget_pauses()
            self.leave()
        elif known:
            turn.draft = draft.model_copy(update={"scenario_id": known})
        await self._open()
