"""One class for each button: it fills the button and parses the press.

A press is a claim: ids are looked up, the nonce is compared, and the actor is the sender of the
activity, never a field of the press.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, TypeAdapter, ValidationError

from bot.domain.base import SINCE_1_1, Value
from bot.domain.escalation import CheckInAnswer, Decision, NeededFact, NotMe, System

INPUT = "input."
"""Prefix of the id of every input, so that no answer can overwrite the data of a button."""

LEAVE_OUT, LEADER_MAY_READ = "leave_out", "leader_may_read"
"""Inputs: parts of the mail to leave out, and facts that the leader may read too."""

_IN_DANGER = "IN-DANGER"

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class CardAction(Value):
    """The data of a button: ids only, the record stays in the database."""

    verb: str

    @property
    def data(self) -> dict[str, Any]:
        """The JSON that the button sends.

        Release 1.0.0 rejects a press with an unknown key and ignores unknown inputs: a field marked
        SINCE_1_1 is sent as an input, so that hosts of both releases accept the press.
        """
        dumped = self.model_dump(mode="json", exclude_none=True)
        as_inputs = _since_1_1(type(self))
        return {f"{INPUT}{key}" if key in as_inputs else key: dumped[key] for key in dumped}


class AnswerQuestion(CardAction):
    """Answer the open question: by `choice`, or by inputs for ticks and text."""

    verb: Literal["answer_question"] = "answer_question"
    nonce: Id
    choice: Id | None = None
    is_danger: Literal["yes"] | None = Field(None, json_schema_extra=SINCE_1_1)
    """Set where the answer leads to the 111 screen: read only while storage is out of reach."""


class FillInForm(CardAction):
    """Submit a page of the form; the fields are inputs."""

    verb: Literal["fill_in_form"] = "fill_in_form"
    nonce: Id


class Move(CardAction):
    """Leave the open question by Back, Skip, Not sure or Stop."""

    verb: Literal["move"] = "move"
    nonce: Id
    to: Literal["back", "skip", "not-sure", "stop"]
    is_danger: Literal["yes"] | None = Field(None, json_schema_extra=SINCE_1_1)
    """As of AnswerQuestion: "not sure" at a question about danger."""


class StartReport(CardAction):
    """Start a report, perhaps of a chosen situation."""

    verb: Literal["start_report"] = "start_report"
    scenario_id: Id | None = None
    from_list: Literal["scenario_id"] | None = Field(None, json_schema_extra=SINCE_1_1)
    """The input that fills in the situation: the list that this button sends."""

    @classmethod
    def in_danger(cls) -> Self:
        """Start at the 111 screen.

        No scenario can have this id: scenario ids are lower case. A release that does not know it
        asks whether anyone is in danger.
        """
        return cls(scenario_id=_IN_DANGER)

    @property
    def is_in_danger(self) -> bool:
        """Whether the 111 screen comes first."""
        return self.scenario_id == _IN_DANGER


class GoOn(CardAction):
    """Resume the draft at its open question."""

    verb: Literal["go_on"] = "go_on"


class StopReport(CardAction):
    """Delete the draft that this card is about, and no other."""

    verb: Literal["stop_report"] = "stop_report"
    draft_id: Id | None = Field(None, json_schema_extra=SINCE_1_1)
    """None on cards of release 1.0.0: such a press deletes nothing."""


class ShowPage(CardAction):
    """Show a page of the bot."""

    verb: Literal["show_page"] = "show_page"
    page: Literal["menu", "situations", "support", "before-posting", "my-reports", "waiting"]


class OpenReport(CardAction):
    """Show one of the reporter's reports."""

    verb: Literal["open_report"] = "open_report"
    report_id: Id
    from_list: Literal["report_id"] | None = Field(None, json_schema_extra=SINCE_1_1)
    """The input that fills in the report. Release 1.0.0 opens `report_id`, the first listed."""


class SendWithoutWaiting(CardAction):
    """Send the report to Security before the leader approves, or though they declined."""

    verb: Literal["send_without_waiting"] = "send_without_waiting"
    report_id: Id


class Withdraw(CardAction):
    """Take the report back, which cannot be undone: the first press asks whether that is meant."""

    verb: Literal["withdraw"] = "withdraw"
    report_id: Id
    sure: Literal["yes"] | None = Field(None, json_schema_extra=SINCE_1_1)


class TakeBack(CardAction):
    """Tell Security that a report whose mail has left is taken back; the first press asks."""

    verb: Literal["take_back"] = "take_back"
    report_id: Id
    sure: Literal["yes"] | None = None


Helped = Literal["yes", "partly", "no"]


class SayWhetherItHelped(CardAction):
    """Say whether this helped, once: of a report that is over, or at the end of the guidance."""

    verb: Literal["say_whether_it_helped"] = "say_whether_it_helped"
    helped: Helped
    report_id: Id | None = None
    draft_id: Id | None = None
    """Of guidance that was read to its end, without a report."""


