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

    def __init__(self, talk: Turn, dialog_context: DialogContext) -> None:
        self._talk = talk
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
                await show_page(self._talk, page)
            case actions.DecideOnEscalation() | actions.ShowDetails() | actions.ShowLeaderCard():
                await take_leaders_report(self._talk, press, inputs)
            case _:
                await take_own_report(self._talk, press, inputs)

    async def answer(self) -> None:
        """Hands the turn to the open question; without one, says where the person is."""
        if self._talk.position is None or self._dialogs.active_dialog is None:
            self.leave()
            if self._talk.position is None:
                self._talk.say("again.done")
            elif self._talk.form_changed:
                self._talk.say("again.updated")
            await self.where_we_are()
            return
        await self._dialogs.continue_dialog()

    async def answers_anew(
        self, draft: Draft | None, lead: str, is_wanted: Callable[[], bool]
    ) -> bool:
        """Takes what was heard as the answer to what is open in this draft, if it is as wanted."""
        talk, stack = self._talk, list(self._dialogs.stack)
        if draft is None:
            return False
        before, tasks, shown = talk.draft, list(talk.tasks), len(talk.shown)
        talk.draft = draft
        self.leave()
        await self._open()
        del talk.shown[shown:]
        talk.say(lead)
        await self._dialogs.continue_dialog()
        if is_wanted():
            return True
        talk.draft, talk.tasks = before, tasks
        del talk.shown[shown:]
        self._dialogs.stack[:] = stack
        return False

    async def show_danger(self, *, is_sure: bool = False) -> None:
        """The 111 screen and nothing else, with all that was told before still kept."""
        talk = self._talk
        if talk.draft is None:
            talk.draft = new_draft(talk, None)
            talk.forget_pauses()
        draft = talk.draft.going_on()
        talk.draft = journey.in_danger(talk.content.catalogue, draft, is_sure=is_sure)
        talk.shown.clear()
        self.leave()
        await self._open()

    async def where_we_are(self) -> None:
        """The open question, or what is paused, or the newest report, or the menu."""
        if self._talk.position is not None:
            await self._open()
            return
        if adding := self._talk.memory.get("adding"):
            await self.take(actions.ShowAddition(report_id=adding[0]), {})
            return
        if self._talk.draft is not None:
            self._talk.show(paused_card(self._talk.content, self._talk.draft.id))
            return
        mine = await self._talk.services.reports.by_reporter(self._talk.actor)
        if mine:
            self._talk.show_status(*mine[0])
        else:
            self._talk.show(menu_card(self._talk.content, self._talk.content.texts("menu.lead")))

    def leave(self) -> None:
        """Closes whatever question was open in this chat."""
        self._dialogs.stack.clear()

    async def _open(self) -> None:
        """Shows the open question; its old card stays good if it still is the same question."""
        stage = stage_of(self._talk.position)
        assert stage is not None
        is_open = bool(self._dialogs.stack) and self._dialogs.stack[-1].id == stage
        if is_open:
            await self._dialogs.reprompt_dialog()
        else:
            self.leave()
            await self._dialogs.begin_dialog(stage)

    async def _go_on(self) -> None:
        """Back to the open question, which may have been paused."""
        if self._talk.draft is not None:
            self._talk.draft = self._talk.draft.going_on()
        await self.where_we_are()

    async def _delete(self, draft_id: str | None) -> None:
        """Deletes the draft that the card was about; of a report that was sent, shows the truth."""
        talk = self._talk
        if talk.draft is not None and talk.draft.id == draft_id:
            delete(talk)
            self.leave()
            return
        talk.say("again.done")
        mine = await talk.services.reports.by_reporter(talk.actor)
        sent = [kept for kept in mine if kept[0].id == draft_id]
        if sent:
            talk.show_status(*sent[0])
        else:
            await self.where_we_are()

    async def _start(self, scenario_id: str | None) -> None:
        talk = self._talk
        known = scenario_id if scenario_id in talk.content.catalogue.scenarios else None
        draft = talk.draft
        if draft is not None and (draft.trail or draft.paused_at):
            talk.show(unfinished_card(talk.content, draft.id))
            return
        if draft is None:
            talk.draft = new_draft(talk, known)
            talk.forget_pauses()
            self.leave()
        elif known:
            talk.draft = draft.model_copy(update={"scenario_id": known})
        await self._open()
