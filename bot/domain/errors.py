"""What the bot will not do, each told to the person in content's words.

Refusal
├── NotYours            only its reporter may see, withdraw or hurry a report
├── NotTheLeader        only the people leader of an escalation may answer it
├── AlreadyAnswered     the leader has answered, and the answer stands
├── AlreadyOnItsWay     the mail is due or sent; it cannot be called back
├── AlreadyWithdrawn    the reporter took it back
├── ReasonMissing       "No report needed" is said with a reason
├── NotAtThisLevel      an urgent report cannot be declined or held
├── NotOnItsWay         nothing can be added to a report that still waits for its leader
├── EnoughAdded         no more can be added to this report
└── UnknownReport       there is no report of that id, or there is none any more
"""


class Refusal(Exception):
    """We will not do that. Shown to the person in content's words, by text key."""

    key = "refusal.not_possible"


class NotYours(Refusal):
    """Only its reporter may see, withdraw or hurry a report."""

    key = "refusal.not_yours"


class NotTheLeader(Refusal):
    """Only the people leader of an escalation may answer it."""

    key = "refusal.not_the_leader"


class AlreadyAnswered(Refusal):
    """The leader has answered, and the answer stands."""

    key = "refusal.already_answered"


class AlreadyOnItsWay(Refusal):
    """The mail is due or sent; it cannot be called back."""

    key = "refusal.already_on_its_way"


class AlreadyWithdrawn(Refusal):
    """The reporter took it back."""

    key = "refusal.already_withdrawn"


class ReasonMissing(Refusal):
    """ "No report needed" is said with a reason."""

    key = "refusal.reason_missing"


class NotAtThisLevel(Refusal):
    """An urgent report cannot be declined or held."""

    key = "refusal.not_at_this_level"


class NotOnItsWay(Refusal):
    """Nothing can be added to a report that still waits for its leader."""

    key = "refusal.not_on_its_way"


class EnoughAdded(Refusal):
    """No more can be added to this report."""

    key = "refusal.enough_added"


class UnknownReport(Refusal):
    """There is no report of that id, or there is none any more."""

    key = "refusal.unknown"
