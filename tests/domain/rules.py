"""What each answer must do, written down by hand from the agreed rules, not from the content.

Every situation, question and answer is here; an edit that loses or adds a rule shows up as a
difference. Change this table only together with the rule itself.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.domain.scenario import Evidence, Flag, Level

ALLOWED, NO_COPIES, NOT_SOUGHT = Evidence.ALLOWED, Evidence.NO_COPIES, Evidence.NOT_SOUGHT
CUSTOMER, THREAT, PLAN = Flag.CUSTOMER, Flag.THREAT, Flag.SAFETY_PLAN

Effect = Mapping[str, Any]
NOTES: Effect = {}
"""This answer only records something."""
STANDARD: Effect = {"floor": Level.STANDARD}
HIGH: Effect = {"floor": Level.HIGH}
URGENT: Effect = {"floor": Level.URGENT}
DANGER: Effect = {"danger": True}
IS_CUSTOMER: Effect = {"flags": (CUSTOMER,)}
EX_PARTNER: Effect = {"push": True, "fact": "ex_partner", "flags": (PLAN,)}


def to(scenario_id: str) -> Effect:
    return {"jump": scenario_id}


def tells(contact: str) -> Effect:
    return {"tell": (contact,)}


def fact(name: str, floor: Effect) -> Effect:
    return {**floor, "fact": name}


def push(name: str) -> Effect:
    return {"push": True, "fact": name}


class Situation(NamedTuple):
    """What holds in a situation whatever is answered, and what it asks."""

    base: Level
    evidence: Evidence
    asks: tuple[str, ...]
    """Its questions; in which order is for the editor to say."""
    flags: tuple[Flag, ...] = ()
    tell: tuple[str, ...] = ()


THREAT_AND_PRIVATE = ("threat", "private-details")
SITUATIONS = {
    "targeted-because-of-work": Situation(
        Level.STANDARD,
        ALLOWED,
        ("targeted-me", "targeted-often", *THREAT_AND_PRIVATE, "customer", "pattern"),
    ),
    "offensive-content": Situation(
        Level.ADVICE,
        ALLOWED,
        ("offensive-what", "offensive-who", *THREAT_AND_PRIVATE, "offensive-spreading", "pattern"),
    ),
    "identifying-content": Situation(
        Level.HIGH,
        ALLOWED,
        (
            *("identifying-kinds", "identifying-call", "identifying-records", "identifying-place"),
            *("threat", "customer", "pattern"),
        ),
    ),
    "threat": Situation(
        Level.URGENT,
        ALLOWED,
        (
            *("threat-soon", "threat-how", "threat-said", "threat-visit", "threat-poster"),
            *("customer", "pattern"),
        ),
        flags=(THREAT,),
        tell=("threat_process",),
    ),
    "customer-related": Situation(
        Level.ADVICE,
        ALLOWED,
        ("customer-what", "customer-reference", *THREAT_AND_PRIVATE, "pattern"),
        flags=(CUSTOMER,),
    ),
    "joining-or-watching-groups": Situation(
        Level.ADVICE, NOT_SOUGHT, ("groups-why", "groups-already-in", "groups-harm")
    ),
    "asked-to-post-or-reply": Situation(
        Level.ADVICE,
        ALLOWED,
        ("post-who", "post-as", "post-already", "post-aimed", "private-details"),
    ),
    "impersonation": Situation(
        Level.HIGH,
        ALLOWED,
        (
            *("impersonation-who", "impersonation-customers", "impersonation-money"),
            *("impersonation-lost", "impersonation-sexual", "threat", "pattern"),
        ),
        tell=("advisor",),
    ),
    "account-takeover": Situation(
        Level.HIGH,
        ALLOWED,
        (
            *("takeover-which", "takeover-data", "takeover-reused", "takeover-still-in"),
            *("takeover-ex", "customer", "pattern"),
        ),
    ),
    "illegal-or-intimate-content": Situation(
        Level.URGENT,
        NO_COPIES,
        (
            *("illegal-kind", "illegal-where", "illegal-known", "illegal-child-danger"),
            *("illegal-copy", "pattern"),
        ),
        flags=(Flag.NO_COPIES,),
    ),
    "about-a-colleague": Situation(
        Level.STANDARD,
        ALLOWED,
        (
            *("colleague-role", "colleague-knows", "colleague-named", "illegal-or-intimate"),
            *(*THREAT_AND_PRIVATE, "customer", "pattern"),
        ),
        flags=(Flag.REPORTED_BY_ANOTHER,),
    ),
    "support-or-not-sure": Situation(Level.ADVICE, NOT_SOUGHT, ("support-what", "support-which")),
}

JUMP_ORDER = (
    "illegal-or-intimate-content",
    "threat",
    "identifying-content",
    "account-takeover",
    "impersonation",
    "customer-related",
)

ANSWERS: Mapping[str, Mapping[str, Effect]] = {
    # Asked in several situations
    "danger": {"yes": DANGER, "no": NOTES},
    "threat": {"yes": to("threat"), "no": NOTES},
    "private-details": {"yes": to("identifying-content"), "no": NOTES},
    "illegal-or-intimate": {"yes": to("illegal-or-intimate-content"), "no": NOTES},
    "customer": {"yes": IS_CUSTOMER, "no": NOTES},
    "pattern": {
        "several-posters": push("call_to_act"),
        "repeated": push("repeated"),
        "known-customer": {**push("known_customer"), **IS_CUSTOMER},
        "ex-partner": EX_PARTNER,
        "hate": push("hate"),
        "feels-unsafe": fact("feels_unsafe", URGENT),
        "followed": fact("followed", URGENT),
        "knows-where": fact("knows_where", URGENT),
        "none": {"alone": True},
    },
    # I'm being targeted because of my work
    "targeted-me": {"yes": HIGH, "no": NOTES},
    "targeted-often": {"once": NOTES, "several": fact("repeated", HIGH)},
    # I saw offensive or harmful content
    "offensive-what": {
        "illegal-or-intimate": to("illegal-or-intimate-content"),
        "hate": fact("hate", HIGH),
        "abusive": STANDARD,
        "criticism": NOTES,
    },
    "offensive-who": {
        "me": to("targeted-because-of-work"),
        "colleague": to("about-a-colleague"),
        "customer": to("customer-related"),
        "nobody": NOTES,
    },
    "offensive-spreading": {
        "yes": {**fact("repeated", HIGH), **tells("advisor")},
        "no": NOTES,
    },
    # Someone's personal details are online
    "identifying-kinds": {
        "name": NOTES,
        "photo": NOTES,
        "workplace": NOTES,
        "home": URGENT,
        "whanau": URGENT,
        "vehicle": URGENT,
        "phone": URGENT,
        "routine": URGENT,
    },
    "identifying-call": {"yes": fact("call_to_act", URGENT), "no": NOTES},
    "identifying-records": {"yes": tells("privacy_team"), "no": NOTES},
    "identifying-place": {"yes": URGENT, "no": NOTES},
    # A threat has been made
    "threat-soon": {"yes": DANGER, "no": NOTES},
    "threat-how": {"words": NOTES, "link": NOTES, "show": NOTES},
    "threat-said": {},
    "threat-visit": {"yes": tells("security"), "no": NOTES},
    "threat-poster": {"customer": IS_CUSTOMER, "ex-partner": EX_PARTNER, "other": NOTES},
    # A customer is involved
    "customer-what": {
        "complaint": NOTES,
        "abusive": STANDARD,
        "identified-or-harmed": HIGH,
        "child-or-self-harm": URGENT,
    },
    "customer-reference": {"yes": NOTES, "no": NOTES},
    # Should I join or watch a group?
    "groups-why": {"own-life": NOTES, "watch": NOTES, "asked": tells("advisor")},
    "groups-already-in": {"yes": NOTES, "no": NOTES},
    "groups-harm": {
        "threat": to("threat"),
        "about-me": to("targeted-because-of-work"),
        "offensive": to("offensive-content"),
        "no": NOTES,
    },
    # I'm asked to post, comment or reply
    "post-who": {
        "colleague": tells("advisor"),
        "media": tells("media_team"),
        "customer": IS_CUSTOMER,
        "friend": NOTES,
    },
    "post-as": {"myself": NOTES, "kainga-ora": tells("advisor")},
    "post-already": {"no": NOTES, "quiet": NOTES, "backlash": STANDARD},
    "post-aimed": {"yes": to("targeted-because-of-work"), "no": NOTES},
    # A fake account or fake page
    "impersonation-who": {"me": NOTES, "colleague": NOTES, "kainga-ora": tells("advisor")},
    "impersonation-customers": {"yes": {**URGENT, **IS_CUSTOMER}, "no": NOTES},
    "impersonation-money": {"yes": {**URGENT, **tells("it")}, "no": NOTES},
    "impersonation-lost": {"yes": to("account-takeover"), "no": NOTES},
    "impersonation-sexual": {"yes": to("illegal-or-intimate-content"), "no": NOTES},
    # My account was taken over
    "takeover-which": {"work": {**URGENT, **tells("it")}, "personal": NOTES},
    "takeover-data": {"yes": {**URGENT, **tells("privacy_team")}, "no": NOTES},
    "takeover-reused": {"yes": tells("it"), "no": NOTES},
    "takeover-still-in": {"yes": NOTES, "no": NOTES},
    "takeover-ex": {"yes": EX_PARTNER, "no": NOTES},
    # Illegal, extremist or intimate content
    "illegal-kind": {"child": NOTES, "extremist": NOTES, "intimate": NOTES, "other": NOTES},
    "illegal-where": dict.fromkeys(("public", "group", "message", "website", "shown"), NOTES),
    "illegal-known": {"yes": NOTES, "no": NOTES},
    "illegal-child-danger": {"yes": DANGER, "no": NOTES},
    "illegal-copy": {"yes": NOTES, "no": NOTES},
    # It's about a colleague, or someone told me
    "colleague-role": {"witness": NOTES, "told": NOTES, "leader": NOTES},
    "colleague-knows": {"agrees": NOTES, "not-agreed": NOTES, "unaware": NOTES},
    "colleague-named": {"yes": HIGH, "no": NOTES},
    # I'm upset, or not sure what this is
    "support-what": {
        "talk": NOTES,
        "time-off": NOTES,
        "information": NOTES,
        "later": NOTES,
        "find": NOTES,
        "too-bad": to("illegal-or-intimate-content"),
        "person": NOTES,
    },
    "support-which": {name: to(name) for name in SITUATIONS if name != "support-or-not-sure"},
}

NOT_SURE_IS_YES = {
    "danger",
    "threat",
    "threat-soon",
    "illegal-child-danger",
    "identifying-records",
}
"""Danger and threat; and the Privacy team hears even if it is not certain."""
