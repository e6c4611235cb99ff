"""What each value of each fact must do, and who reads it, written down by hand from the agreed
rules, not from the content.

Every fact, value and situation is here; an edit that loses or adds a rule shows up as a difference.
Change this table only together with the rule itself.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.domain.scenario import Evidence, Flag, Level, Reader

ALLOWED, NO_COPIES, NOT_SOUGHT = Evidence.ALLOWED, Evidence.NO_COPIES, Evidence.NOT_SOUGHT

Effect = Mapping[str, Any]
NOTES: Effect = {}
"""This value only records something, or chooses a sentence of the guidance."""
ALONE: Effect = {"alone": True}
STANDARD: Effect = {"floor": Level.STANDARD}
HIGH: Effect = {"floor": Level.HIGH}
URGENT: Effect = {"floor": Level.URGENT}
PUSH: Effect = {"push": True}
DANGER: Effect = {"danger": True}
IS_CUSTOMER: Effect = {"fills": {"customer": "yes"}}


def to(scenario_id: str) -> Effect:
    return {"jump": scenario_id}


def tells(contact: str) -> Effect:
    return {"tell": (contact,)}


def fills(fact: str, value: str = "yes") -> Effect:
    return {"fills": {fact: value}}


def yes(*effects: Effect) -> Mapping[str, Effect]:
    """Yes does this, and no changes nothing."""
    both = {name: value for effect in effects for name, value in effect.items()}
    return {"yes": both, "no": NOTES}


C, D, E, N, K = Reader.CARD, Reader.DETAILS, Reader.EMAIL, Reader.NOGGIN, Reader.KOTAHI
EVERYBODY = (C, E, N, K)


class Rule(NamedTuple):
    """What the values of a fact do, and who reads it."""

    values: Mapping[str, Effect]
    readers: tuple[Reader, ...] = (E,)
    kind: str = "one"
    only_if_allowed: bool = False
    """The people leader reads it only with the reporter's yes."""


def words(kind: str, *readers: Reader) -> Rule:
    """A fact in the reporter's own words, read by these; by Security alone if none is named."""
    return Rule({}, readers or (E,), kind)


PRIVATE: Effect = {**URGENT, **to("identifying-content")}
"""Shows where somebody lives, is, or can be found."""

