"""The installation's own signature on a PDF, and whether a PDF carries it unchanged.

The key is made at the first signature, under the data folder, readable by its owner alone, with a certificate that
the installation gives itself. Nobody is asked over the network, neither to sign nor to check. The libraries are
imported inside the functions: together they take half a second, and the program has to start in two.
"""

import hashlib
import io
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from payandan.platform.kit.refusals import Refused

_FIELD = "Payandan"
_YEARS = timedelta(days=30 * 365)
_KEY, _CERTIFICATE = "key.pem", "certificate.pem"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a signature says: whether the file is as it was signed, when, by whom, and whether that is this house."""

    unchanged: bool
    ours: bool
    signed_at: datetime | None
    signer: str
    fingerprint: str

    @property
    def good(self) -> bool:
        return self.unchanged and self.ours


def sign(pdf: bytes, *, reason: str) -> bytes:
    """The PDF with the installation's signature over all of it, as PDF readers know it; `make_keys` has been called."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    metadata = PdfSignatureMetadata(field_name=_FIELD, md_algorithm="sha256", reason=reason, name=signer_name())
    written = PdfSigner(metadata, signer=_signer()).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return bytes(written.getbuffer())


def check(pdf: bytes) -> Checked:
    """Whether a PDF is as it was signed, to its last byte. Raises Refused: not_a_pdf, not_signed."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            raise Refused("not_signed")
        found = signatures[-1]
        certificate = found.signer_cert
    except Refused:
        raise
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Refused("not_a_pdf") from error
    fingerprint = certificate.sha256.hex()
    signer = str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly)
    try:
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        status = validate_pdf_signature(found, context)
    except (SignatureValidationError, PdfError, ValueError, KeyError, TypeError):
        return Checked(False, False, None, signer, fingerprint)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    unchanged = bool(
        status.intact and status.valid and whole and status.modification_level in (None, ModificationLevel.NONE)
    )
    return Checked(unchanged, fingerprint == own_fingerprint(), status.signer_reported_dt, signer, fingerprint)


def own_fingerprint() -> str:
    """The SHA-256 of the installation's certificate; empty while it has never signed anything."""
    path = _folder() / _CERTIFICATE
    if not path.exists():
        return ""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def make_keys(*, at: datetime) -> str:
    """Make the installation's key and certificate where there are none; returns the certificate's fingerprint."""
    if not (_folder() / _KEY).exists():
        _make_keys(at)
    return own_fingerprint()


def _folder() -> Path:
    return Path(settings.DATA) / "signing"


def signer_name() -> str:
    """Whose signature it is, as the certificate has it."""
    return f"Payandan {urlsplit(settings.BASE_URL).hostname or ''}".strip()


def _signer() -> Any:
    from pyhanko.sign.signers import SimpleSigner

    # Untyped in the library; it reads PEM files.
    return SimpleSigner.load(str(_folder() / _KEY), str(_folder() / _CERTIFICATE))  # type: ignore[no-untyped-call]


def _make_keys(at: datetime) -> None:
    """Written aside and put in place whole, so that two processes that sign first at once end with one key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, signer_name()[:64])])
    began = at.astimezone(UTC) - timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + _YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    aside = _folder().with_name(f"signing-{secrets.token_hex(8)}")
    aside.mkdir(mode=0o700)
    _write(aside / _KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(aside / _CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    try:
        aside.rename(_folder())
    except OSError:
        # Another process was first; its key is the installation's.
        shutil.rmtree(aside)


def _write(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
