"""What each button does, whether it was pressed, executed or typed."""

from collections.abc import Awaitable, Mapping
from secrets import choice as draw
from uuid import uuid4

from botbuilder.dialogs import DialogContext

from bot.domain.draft import Draft
from bot.domain.escalation import Escalation
from bot.domain.people import Person
from bot.domain.reading import cleaned
from bot.domain.refusals import NotTheLeader, NotYours, Refusal
from bot.domain.report import Report
from bot.services.asking import look_up
from bot.services.clearing import expiry
from cards import actions
from cards.leader_cards import (
    LONGEST_REASON,
    REASON,
    details_card,
    details_warning_card,
    leader_card,
)
from cards.menu_cards import (
    before_posting_card,
    menu_card,
    situations_card,
    support_card,
    unfinished_card,
)
from cards.status_cards import my_reports_card
from cards.texts_to_copy import entry_card, mail_text_card
from cards.waiting_cards import waiting_card
from dialogs.stages import stage_of, stop
from dialogs.talk import Talk

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for each other on the phone."""
REFERENCE_LENGTH = 8


class Taps:
    """Carries out one press for the person who sent it."""

    def __init__(self, talk: Talk, dialog_context: DialogContext) -> None:
        self._talk = talk
        self._dialogs = dialog_context
        self._services = talk.services
        self._content = talk.content

    async def take(self, press: actions.Press, inputs: Mapping[str, str]) -> None:
        """Does what the button says. Raises the refusals of the use cases, and LookupError."""
        match press:
            case actions.AnswerQuestion() | actions.FillInForm() | actions.Move():
                await self.answer()
            case actions.StartReport(scenario_id=scenario_id):
                await self._start(scenario_id)
            case actions.GoOn():
                await self.where_we_are()
            case actions.StopReport():
                stop(self._talk)
                self.leave()
            case actions.ShowPage(page=page):
                await self._page(page)
            case actions.OpenReport() | actions.SendWithoutWaiting() | actions.Withdraw():
                await self._own_report(press)
            case actions.ShowEntryText() | actions.TickOff():
                await self._entry(press)
            case actions.ShowMailText(report_id=report_id):
                await self._mail_text(report_id)
            case actions.DecideOnEscalation():
                await self._decide(press, cleaned(inputs.get(REASON, "")))
            case actions.ShowDetails() | actions.ShowLeaderCard():
                await self._leaders_report(press)

    async def answer(self) -> None:
        """Hands the turn to the open question; without one, says where the person is."""
        if self._talk.draft is None or self._dialogs.active_dialog is None:
            self.leave()
            if self._talk.draft is None:
                self._talk.say("again.done")
            elif self._talk.form_changed:
                self._talk.say("again.updated")
            await self.where_we_are()
            return
        await self._dialogs.continue_dialog()

    async def where_we_are(self) -> None:
        """The open question, or the newest report, or the menu."""
        if self._talk.draft is not None:
            await self._open()
            return
        mine = await self._services.reports.by_reporter(self._talk.actor)
        if mine:
            self._talk.show_status(*mine[0])
        else:
            self._talk.show(menu_card(self._content, self._content.texts("menu.lead")))

    def leave(self) -> None:
        """Closes whatever question was open in this chat."""
        self._dialogs.stack.clear()

    async def _open(self) -> None:
        """Shows the open question; its old card stays good if it still is the same question."""
        stage = stage_of(self._talk.position)
        assert stage is not None
        if self._dialogs.active_dialog is not None:
            await self._dialogs.reprompt_dialog()
        else:
            await self._dialogs.begin_dialog(stage)

    async def _start(self, scenario_id: str | None) -> None:
        known = scenario_id if scenario_id in self._content.catalogue.scenarios else None
        draft = self._talk.draft
        if draft is not None and draft.trail:
            self._talk.show(unfinished_card(self._content))
            return
        if draft is None:
            self._talk.draft = self._new_draft(known)
            self.leave()
        elif known:
            self._talk.draft = draft.model_copy(update={"scenario_id": known})
        await self._open()

    def _new_draft(self, scenario_id: str | None) -> Draft:
        talk, now = self._talk, self._services.clock()
        code = "".join(draw(_ALPHABET) for _ in range(REFERENCE_LENGTH))
        draft = Draft(
            id=str(uuid4()),
            reference=f"{code[:4]}-{code[4:]}",
            tenant_id=talk.actor.tenant_id,
            reporter=Person(id=talk.actor.id, name=talk.name),
            started_at=now,
            scenario_id=scenario_id,
        )
        talk.memory.pop("crisis", None)
        expires_at = now + talk.content.timers.draft.deleted_after
        talk.tasks += [look_up(draft.id, talk.actor), expiry(draft.id, expires_at)]
        return draft

    async def _page(self, page: str) -> None:
        talk, content = self._talk, self._content
        match page:
            case "situations":
                talk.show(situations_card(content))
            case "support":
                talk.show(support_card(content))
            case "before-posting":
                talk.show(before_posting_card(content))
            case "my-reports":
                mine = await self._services.reports.by_reporter(talk.actor)
                talk.show(my_reports_card(content, mine))
            case "waiting":
                talk.show(waiting_card(content, await self._services.reports.awaiting(talk.actor)))
            case _:
                talk.show(menu_card(content, content.texts("menu.lead")))
        if talk.draft is not None:
            talk.say("again.still_open")

    async def _own_report(
        self, press: actions.OpenReport | actions.SendWithoutWaiting | actions.Withdraw
    ) -> None:
        by = self._talk.actor
        if isinstance(press, actions.SendWithoutWaiting):
            await self._done(self._services.send_without_waiting(press.report_id, by=by))
        elif isinstance(press, actions.Withdraw):
            await self._done(self._services.withdraw(press.report_id, by=by))
        await self._status(press.report_id)

    async def _done(self, act: Awaitable[Escalation]) -> None:
        """Says why it cannot be done any more; what is true now is shown in either case."""
        try:
            await act
        except (NotTheLeader, NotYours):
            raise
        except Refusal as refusal:
            self._talk.say(refusal.key)

    async def _status(self, report_id: str) -> None:
        report, escalation = await self._services.reports.get(report_id)
        escalation.check_reporter(self._talk.actor)
        self._talk.show_status(report, escalation)

    async def _entry(self, press: actions.ShowEntryText | actions.TickOff) -> None:
        if isinstance(press, actions.TickOff):
            await self._services.tick_off(press.report_id, press.system, by=self._talk.actor)
            await self._status(press.report_id)
            return
        report, escalation = await self._services.reports.get(press.report_id)
        escalation.check_reporter(self._talk.actor)
        text = self._services.letters.entry(press.system, report)
        self._talk.show(entry_card(self._content, press.system, text, report))

    async def _mail_text(self, report_id: str) -> None:
        """The mail to send by hand; once the bot's own has gone, that is shown instead."""
        report, escalation = await self._services.reports.get(report_id)
        escalation.check_reporter(self._talk.actor)
        if escalation.mail_trouble is None:
            self._talk.show_status(report, escalation)
            return
        now = self._services.clock()
        letter = self._services.letters.to_security(report, escalation, now)
        self._talk.show(mail_text_card(self._content, letter, report))

    async def _decide(self, press: actions.DecideOnEscalation, reason: str) -> None:
        if len(reason) > LONGEST_REASON:
            self._talk.say("unreadable.too_long")
        else:
            by, decide = self._talk.actor, self._services.decide
            await self._done(decide(press.report_id, press.decision, by=by, reason=reason))
            self._talk.memory.pop("crisis", None)
        await self._leader_card(press.report_id)

    async def _leaders_report(self, press: actions.ShowDetails | actions.ShowLeaderCard) -> None:
        report, escalation = await self._services.reports.get(press.report_id)
        escalation.check_leader(self._talk.actor)
        if isinstance(press, actions.ShowLeaderCard):
            await self._leader_card(press.report_id)
            return
        self._talk.show(self._details(press, report), replaces=True)

    def _details(self, press: actions.ShowDetails, report: Report) -> dict[str, object]:
        if press.is_sure:
            return details_card(self._content, report)
        return details_warning_card(self._content, report)

    async def _leader_card(self, report_id: str) -> None:
        report, escalation = await self._services.reports.get(report_id)
        escalation.check_leader(self._talk.actor)
        reader_id = self._talk.actor.id
        self._talk.show(leader_card(self._content, report, escalation, reader_id), replaces=True)
