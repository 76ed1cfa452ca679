"""Identifiers of people: encrypted at rest, found by a keyed hash of their normal form."""

import hashlib
import hmac
import re

from accounts.cipher import decrypt, derived_key, encrypt

__all__ = ["decrypt", "digest", "encrypt", "normal_form"]


def normal_form(kind: str, value: str) -> str:
    """Digits alone for a phone number; letters and digits in capitals for anything else."""
    pattern = r"\D" if kind == "phone" else r"[^0-9A-Za-z]"
    return re.sub(pattern, "", value).upper()


def digest(kind: str, value: str) -> str:
    """Keyed SHA-256 by which an exact value is found without being stored in the clear."""
    message = f"{kind}\n{normal_form(kind, value)}".encode()
    return hmac.new(derived_key("search"), message, hashlib.sha256).hexdigest()
