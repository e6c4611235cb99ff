"""Refusals: told to the person by text key, never retried. Failures are in bot.ports.errors.

Refusal
├── NotYours            only the reporter may see, withdraw or send a report
├── NotTheLeader        only the leader or deputy who was asked may answer
├── HandedOn            who said "Not me" is not asked any more
├── WhichNotMe          "Not me" says nothing yet: they lead somebody else, or can't right now
├── TooLateToUndo       the next in line is asked, or the minute is over
├── NobodyElse          this person cannot be asked in a leader's place, or nobody can by now
├── AlreadyAnswered     the leader has answered; the answer is final
├── AlreadyOnItsWay     the mail is due or sent and cannot be withdrawn
├── AlreadyWithdrawn    the reporter has withdrawn it
├── ReasonMissing       a decline needs a reason
├── NotAtThisLevel      a report of this level cannot be declined, or only acknowledged
├── EnoughAdded         no more can be added to this report
├── NothingAsked        Security asks for more and does not say for what
├── AlreadyClosed       nothing more is asked about a report that Security closed
├── LinkOutdated        a newer mail has other links: an older answer does not undo a newer one
├── ClosedForGood       the time to open a closed report again is over
└── UnknownReport       no report with this id, or none any more
"""


class Refusal(Exception):
    """The bot will not do that. Shown to the person in content's words, by text key."""

    key = "refusal.not_possible"


class NotYours(Refusal):
    """Only the reporter may see, withdraw or send a report."""

    key = "refusal.not_yours"


class NotTheLeader(Refusal):
    """Only the leader or deputy who was asked may answer."""

    key = "refusal.not_the_leader"


class HandedOn(Refusal):
    """Who said "Not me" is not asked any more, and is shown nothing of the report."""

    key = "refusal.handed_on"


class WhichNotMe(Refusal):
    """ "Not me" alone changes nothing: it has to be said which is meant."""

    key = "refusal.which_not_me"


class TooLateToUndo(Refusal):
    """The next in line is asked, or the minute is over."""

    key = "refusal.too_late_to_undo"


class NobodyElse(Refusal):
    """This person cannot be asked in a leader's place, or nobody can by now."""

    key = "refusal.nobody_else"


class AlreadyAnswered(Refusal):
    """The leader has answered; the answer is final."""

    key = "refusal.already_answered"


class AlreadyOnItsWay(Refusal):
    """The mail is due or sent and cannot be withdrawn."""

    key = "refusal.already_on_its_way"


class AlreadyWithdrawn(Refusal):
    """The reporter has withdrawn it."""

    key = "refusal.already_withdrawn"


class ReasonMissing(Refusal):
    """A decline needs a reason."""

    key = "refusal.reason_missing"


class NotAtThisLevel(Refusal):
    """A report of this level cannot be declined, or a report that waits only acknowledged."""

    key = "refusal.not_at_this_level"


class EnoughAdded(Refusal):
    """No more can be added to this report."""

    key = "refusal.enough_added"


class NothingAsked(Refusal):
    """Security asks for more and does not say for what."""

    key = "refusal.nothing_asked"


class AlreadyClosed(Refusal):
    """Nothing more is asked about a report that Security closed."""

    key = "refusal.already_closed"


class LinkOutdated(Refusal):
    """A newer mail has other links: an older answer does not undo a newer one."""

    key = "refusal.link_outdated"


class ClosedForGood(Refusal):
    """The time to open a closed report again is over."""

    key = "refusal.closed_for_good"


class UnknownReport(Refusal):
    """No report with this id, or none any more."""

    key = "refusal.unknown"
