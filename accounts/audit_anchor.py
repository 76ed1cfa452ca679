"""Anchors: what the audit chain's head was at a moment, signed with Ed25519.

Who can write to the table can cut the chain off or rebuild it, but cannot sign. An anchor kept where they
cannot write shows it. `verify_audit` needs the public key alone.
"""

import base64
import json
import math
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "audit/anchors"
# Two days of hourly anchors: more of them only narrow down where a rebuilt chain begins to differ.
NEWEST = 48
# Signed with the rest, so that a signature made here means nothing elsewhere.
PURPOSE = b"CrimePortal audit anchor 1\n"


class AnchorRefused(Exception):
    """An anchor that cannot be read, or was not signed with the portal's key."""

    def __init__(self, reason: str, sequence: int | None = None) -> None:
        super().__init__(reason)
        self.sequence = sequence


@dataclass(frozen=True)
class Anchor:
    """The head of the chain: place and hash of its newest event, how many there are, when it was signed."""

    sequence: int
    hash: str
    events: int
    at: str
    signature: str

    @property
    def signed(self) -> bytes:
        values = {name: value for name, value in asdict(self).items() if name != "signature"}
        return PURPOSE + json.dumps(values, sort_keys=True, separators=(",", ":")).encode()

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1) + "\n"


def sign(*, sequence: int, head: str, events: int) -> Anchor:
    """Raises ImproperlyConfigured where AUDIT_ANCHOR_KEY is not set."""
    if not settings.AUDIT_ANCHOR_KEY:
        raise ImproperlyConfigured("AUDIT_ANCHOR_KEY is not set: this process cannot sign anchors.")
    at = timezone.now().isoformat(timespec="microseconds")
    bare = Anchor(sequence, head, events, at, "")
    signature = _private_key().sign(bare.signed)
    return Anchor(sequence, head, events, at, base64.b64encode(signature).decode())


def check(anchor: Anchor) -> None:
    """Raises AnchorRefused unless one of the portal's keys signed it."""
    keys = public_keys()
    if not keys:
        raise AnchorRefused(
            "its anchor cannot be checked: AUDIT_ANCHOR_PUBLIC_KEY is not set", anchor.sequence
        )
    if not any(_signed_by(key, anchor) for key in keys):
        raise AnchorRefused("its anchor was not signed with the portal's key", anchor.sequence)


def read(text: str) -> Anchor:
    """The anchor in a file. Raises AnchorRefused for anything else."""
    try:
        anchor = Anchor(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise AnchorRefused(f"not an anchor: {error}") from error
    if not isinstance(anchor.sequence, int) or anchor.events != anchor.sequence:
        raise AnchorRefused("not an anchor: its number of events is not the place of the last")
    return anchor


def store(anchor: Anchor) -> str:
    """Write an anchor to the storage; returns its name there."""
    return default_storage.save(f"{FOLDER}/{anchor.sequence}.json", ContentFile(anchor.as_json().encode()))


def newest(limit: int = NEWEST) -> list[Anchor]:
    """The anchors in storage that reach furthest, in the order of the chain.

    Raises AnchorRefused where one of them is none, was not signed, or stands under the name of another.
    """
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return []
    return [_opened(name) for name in sorted(names, key=_place)[-limit:]]


def public_keys() -> list[Ed25519PublicKey]:
    """The keys whose signatures count: those of AUDIT_ANCHOR_PUBLIC_KEY, and the portal's own."""
    listed = [
        Ed25519PublicKey.from_public_bytes(base64.b64decode(text))
        for text in settings.AUDIT_ANCHOR_PUBLIC_KEY
    ]
    return [*listed, _private_key().public_key()] if settings.AUDIT_ANCHOR_KEY else listed


def public_key_text() -> str:
    """The public half of AUDIT_ANCHOR_KEY, for AUDIT_ANCHOR_PUBLIC_KEY elsewhere."""
    raw = _private_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.AUDIT_ANCHOR_KEY))


def _signed_by(key: Ed25519PublicKey, anchor: Anchor) -> bool:
    try:
        key.verify(base64.b64decode(anchor.signature), anchor.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _opened(name: str) -> Anchor:
    with default_storage.open(f"{FOLDER}/{name}") as file:
        anchor = read(file.read().decode(errors="replace"))
    check(anchor)
    if anchor.sequence != _place(name):
        # Copies of an old anchor under higher names would push the newest out of sight.
        raise AnchorRefused(f"its anchor is stored under another name, {name}", anchor.sequence)
    return anchor


def _place(name: str) -> float:
    """The place that a file's name tells; another name comes last, so that the file is read and refused."""
    # The storage adds "_" and letters where a name is taken: an anchor of the same head again.
    stem = name.removesuffix(".json").partition("_")[0]
    return int(stem) if stem.isdecimal() else math.inf
