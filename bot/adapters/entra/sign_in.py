"""How the bot signs in through msal: a secret, a certificate or a managed identity."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.settings import Settings

Acquire = Callable[[str, str | None], Mapping[str, Any]]
"""Asks for a token for a scope and the claims it must hold, blocking."""


def connect(settings: Settings, timeout: float) -> Acquire:
    """Makes msal ready to sign in with the bot's credential; blocking, and it may ask Entra."""
    if settings.app_type == "UserAssignedMSI":
        return _managed_identity(settings, timeout)
    return _confidential_client(settings, timeout)


def _confidential_client(settings: Settings, timeout: float) -> Acquire:
    # Imported when first needed: local mode never signs in.
    import msal  # type: ignore[import-untyped]

    client = msal.ConfidentialClientApplication(
        settings.app_id,
        client_credential=_credential(settings),
        authority=f"{settings.graph_authority}/{settings.tenant_id}",
        # The authority is a setting; asking the public cloud about it would leak and fail.
        instance_discovery=False,
        timeout=timeout,
    )

    def acquire(scope: str, claims: str | None) -> Mapping[str, Any]:
        return client.acquire_token_for_client([scope], claims_challenge=claims) or {}

    return acquire


def _credential(settings: Settings) -> str | Mapping[str, str]:
    if settings.app_password is not None:
        return settings.app_password.get_secret_value()
    if settings.app_certificate is None:
        raise ValueError("no credential")
    pem = settings.app_certificate.read_text()
    # Without "thumbprint" msal takes SHA-256 of the certificate, with it SHA-1.
    return {"private_key": pem, "public_certificate": pem}


def _managed_identity(settings: Settings, timeout: float) -> Acquire:
    import msal
    import requests

    class Patient(requests.Session):
        """Gives up in time, as msal cannot be told to here."""

        def request(self, *args: Any, **kwargs: Any) -> requests.Response:
            return super().request(*args, **{"timeout": timeout, **kwargs})

    client = msal.ManagedIdentityClient(
        msal.UserAssignedManagedIdentity(client_id=settings.app_id), http_client=Patient()
    )

    def acquire(scope: str, claims: str | None) -> Mapping[str, Any]:
        resource = scope.removesuffix("/.default")
        return client.acquire_token_for_client(resource=resource, claims_challenge=claims) or {}

    return acquire
