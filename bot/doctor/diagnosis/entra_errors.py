"""Sign-in errors: cause and cure, by Entra's error codes or by the exception of the request."""

import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.entra.errors import PERMANENT_ERRORS
from bot.adapters.entra.tokens import CHANNEL_SCOPE
from bot.doctor.diagnosis.graph_errors import AGAIN
from bot.doctor.results import CheckFailed
from bot.settings import Settings

WORD = re.compile(r"[a-z_]{1,40}")
NEW_SECRET = "Make a new client secret in the app registration; set its value, not its id."  # noqa: S105
NOT_TAKEN = (
    "Entra does not take the bot's credential (invalid_client).",
    "In the app registration, make a new client secret or upload the certificate that is used.",
)
SIGN_INS = (
    "See the bot's service principal sign-ins in Entra: they name the policy, the setting or the"
    " right that stands in the way."
)
OPEN = "Let this host reach it: DNS, firewall, or HTTPS_PROXY, which counts here."
NO_IDENTITY = (
    "This host gives no token for the managed identity BOT_APP_ID.",
    "Run doctor on the host the bot runs on, and assign that identity to the host.",
)
CAUSES = {
    7000215: ("BOT_APP_PASSWORD is no client secret of this application.", NEW_SECRET),
    7000222: ("The client secret in BOT_APP_PASSWORD has expired.", NEW_SECRET),
    700027: (
        "The certificate in BOT_APP_CERTIFICATE is not one of this application's.",
        "Upload its public part in the app registration, under Certificates.",
    ),
    700024: (
        "Entra finds the time in the bot's signature wrong.",
        "Set this host's clock by a time service.",
    ),
    700016: (
        "There is no application BOT_APP_ID in the organisation BOT_TENANT_ID.",
        "Compare both with the app registration's overview.",
    ),
    90002: (
        "There is no organisation BOT_TENANT_ID.",
        "Take the directory id from the app registration's overview.",
    ),
    7000229: (
        "The application BOT_APP_ID has no enterprise application in the organisation.",
        "Make one for it in Entra, under Enterprise applications, or with New-MgServicePrincipal.",
    ),
    7000112: (
        "The application BOT_APP_ID is disabled in Entra.",
        "Let it sign in again: its enterprise application, Properties.",
    ),
    53003: (
        "A Conditional Access policy keeps the bot from signing in.",
        "See the bot's service principal sign-ins in Entra, and let that policy except the bot.",
    ),
}
"""Cause and cure by AADSTS code
(https://learn.microsoft.com/entra/identity-platform/reference-error-codes)."""
UNKNOWN_SERVICE = 500011
NOT_GRAPH = (
    "The organisation does not know the Microsoft Graph that the token is for.",
    "See that GRAPH_BASE_URL is the one of the organisation's cloud.",
)
NO_CHANNEL = (
    "The organisation does not know the Bot Framework, through which a bot writes into Teams.",
    "See that BOT_TENANT_ID is the organisation in which the Azure Bot was made; a national cloud"
    " without that service cannot have this bot.",
)


def unreachable(settings: Settings, error: Exception) -> CheckFailed:
    """Cause and cure of an exception from Entra or the managed identity endpoint."""
    # Slow to import, and only a failure needs it.
    from requests import RequestException
    from requests.exceptions import ProxyError, SSLError

    if settings.app_type == "UserAssignedMSI":
        return CheckFailed(*NO_IDENTITY)
    if isinstance(error, SSLError):
        return CheckFailed(
            "The TLS certificate of Entra at GRAPH_AUTHORITY is not trusted here.",
            "See whether a proxy opens TLS; REQUESTS_CA_BUNDLE names the authorities to trust.",
        )
    if isinstance(error, ProxyError):
        return CheckFailed(
            "The proxy in HTTPS_PROXY does not lead to Entra at GRAPH_AUTHORITY.",
            "Correct HTTPS_PROXY or unset it; Microsoft Graph and Teams are reached without it.",
        )
    if isinstance(error, ValueError) and not isinstance(error, RequestException):
        return CheckFailed(
            "Entra does not know the organisation BOT_TENANT_ID, or GRAPH_AUTHORITY is not Entra.",
            "Take the directory id from the app registration's overview.",
        )
    return CheckFailed("Entra at GRAPH_AUTHORITY gave no answer that could be used.", OPEN)


def refusal(settings: Settings, scope: str, answer: Mapping[str, Any]) -> CheckFailed:
    """Cause and cure of a response without a token; never in Entra's words, which name ids."""
    if settings.app_type == "UserAssignedMSI":
        return CheckFailed(*NO_IDENTITY)
    causes = CAUSES | {UNKNOWN_SERVICE: NO_CHANNEL if scope == CHANNEL_SCOPE else NOT_GRAPH}
    numbers = answer.get("error_codes")
    for number in numbers if isinstance(numbers, list) else []:
        if number in causes:
            return CheckFailed(*causes[number])
    error = str(answer.get("error"))
    if error == "invalid_client":
        return CheckFailed(*NOT_TAKEN)
    if error in PERMANENT_ERRORS:
        return CheckFailed(f"Entra refuses the bot, and not just now ({error}).", SIGN_INS)
    return CheckFailed(
        f"Entra gave no token ({error if WORD.fullmatch(error) else 'unknown error'}).", AGAIN
    )
