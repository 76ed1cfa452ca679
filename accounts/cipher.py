"""What is stored encrypted, under keys that are derived from one secret, each for one purpose."""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

# AES-256 in Galois/Counter Mode: who changes a stored value is found out when it is read. Nonces are
# drawn at random, safe for 2^32 values under one key (NIST SP 800-38D).
NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """Not made by `encrypt` with this key, or changed since."""


def encrypt(value: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + _store().encrypt(nonce, value.encode(), None))


def decrypt(stored: bytes) -> str:
    """The text that `encrypt` was given. Raises CannotDecrypt for anything that this key did not make."""
    try:
        content = base64.urlsafe_b64decode(bytes(stored))
        return _store().decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None).decode()
    except (ValueError, InvalidTag) as error:
        raise CannotDecrypt from error


def derived_key(purpose: str) -> bytes:
    """32 bytes that are the same whenever asked for with the same purpose and secret."""
    return hmac.new(settings.IDENTIFIER_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


def _store() -> AESGCM:
    return AESGCM(derived_key("store aes-256-gcm"))
