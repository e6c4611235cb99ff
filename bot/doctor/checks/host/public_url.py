"""PUBLIC_URL, which links in mails lead to: proved by GET /health/live, with TLS verified."""

from collections.abc import Sequence
from http import HTTPStatus

import aiohttp

from bot.doctor.checks.host.ports import LIVE, PortsCheck
from bot.doctor.graph import TIMEOUT
from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.settings import Settings

EXPIRED, NOT_YET, OTHER_NAME, OTHER_NUMBER = 10, 9, 62, 64
"""X509_V_ERR_* codes (https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/)."""
NOBODY_BEHIND = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)
RENEW = "Put a certificate that is valid today where TLS ends, and see that it is renewed in time."
PASS_ON = "See that what stands at PUBLIC_URL passes its requests on to HOST and PORT as they are."  # noqa: S105
LET_IN = (
    "See that the gateway at PUBLIC_URL runs and its port is right; if only this host may not"
    " reach it, let it: firewall, proxy, a way back in from inside."
)
ONCE_IT_RUNS = "Run doctor again beside the running bot."


class PublicUrlCheck:
    """The bot at its public URL, as far as this host can reach that."""

    def __init__(
        self, session: aiohttp.ClientSession, settings: Settings, ports: PortsCheck
    ) -> None:
        self._session = session
        self._url = settings.public_url
        self._ports = ports

    async def is_ours(self) -> Sequence[Remark]:
        """Proves that the bot answers, with a certificate that browsers trust."""
        if self._url is None:
            return fine("PUBLIC_URL is not set, so mails to leaders have no link.")
        try:
            status, is_live = await self._answer(f"{self._url}/health/live")
        except aiohttp.ConnectionTimeoutError:
            raise CheckFailed("PUBLIC_URL took no connection in time.", LET_IN) from None
        except TimeoutError:
            return self._nobody_behind("it did not answer in time")
        except aiohttp.ClientError as error:
            raise _cause(error) from None
        if is_live:
            return fine("The bot answers at PUBLIC_URL, under a good certificate.")
        if status in NOBODY_BEHIND:
            return self._nobody_behind(f"status {status}")
        raise CheckFailed(f"What answers at PUBLIC_URL is not the bot (status {status}).", PASS_ON)

    async def _answer(self, url: str) -> tuple[int, bool]:
        # No redirects: they lead to a sign-in page or another site.
        async with self._session.get(url, timeout=TIMEOUT, allow_redirects=False) as response:
            try:
                return response.status, response.status == 200 and await response.json() == LIVE
            except (aiohttp.ContentTypeError, ValueError):
                return response.status, False

    def _nobody_behind(self, why: str) -> Sequence[Remark]:
        if self._ports.is_served:
            says = f"PUBLIC_URL is there, but does not reach the bot that runs here ({why})."
            raise CheckFailed(says, PASS_ON)
        says = f"Not proved: PUBLIC_URL is there, but the bot does not run here now ({why})."
        return warning(says, ONCE_IT_RUNS)


def _cause(error: aiohttp.ClientError) -> CheckFailed:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return CheckFailed(
                "The host name in PUBLIC_URL is not known here.",
                "Check its spelling, and that its DNS record exists and is seen from this host.",
            )
        case aiohttp.ClientConnectorCertificateError():
            return _certificate(getattr(error.certificate_error, "verify_code", 0))
        case aiohttp.ClientSSLError():
            return CheckFailed(
                "What listens at PUBLIC_URL does not speak TLS as it should.",
                "Check the port in PUBLIC_URL, and the TLS settings of what stands there.",
            )
        case aiohttp.ClientConnectorError():
            return CheckFailed("Nothing takes connections at PUBLIC_URL.", LET_IN)
    return CheckFailed(f"PUBLIC_URL broke off ({type(error).__name__}).", PASS_ON)


def _certificate(number: int) -> CheckFailed:
    if number == EXPIRED:
        return CheckFailed("The TLS certificate at PUBLIC_URL has expired.", RENEW)
    if number == NOT_YET:
        return CheckFailed("The TLS certificate at PUBLIC_URL is not valid yet.", RENEW)
    if number in (OTHER_NAME, OTHER_NUMBER):
        return CheckFailed(
            "The TLS certificate at PUBLIC_URL is for another name.",
            "Set PUBLIC_URL to a name the certificate is for, or get one for the name it has.",
        )
    return CheckFailed(
        "The TLS certificate at PUBLIC_URL is not trusted here.",
        "Have it served with all certificates in between, from an authority that people's"
        " browsers trust; for the organisation's own, SSL_CERT_FILE names whom to trust.",
    )
