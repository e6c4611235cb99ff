"""Signs in through msal with a secret, a certificate or a managed identity.

https://learn.microsoft.com/python/api/msal/msal.application.confidentialclientapplication
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.settings import Settings

AcquireToken = Callable[[str, str | None], Mapping[str, Any]]
"""Blocking: requests a token for a scope, with a claims challenge."""


def connect(settings: Settings, timeout: float) -> AcquireToken:
    """Creates the msal client for the bot's credential. Blocking: msal may call Entra."""
    if settings.app_type == "UserAssignedMSI":
        return _managed_identity(settings, timeout)
    return _confidential_client(settings, timeout)


def _confidential_client(settings: Settings, timeout: float) -> AcquireToken:
    # Imported here: local mode never signs in.
    import msal  # type: ignore[import-untyped]

    client = msal.ConfidentialClientApplication(
        settings.app_id,
        client_credential=_credential(settings),
        authority=f"{settings.graph_authority}/{settings.tenant_id}",
        # Otherwise msal asks the public cloud about an authority that it does not know.
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
    # No "thumbprint": with it msal signs with SHA-1, without it with SHA-256 (same page).
    return {"private_key": pem, "public_certificate": pem}


def _managed_identity(settings: Settings, timeout: float) -> AcquireToken:
    import msal
    import requests

    class TimeoutSession(requests.Session):
        """Has a default timeout: ManagedIdentityClient takes none
        (https://github.com/AzureAD/microsoft-authentication-library-for-python/issues/683).
        """

        def request(self, *args: Any, **kwargs: Any) -> requests.Response:
            return super().request(*args, **{"timeout": timeout, **kwargs})

    client = msal.ManagedIdentityClient(
        msal.UserAssignedManagedIdentity(client_id=settings.app_id), http_client=TimeoutSession()
    )

    def acquire(scope: str, claims: str | None) -> Mapping[str, Any]:
        resource = scope.removesuffix("/.default")
        return client.acquire_token_for_client(resource=resource, claims_challenge=claims) or {}

    return acquire
