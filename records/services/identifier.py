"""Identifiers of people: encrypted at rest, found by a keyed hash of their normal form."""

import base64
import hashlib
import hmac
import re

from cryptography.fernet import Fernet
from django.conf import settings


def normal_form(kind: str, value: str) -> str:
    """Digits alone for a phone number; letters and digits in capitals for anything else."""
    pattern = r"\D" if kind == "phone" else r"[^0-9A-Za-z]"
    return re.sub(pattern, "", value).upper()


def digest(kind: str, value: str) -> str:
    """Keyed SHA-256 by which an exact value is found without being stored in the clear."""
    message = f"{kind}\n{normal_form(kind, value)}".encode()
    return hmac.new(_key("search"), message, hashlib.sha256).hexdigest()


def encrypt(value: str) -> bytes:
    return Fernet(base64.urlsafe_b64encode(_key("store"))).encrypt(value.encode())


def decrypt(stored: bytes) -> str:
    return Fernet(base64.urlsafe_b64encode(_key("store"))).decrypt(bytes(stored)).decode()


def _key(purpose: str) -> bytes:
    return hmac.new(settings.IDENTIFIER_KEY.encode(), purpose.encode(), hashlib.sha256).digest()
