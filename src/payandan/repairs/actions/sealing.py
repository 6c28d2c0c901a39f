"""Passcodes under seal: readable only by this installation, with a key of its own."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from payandan.platform.kit.refusals import Refused


def _box() -> Fernet:
    digest = hashlib.sha256(b"payandan passcodes 1\0" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(text: str) -> str:
    """The text, encrypted and authenticated."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises Refused("passcode_unreadable") where the key has changed since."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Refused("passcode_unreadable") from error