class ShowEntryText(CardAction):
    """Show the text to copy into Noggin or Kotahi."""

    verb: Literal["show_entry_text"] = "show_entry_text"
    report_id: Id
    system: System


class TickOff(CardAction):
    """Mark the entry in Noggin or Kotahi as made; its number is an input."""

    verb: Literal["tick_off"] = "tick_off"
    report_id: Id
    system: System


class ShowEntryAsLeader(CardAction):
    """Show a leader the text to copy into Noggin or Kotahi."""

    verb: Literal["show_entry_as_leader"] = "show_entry_as_leader"
    report_id: Id
    system: System


class TickOffAsLeader(CardAction):
    """Mark the entry in Noggin or Kotahi as made by a leader; its number is an input."""

    verb: Literal["tick_off_as_leader"] = "tick_off_as_leader"
    report_id: Id
    system: System


class ShowAfterwards(CardAction):
    """Show what else can be done about a report, in the days and weeks after."""

    verb: Literal["show_afterwards"] = "show_afterwards"
    report_id: Id


class ShowCheckIn(CardAction):
    """Show what a check-in is, and what an answer does."""

    verb: Literal["show_check_in"] = "show_check_in"
    report_id: Id


class StartCheckIn(CardAction):
    """Ask the reporter twice how they are going."""

    verb: Literal["start_check_in"] = "start_check_in"
    report_id: Id


class StopCheckIn(CardAction):
    """Ask the reporter no more."""

    verb: Literal["stop_check_in"] = "stop_check_in"
    report_id: Id


class AnswerCheckIn(CardAction):
    """How the reporter is going; nobody is told."""

    verb: Literal["answer_check_in"] = "answer_check_in"
    report_id: Id
    number: int
    answer: CheckInAnswer


class ShowAgain(CardAction):
    """It happened again: show the reporter's own earlier reports, to be ticked."""

    verb: Literal["show_again"] = "show_again"
    report_id: Id


class TellItHappenedAgain(CardAction):
    """Send Security the list of what is ticked."""

    verb: Literal["tell_it_happened_again"] = "tell_it_happened_again"
    report_id: Id
    nonce: Id
    """One per rendered card, so that a second press is a no-op."""


class ShowListForPolice(CardAction):
    """Show the list of what is ticked, to be copied for Police."""

    verb: Literal["show_list_for_police"] = "show_list_for_police"
    report_id: Id


class ReportAgain(CardAction):
    """Start a new report that carries the list of what is ticked."""

    verb: Literal["report_again"] = "report_again"
    report_id: Id


class ShowWatchers(CardAction):
    """Show who may look in the reporter's place."""

    verb: Literal["show_watchers"] = "show_watchers"
    report_id: Id


class NameWatcher(CardAction):
    """Somebody else looks from now on, or the reporter again."""

    verb: Literal["name_watcher"] = "name_watcher"
    report_id: Id
    role: Literal["leader", "colleague", "advisor", "me"]


class TellWhoWatches(CardAction):
    """Tell Security who looks from now on."""

    verb: Literal["tell_who_watches"] = "tell_who_watches"
    report_id: Id


class KeepLeaderTicks(CardAction):
    """Keep what a leader ticked for themselves; the ticks are an input."""

    verb: Literal["keep_leader_ticks"] = "keep_leader_ticks"
    report_id: Id


class StopLeaderPrompts(CardAction):
    """Ask a leader no more."""

    verb: Literal["stop_leader_prompts"] = "stop_leader_prompts"
    report_id: Id


class ShowMailText(CardAction):
    """Show the text of a mail that was not sent, to send it to Security by hand."""

    verb: Literal["show_mail_text"] = "show_mail_text"
    report_id: Id


class ShowAddition(CardAction):
    """Show the field for a place or phone number."""

    verb: Literal["show_addition"] = "show_addition"
    report_id: Id


class AddToReport(CardAction):
    """Send the place or phone number in the input to Security."""

    verb: Literal["add_to_report"] = "add_to_report"
    report_id: Id
    nonce: Id
    """One per rendered card, so that a second press is a no-op."""


class AddSomething(CardAction):
    """Add facts, words or links to a report that was sent."""

    verb: Literal["add_something"] = "add_something"
    report_id: Id
    first: NeededFact | None = None
    """What is asked first, because Security waits for it."""


class AskToBeRung(CardAction):
    """Ask for the number that Security can ring."""

    verb: Literal["ask_to_be_rung"] = "ask_to_be_rung"
    report_id: Id


class SendRingRequest(CardAction):
    """Ask Security to ring, with the number in the input."""

    verb: Literal["send_ring_request"] = "send_ring_request"
    report_id: Id
    nonce: Id
    """One per rendered card, so that a second press is a no-op."""


class SayIAmSafe(CardAction):
    """Tell Security that the reporter is safe."""

    verb: Literal["say_i_am_safe"] = "say_i_am_safe"
    report_id: Id