FACTS: Mapping[str, Rule] = {
    # Danger
    "danger": Rule(yes(DANGER), (C, E)),
    "soon": Rule(yes(DANGER)),
    "still_there": Rule(yes(DANGER)),
    "child_danger": Rule(yes(DANGER)),
    "where_now": words("long"),
    "feels_unsafe": Rule(yes(URGENT), (D, E)),
    "followed": Rule(yes(URGENT), (D, E)),
    "knows_where": Rule(yes(URGENT), (D, E)),
    "life_at_risk": Rule(yes(URGENT)),
    # What it is
    "threat": Rule(yes(URGENT, to("threat"))),
    "threat_said": words("text"),
    "threat_words": words("long"),
    "threat_how": Rule({"words": NOTES, "link": NOTES, "show": NOTES}),
    "visit_soon": Rule(yes()),
    "nature": Rule(
        {
            "illegal-or-intimate": to("illegal-or-intimate-content"),
            "hate": fills("hate"),
            "abusive": STANDARD,
            "complaint": NOTES,
            "criticism": NOTES,
        }
    ),
    "hate": Rule(yes(HIGH, PUSH), (D, E)),
    "illegal_or_intimate": Rule(yes(to("illegal-or-intimate-content"))),
    "illegal_kind": Rule({"child": NOTES, "extremist": NOTES, "intimate": NOTES, "other": NOTES}),
    "illegal_where": Rule(dict.fromkeys(("public", "group", "message", "website", "shown"), NOTES)),
    "known_people": Rule(yes()),
    "copy_exists": Rule(yes()),
    "copied": Rule(
        {
            "me": fills("names", "me"),
            "colleague": fills("names", "colleague"),
            "kainga-ora": {**fills("affected", "kainga-ora"), **tells("advisor")},
        }
    ),
    "fake_reaches_customers": Rule(yes(URGENT, IS_CUSTOMER)),
    "wants_money_or_data": Rule(yes(URGENT, tells("it"))),
    "account_lost": Rule(yes(to("account-takeover"))),
    "account": Rule({"work": {**URGENT, **tells("it")}, "personal": NOTES}),
    "work_data_inside": Rule(yes(URGENT, tells("privacy_team"))),
    "password_reused": Rule(yes(tells("it"))),
    "still_in": Rule(yes()),
    "filming": Rule({"live": NOTES, "posted": NOTES, "said-so": NOTES, "no": NOTES}),
    "asked_by": Rule(
        {
            "colleague": tells("advisor"),
            "media": tells("media_team"),
            "customer": IS_CUSTOMER,
            "friend": NOTES,
        }
    ),
    "speaks_as": Rule({"myself": NOTES, "kainga-ora": tells("advisor")}),
    "posted_already": Rule({"no": NOTES, "quiet": NOTES, "backlash": STANDARD}),
    "aimed_at_me": Rule(yes(fills("names", "me"), to("targeted-because-of-work"))),
    "group_reason": Rule({"own-life": NOTES, "watch": NOTES, "asked": tells("advisor")}),
    "in_group": Rule(yes()),
    "group_harm": Rule(
        {
            "threat": {**fills("threat"), **to("threat")},
            "about-me": {**fills("names", "me"), **to("targeted-because-of-work")},
            "offensive": to("offensive-content"),
            "no": NOTES,
        }
    ),
    "would_help": Rule(
        {
            **dict.fromkeys(("talk", "time-off", "information", "later", "find"), NOTES),
            "too-bad": to("illegal-or-intimate-content"),
            "person": NOTES,
        },
        (),
    ),
    "closest": Rule(
        {
            name: to(name)
            for name in (
                *("targeted-because-of-work", "offensive-content", "identifying-content"),
                *("threat", "filmed-at-work", "customer-related", "joining-or-watching-groups"),
                *("asked-to-post-or-reply", "impersonation", "account-takeover"),
                *("illegal-or-intimate-content", "about-a-colleague"),
            )
        },
        (),
    ),
    # Who it is about, and what it shows
    "names": Rule(
        {
            "me": {**HIGH, **fills("affected", "me")},
            "colleague": {**HIGH, **fills("affected", "colleague")},
            "customer": {**HIGH, "fills": {"affected": "customer", "customer": "yes"}},
            "nobody": NOTES,
        }
    ),
    "affected": Rule(
        {
            "me": NOTES,
            "colleague": NOTES,
            "team": NOTES,
            "customer": IS_CUSTOMER,
            "kainga-ora": NOTES,
        },
        EVERYBODY,
        "many",
    ),
    "role": Rule({"witness": NOTES, "told": NOTES, "leader": NOTES}),
    "agrees": Rule({"agrees": NOTES, "not-agreed": NOTES, "unaware": NOTES}),
    "shows": Rule(
        {
            **dict.fromkeys(("name", "photo", "workplace"), HIGH),
            **dict.fromkeys(("home", "whanau", "vehicle", "phone", "routine"), PRIVATE),
            "none": ALONE,
        },
        (D, E),
        "many",
    ),
    "private_details": Rule(yes(to("identifying-content"))),
    "place_24h": Rule(yes(URGENT)),
    "from_records": Rule(yes(tells("privacy_team"))),
    "customer": Rule(yes({"flags": (Flag.CUSTOMER,)}), EVERYBODY),
    "customer_ref": words("reference", D, E, N, K),
    "known_customer": Rule(yes(PUSH, IS_CUSTOMER), (D, E)),
    # Where and when
    "platform": Rule(
        dict.fromkeys(
            (
                *("facebook", "instagram", "x", "tiktok", "linkedin", "youtube", "reddit"),
                *("whatsapp", "neighbourly", "other"),
            ),
            NOTES,
        ),
        (C, E, N),
    ),
    "link": words("link", E, N),
    "link_if_safe": words("link"),
    "account_name": words("text"),
    "seen_at": words("date", *EVERYBODY),
    "posted_at": words("moment"),
    # The pattern, and who posted it
    "repeated": Rule(yes(HIGH, {"floor_from": Level.STANDARD}, PUSH), (D, E)),
    "spreading": Rule(yes(HIGH, tells("advisor"))),
    "several_posters": Rule(yes(PUSH), (D, E)),
    "call_to_act": Rule(yes(URGENT, {"floor_with": ("names", "shows")}, PUSH), (D, E)),
    "family_violence": Rule(
        yes(PUSH, {"flags": (Flag.SAFETY_PLAN,)}), (D, E), only_if_allowed=True
    ),
    "poster": Rule(
        {
            "customer": IS_CUSTOMER,
            "former-staff": NOTES,
            "whanau-or-ex": fills("family_violence"),
            "stranger": NOTES,
            "other": NOTES,
        },
        (D, E),
        only_if_allowed=True,
    ),
    # What is kept and done, and how to reach the reporter
    "evidence": Rule({"kept": NOTES, "kept-by-other": NOTES, "none": NOTES}),
    "done_already": Rule(
        {**dict.fromkeys(("blocked", "platform", "netsafe", "police"), NOTES), "none": ALONE},
        (D, E, N),
        "many",
    ),
    "done_reference": words("reference", D, E, N),
    "contact": Rule(
        dict.fromkeys(
            (
                *("teams-chat", "teams-call", "phone", "email"),
                *("mornings", "afternoons", "not-at-home"),
            ),
            NOTES,
        ),
        (C, E),
        "many",
    ),
    "number": words("text"),
    "contact_words": words("text"),
    "more_words": words("long"),
    "help_wanted": Rule(
        {
            **dict.fromkeys(("time-out", "swap-visit", "work-elsewhere", "eap"), NOTES),
            "nothing-yet": ALONE,
        },
        (C,),
        "many",
    ),
}

