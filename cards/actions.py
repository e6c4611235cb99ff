"""One class for each button. It fills the button, and reads the press that comes back.

What comes back is a claim: ids are looked up, the nonce is compared, and who pressed is read
from the activity's sender, never from here.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, TypeAdapter, ValidationError

from bot.domain.base import SINCE_1_1, Value
from bot.domain.escalation import Decision, System

INPUT = "input."
"""What the id of every input begins with, so that no answer can pose as part of a button."""

_IN_DANGER = "IN-DANGER"

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class CardAction(Value):
    """A press. Only ids travel; the record stays with us."""

    verb: str

    @property
    def data(self) -> dict[str, Any]:
        """What the button carries.

        Release 1.0.0 refuses a press with a key that it does not know, and lets go of an input: a
        field marked with SINCE_1_1 travels as one, so that the card works whichever host is asked.
        """
        said = self.model_dump(mode="json", exclude_none=True)
        return {f"{INPUT}{key}" if key in _marked(type(self)) else key: said[key] for key in said}


class AnswerQuestion(CardAction):
    """A question was answered; ticks and words come as inputs if there is no choice."""

    verb: Literal["answer_question"] = "answer_question"
    nonce: Id
    choice: Id | None = None


class FillInForm(CardAction):
    """A page of the form was filled in."""

    verb: Literal["fill_in_form"] = "fill_in_form"
    nonce: Id


class Move(CardAction):
    """Back, Skip, Not sure or Stop."""

    verb: Literal["move"] = "move"
    nonce: Id
    to: Literal["back", "skip", "not-sure", "stop"]


class StartReport(CardAction):
    """Report harmful content, perhaps with the situation already chosen."""

    verb: Literal["start_report"] = "start_report"
    scenario_id: Id | None = None

    @classmethod
    def in_danger(cls) -> Self:
        """I'm in danger now.

        No scenario can have that id, for theirs are in small letters. A release that does not know
        it asks whether anyone is in danger.
        """
        return cls(scenario_id=_IN_DANGER)

    @property
    def is_in_danger(self) -> bool:
        """Whether the 111 screen comes first."""
        return self.scenario_id == _IN_DANGER


class GoOn(CardAction):
    """Show me where I was."""

    verb: Literal["go_on"] = "go_on"


class StopReport(CardAction):
    """Delete my unfinished report: the one this card was about, and no other."""

    verb: Literal["stop_report"] = "stop_report"
    draft_id: Id | None = Field(None, json_schema_extra=SINCE_1_1)
    """None on the cards of release 1.0.0, which then delete nothing."""


class ShowPage(CardAction):
    """One of the bot's own pages."""

    verb: Literal["show_page"] = "show_page"
    page: Literal["menu", "situations", "support", "before-posting", "my-reports", "waiting"]


class OpenReport(CardAction):
    """Show one of my reports."""

    verb: Literal["open_report"] = "open_report"
    report_id: Id


class SendWithoutWaiting(CardAction):
    """Send my report now, whatever the leader said or did not say."""

    verb: Literal["send_without_waiting"] = "send_without_waiting"
    report_id: Id


class Withdraw(CardAction):
    """Take my report back."""

    verb: Literal["withdraw"] = "withdraw"
    report_id: Id


class ShowEntryText(CardAction):
    """The text to copy into Noggin or Kotahi."""

    verb: Literal["show_entry_text"] = "show_entry_text"
    report_id: Id
    system: System


class TickOff(CardAction):
    """I have made the entry in Noggin or Kotahi."""

    verb: Literal["tick_off"] = "tick_off"
    report_id: Id
    system: System


class ShowMailText(CardAction):
    """The text of a mail that has not gone, to send it to Security by hand."""

    verb: Literal["show_mail_text"] = "show_mail_text"
    report_id: Id


class ShowAddition(CardAction):
    """I want to tell Security where I am, or a number."""

    verb: Literal["show_addition"] = "show_addition"
    report_id: Id


class AddToReport(CardAction):
    """Tell Security where I am and a number: what was typed beside it."""

    verb: Literal["add_to_report"] = "add_to_report"
    report_id: Id
    nonce: Id
    """One for each showing, so that a second press adds nothing."""


class SayIAmSafe(CardAction):
    """Tell Security that I am safe now."""

    verb: Literal["say_i_am_safe"] = "say_i_am_safe"
    report_id: Id


class DecideOnEscalation(CardAction):
    """The people leader answered."""

    verb: Literal["decide_on_escalation"] = "decide_on_escalation"
    report_id: Id
    decision: Decision


class ShowDetails(CardAction):
    """The people leader asks what kind of content it is; a warning comes first."""

    verb: Literal["show_details"] = "show_details"
    report_id: Id
    is_sure: bool = False


class ShowLeaderCard(CardAction):
    """Show an escalation that waits for my answer."""

    verb: Literal["show_leader_card"] = "show_leader_card"
    report_id: Id


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
    | ShowEntryText
    | TickOff
    | ShowMailText
    | ShowAddition
    | AddToReport
    | SayIAmSafe
    | DecideOnEscalation
    | ShowDetails
    | ShowLeaderCard
)
Look = OpenReport | ShowLeaderCard
"""Shows what is true now and changes nothing, so Teams may ask for it by itself."""
_press: TypeAdapter[Press] = TypeAdapter(Annotated[Press, Field(discriminator="verb")])


_classes = {str(press.model_fields["verb"].default): press for press in get_args(Press)}
_keys = frozenset(key for press in _classes.values() for key in press.model_fields)


def _marked(action: type[CardAction]) -> list[str]:
    """The fields that release 1.0.0 does not know."""
    fields = action.model_fields.items()
    return [name for name, field in fields if field.json_schema_extra == SINCE_1_1]


def has_our_keys(value: Mapping[str, Any]) -> bool:
    """Whether any of it can come from a card of ours; clients add keys of their own to messages."""
    return any(key in _keys or key.startswith(INPUT) for key in value)


def parse_press(value: Mapping[str, Any]) -> tuple[Press, dict[str, str]] | None:
    """The press and what was typed or ticked beside it; None for anything we never made.

    Read by the keys of its button; whatever else a client adds is let go, key by key.
    """
    inputs = {
        key.removeprefix(INPUT): text
        for key, text in value.items()
        if key.startswith(INPUT) and isinstance(text, str)
    }
    verb = value.get("verb")
    made = _classes.get(verb) if isinstance(verb, str) else None
    if made is None:
        return None
    new = {key: inputs.pop(key) for key in _marked(made) if key in inputs}
    data = new | {key: item for key, item in value.items() if key in made.model_fields}
    try:
        return _press.validate_python(data), inputs
    except ValidationError:
        return None
