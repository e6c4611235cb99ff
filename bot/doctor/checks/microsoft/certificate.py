"""The sign-in certificate: proved by comparing its key and its dates."""

from collections.abc import Sequence
from datetime import timedelta

from bot.doctor.results import CheckFailed, Remark, fine, warning
from bot.ports import Clock
from bot.settings import Settings

SOON = timedelta(days=30)
RENEW = "Make a new certificate, upload it in the app registration, then replace the file."


class CertificateCheck:
    """The PEM file at BOT_APP_CERTIFICATE, which the settings have parsed already."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._path = settings.app_certificate
        self._clock = clock

    async def serves(self) -> Sequence[Remark]:
        """Proves that it belongs to its key and is valid now; warns 30 days before it ends."""
        # Slow to import, and only a bot with a certificate needs it.
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        if self._path is None:
            return fine("No certificate is used.")
        pem = self._path.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        if certificate.public_key() != load_pem_private_key(pem, password=None).public_key():
            raise CheckFailed(
                "The certificate in BOT_APP_CERTIFICATE belongs to another key.",
                "Put the certificate and the key that was made with it into one PEM file.",
            )
        now, ends = self._clock(), certificate.not_valid_after_utc
        if now < certificate.not_valid_before_utc:
            raise CheckFailed("The certificate in BOT_APP_CERTIFICATE is not valid yet.", RENEW)
        if now >= ends:
            raise CheckFailed(
                f"The certificate in BOT_APP_CERTIFICATE ended on {ends:%Y-%m-%d}.", RENEW
            )
        if ends - now <= SOON:
            return warning(f"The certificate ends in {(ends - now).days} days.", RENEW)
        return fine(f"Its key fits, and it serves until {ends:%Y-%m-%d}.")
