"""What is stored encrypted, under keys that are derived from one secret, each for one purpose."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

__all__ = ["InvalidToken", "decrypt", "derived_key", "encrypt"]


def encrypt(value: str) -> bytes:
    return _fernet().encrypt(value.encode())


def decrypt(stored: bytes) -> str:
    """The text that `encrypt` was given. Raises InvalidToken for anything that this key did not make."""
    return _fernet().decrypt(bytes(stored)).decode()


def derived_key(purpose: str) -> bytes:
    """32 bytes that are the same whenever asked for with the same purpose and secret."""
    return hmac.new(settings.IDENTIFIER_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key("store")))
