"""PEM files with a certificate and a key, good ones and others."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.stand_ins.signing import new_key

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot.example.org")])


def pem(
    folder: Path,
    now: datetime,
    *,
    begins: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=365),
    own_key: bool = True,
) -> Path:
    """A file with a certificate that is good for so long, and a key that may be its own."""
    key = new_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .sign(key, SHA256())
    )
    file = folder / "bot.pem"
    file.write_bytes(
        certificate.public_bytes(Encoding.PEM) + _private(key if own_key else new_key())
    )
    return file


def _private(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