class AskSomebodyElse(CardAction):
    """Show the field for a person who leads people, once no leader is with the reporter."""

    verb: Literal["ask_somebody_else"] = "ask_somebody_else"
    report_id: Id


class LookUpSomebodyElse(CardAction):
    """Look the person in the inputs up; nobody is told."""

    verb: Literal["look_up_somebody_else"] = "look_up_somebody_else"
    report_id: Id


class ConfirmSomebodyElse(CardAction):
    """Let this person be asked: the reporter's yes."""

    verb: Literal["confirm_somebody_else"] = "confirm_somebody_else"
    report_id: Id
    person_id: Id
    from_list: Literal["person_id"] | None = Field(None, json_schema_extra=SINCE_1_1)
    """The input that fills in the person: the list that this button sends."""


class DecideOnEscalation(CardAction):
    """Decide as the people leader or deputy. "Not me" on an older card asks which, and no more."""

    verb: Literal["decide_on_escalation"] = "decide_on_escalation"
    report_id: Id
    decision: Decision


class SayNotMe(CardAction):
    """Say "Not me" as the people leader or deputy: the first press asks which."""

    verb: Literal["say_not_me"] = "say_not_me"
    report_id: Id
    why: NotMe | None = None


class UndoNotMe(CardAction):
    """Take "Not me" back, before the next in line is asked."""

    verb: Literal["undo_not_me"] = "undo_not_me"
    report_id: Id


class ShowDetails(CardAction):
    """Show what kind of content it is; a warning comes first unless `is_sure`."""

    verb: Literal["show_details"] = "show_details"
    report_id: Id
    is_sure: bool = False


class ShowLeaderCard(CardAction):
    """Show the approval card of a report."""

    verb: Literal["show_leader_card"] = "show_leader_card"
    report_id: Id
    from_list: Literal["report_id"] | None = Field(None, json_schema_extra=SINCE_1_1)
    """The input that fills in the report. Release 1.0.0 opens `report_id`, the first listed."""


Prompted = AnswerQuestion | FillInForm | Move
Press = (
    Prompted
    | StartReport
    | GoOn
    | StopReport
    | ShowPage
    | OpenReport
    | SendWithoutWaiting
    | Withdraw
    | TakeBack
    | SayWhetherItHelped
    | ShowEntryText
    | TickOff
    | ShowEntryAsLeader
    | TickOffAsLeader
    | ShowAfterwards
    | ShowCheckIn
    | StartCheckIn
    | StopCheckIn
    | AnswerCheckIn
    | ShowAgain
    | TellItHappenedAgain
    | ShowListForPolice
    | ReportAgain
    | ShowWatchers
    | NameWatcher
    | TellWhoWatches
    | KeepLeaderTicks
    | StopLeaderPrompts
    | ShowMailText
    | ShowAddition
    | AddToReport
    | AddSomething
    | AskToBeRung
    | SendRingRequest
    | SayIAmSafe
    | AskSomebodyElse
    | LookUpSomebodyElse
    | ConfirmSomebodyElse
    | DecideOnEscalation
    | SayNotMe
    | UndoNotMe
    | ShowDetails
    | ShowLeaderCard
)
Look = OpenReport | ShowLeaderCard
"""Changes nothing, so Teams may send it as a refresh."""
_press: TypeAdapter[Press] = TypeAdapter(Annotated[Press, Field(discriminator="verb")])


_classes = {str(press.model_fields["verb"].default): press for press in get_args(Press)}
_LISTED = ("scenario_id", "report_id", "person_id")
"""What a list on a card can fill in."""
_keys = frozenset(key for press in _classes.values() for key in press.model_fields)


def _since_1_1(action: type[CardAction]) -> list[str]:
    """Fields that release 1.0.0 does not know."""
    fields = action.model_fields.items()
    return [name for name, field in fields if field.json_schema_extra == SINCE_1_1]


def has_our_keys(value: Mapping[str, Any]) -> bool:
    """Whether any key can come from our cards; clients add keys of their own to messages."""
    return any(key in _keys or key.startswith(INPUT) for key in value)


def parse_press(value: Mapping[str, Any]) -> tuple[Press, dict[str, str]] | None:
    """The press and its inputs by id; None if it matches no button of ours.

    Only the keys of the button are read: clients add keys of their own.
    """
    inputs = {
        key.removeprefix(INPUT): text
        for key, text in value.items()
        if key.startswith(INPUT) and isinstance(text, str)
    }
    verb = value.get("verb")
    action = _classes.get(verb) if isinstance(verb, str) else None
    if action is None:
        return None
    sent_as_inputs = {key: inputs.pop(key) for key in _since_1_1(action) if key in inputs}
    data = sent_as_inputs | {key: item for key, item in value.items() if key in action.model_fields}
    listed = sent_as_inputs.get("from_list", "")
    if listed in _LISTED and (ticked := inputs.pop(listed, "")):
        data[listed] = ticked
    try:
        return _press.validate_python(data), inputs
    except ValidationError:
        return None