NOT_SURE_IS_YES = {"danger", "soon", "still_there", "child_danger", "threat", "from_records"}
"""Danger and threat; and the Privacy team hears even if it is not certain."""

PATTERN = (
    *("feels_unsafe", "followed", "knows_where"),
    *("call_to_act", "hate", "repeated", "several_posters", "family_violence", "known_customer"),
)
"""On the card of ticks of every report; what makes somebody unsafe is on top."""
ON_TOP = 3


class Situation(NamedTuple):
    """What holds in a situation whatever is told, and what it asks for before Send."""

    base: Level
    evidence: Evidence
    asks: tuple[str, ...]
    """A card each; in which order is for the editor to say, but danger comes first."""
    ticks: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    tell: tuple[str, ...] = ()
    says: Mapping[str, tuple[str, ...]] = {}
    """Facts that are known from the choice of the situation."""


SITUATIONS = {
    "targeted-because-of-work": Situation(
        Level.STANDARD, ALLOWED, ("names", "threat"), ("private_details", "customer")
    ),
    "offensive-content": Situation(
        Level.ADVICE, ALLOWED, ("nature", "names", "threat"), ("private_details", "spreading")
    ),
    "identifying-content": Situation(
        Level.HIGH, ALLOWED, ("shows", "threat"), ("place_24h", "from_records", "customer")
    ),
    "threat": Situation(
        Level.URGENT,
        ALLOWED,
        ("soon",),
        ("visit_soon", "customer"),
        flags=(Flag.THREAT,),
        tell=("threat_process",),
    ),
    "customer-related": Situation(
        Level.ADVICE,
        ALLOWED,
        ("nature", "names", "threat"),
        ("life_at_risk", "private_details"),
        says={"customer": ("yes",)},
    ),
    "joining-or-watching-groups": Situation(
        Level.ADVICE, NOT_SOUGHT, ("group_reason", "group_harm"), ("in_group",)
    ),
    "asked-to-post-or-reply": Situation(
        Level.ADVICE,
        ALLOWED,
        ("asked_by", "speaks_as", "posted_already"),
        ("aimed_at_me", "private_details"),
    ),
    "impersonation": Situation(
        Level.HIGH,
        ALLOWED,
        ("copied", "threat"),
        ("fake_reaches_customers", "wants_money_or_data", "account_lost", "illegal_or_intimate"),
        tell=("advisor",),
    ),
    "account-takeover": Situation(
        Level.HIGH,
        ALLOWED,
        ("account", "still_in"),
        ("work_data_inside", "password_reused", "customer"),
    ),
    "illegal-or-intimate-content": Situation(
        Level.URGENT,
        NO_COPIES,
        ("child_danger", "illegal_kind"),
        ("copy_exists", "known_people"),
        flags=(Flag.NO_COPIES,),
    ),
    "about-a-colleague": Situation(
        Level.STANDARD,
        ALLOWED,
        ("role", "agrees", "names", "threat"),
        ("private_details", "illegal_or_intimate", "customer"),
        flags=(Flag.REPORTED_BY_ANOTHER,),
    ),
    "support-or-not-sure": Situation(Level.ADVICE, NOT_SOUGHT, ("would_help", "closest")),
    "filmed-at-work": Situation(
        Level.STANDARD,
        ALLOWED,
        ("still_there", "filming", "names", "threat"),
        ("spreading", "private_details", "customer"),
    ),
}

WAITS = {
    ("support-or-not-sure", "closest"): {"would_help": ("find",)},
    ("filmed-at-work", "names"): {"filming": ("live", "posted")},
}
"""Asked only once another fact has one of these values."""

JUMPS = {
    ("offensive-content", "names"): {
        "me": "targeted-because-of-work",
        "colleague": "about-a-colleague",
        "customer": "customer-related",
    }
}
"""Where a value leads to another situation only in the situation that asks for it."""

JUMP_ORDER = (
    "illegal-or-intimate-content",
    "threat",
    "identifying-content",
    "account-takeover",
    "impersonation",
    "customer-related",
)

ONLY_WITH = {
    "threat_said": (Flag.THREAT,),
    "threat_words": (Flag.THREAT,),
    "threat_how": (Flag.THREAT,),
    "illegal_where": (Flag.NO_COPIES,),
    "link_if_safe": (Flag.NO_COPIES,),
    "customer_ref": (Flag.CUSTOMER,),
}
NOT_WITH = {"link": (Flag.NO_COPIES,), "evidence": (Flag.NO_COPIES,)}
