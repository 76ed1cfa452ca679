"""Model files: how they are stored, checked and loaded.

A version's files lie in a folder of their own in the default storage, beside a manifest that names format,
libraries, size and SHA-256 of each, signed with the server's key for this version of this product. Unpickling
runs whatever a file says, so nothing is unpickled before every check has held, and what is unpickled are the
very bytes that were checked.
"""

import hashlib
import hmac
import io
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from .models import ModelVersion

FORMAT = 1
MANIFEST = "manifest.json"
LIBRARIES = ("scikit-learn", "numpy", "joblib")
MAX_MANIFEST_BYTES = 64_000
MAX_FILE_BYTES = 1_000_000_000

logger = logging.getLogger(__name__)
T = TypeVar("T")


class ArtefactRefused(Exception):
    """A model file failed a check and was not opened; the message says which."""


class ArtefactUnreachable(ArtefactRefused):
    """The storage did not give the file just now; it may the next time."""


@dataclass(frozen=True)
class Stored:
    """What a version remembers of its files."""

    folder: str
    sha256: str
    libraries: dict[str, str]


def store(folder: str, identity: dict[str, Any], models: dict[str, Any]) -> Stored:
    """Write each model as `<name>.joblib` into `folder`, and the signed manifest last."""
    import joblib

    files = {}
    for name, model in models.items():
        buffer = io.BytesIO()
        joblib.dump(model, buffer, compress=1)
        content = buffer.getvalue()
        _write(f"{folder}/{name}.joblib", content)
        files[f"{name}.joblib"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    libraries = installed_libraries()
    body = {"format": FORMAT, "identity": identity, "libraries": libraries, "files": files}
    manifest = json.dumps({**body, "hmac": _sign(body)}, sort_keys=True).encode()
    _write(f"{folder}/{MANIFEST}", manifest)
    return Stored(folder, hashlib.sha256(manifest).hexdigest(), libraries)


def load(version: ModelVersion) -> dict[str, Any]:
    """The version's models by name. Raises ArtefactRefused, before unpickling, if a check fails."""
    import joblib

    contents = verified_files(version)
    return {name.removesuffix(".joblib"): joblib.load(io.BytesIO(data)) for name, data in contents.items()}


def verified_files(version: ModelVersion) -> dict[str, bytes]:
    """The bytes of each file of a version, all checks done; nothing is unpickled."""
    if not version.artefact:
        raise ArtefactRefused("no model file is stored with this version")
    manifest = _checked_manifest(version)
    return {
        name: _checked_file(f"{version.artefact}/{name}", entry) for name, entry in manifest["files"].items()
    }


def identity_of(version: ModelVersion) -> dict[str, Any]:
    """What a manifest is signed for, so that a file of another version is foreign here."""
    return {
        "jurisdiction": version.jurisdiction_id,
        "product": str(version.product),
        "audience": str(version.audience),
        "version": version.version,
    }


def installed_libraries() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in LIBRARIES}


def _checked_manifest(version: ModelVersion) -> dict:
    data = _read(f"{version.artefact}/{MANIFEST}", MAX_MANIFEST_BYTES)
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), version.artefact_sha256):
        raise ArtefactRefused("the manifest is not the one that was stored (SHA-256)")
    try:
        manifest = json.loads(data)
        signature = manifest.pop("hmac")
    except (ValueError, KeyError, AttributeError, TypeError):
        raise ArtefactRefused("the manifest cannot be read") from None
    if not isinstance(signature, str) or not hmac.compare_digest(signature, _sign(manifest)):
        raise ArtefactRefused("the signature was not made with this server's key (HMAC)")
    if manifest["format"] != FORMAT:
        raise ArtefactRefused(f"format {manifest['format']} is not format {FORMAT}")
    if manifest["identity"] != identity_of(version):
        raise ArtefactRefused("the files belong to another version")
    for name, here in installed_libraries().items():
        there = manifest["libraries"].get(name, "none")
        if there.split(".")[:2] != here.split(".")[:2]:
            raise ArtefactRefused(f"made with {name} {there}, but {here} is installed: retrain")
    return manifest


def _checked_file(path: str, entry: dict) -> bytes:
    data = _read(path, min(entry["size"], MAX_FILE_BYTES))
    if len(data) != entry["size"]:
        raise ArtefactRefused(f"{path} has another size than was stored")
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), entry["sha256"]):
        raise ArtefactRefused(f"{path} is not the file that was stored (SHA-256)")
    return data


def _read(path: str, limit: int) -> bytes:
    try:
        with default_storage.open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise ArtefactRefused(f"{path} is missing") from None
    except Exception as error:
        # Each storage has errors of its own: none of them may end a request.
        raise ArtefactUnreachable(f"{path} cannot be read: {error}") from error
    if len(data) > limit:
        raise ArtefactRefused(f"{path} is larger than was stored")
    return data


def _write(path: str, content: bytes) -> None:
    saved = default_storage.save(path, ContentFile(content))
    if saved != path:
        default_storage.delete(saved)
        raise FileExistsError(f"{path} exists in the storage already.")


def _sign(body: dict) -> str:
    message = json.dumps(body, sort_keys=True).encode()
    return hmac.new(settings.ARTEFACT_HMAC_KEY.encode(), message, hashlib.sha256).hexdigest()


# What this process has loaded, by folder, or why it was refused.
_in_use: dict[str, Any] = {}


def in_use(artefact: str, prepare: Callable[[ModelVersion, dict[str, Any]], T]) -> T:
    """What `prepare` makes of the models in a version's folder; loaded once a process, until another version
    of its kind takes its place.

    Raises ArtefactRefused, each time, for files that were refused; files out of reach are tried again.
    """
    if artefact not in _in_use:
        version = ModelVersion.objects.select_related("jurisdiction").get(artefact=artefact)
        try:
            ready: Any = prepare(version, load(version))
        except ArtefactUnreachable as failure:
            logger.error("Model file not read: %s of %s: %s", version, version.jurisdiction, failure)
            raise
        except ArtefactRefused as refusal:
            logger.error("Model file refused: %s of %s: %s", version, version.jurisdiction, refusal)
            ready = refusal
        _forget_others_like(version)
        _in_use[artefact] = ready
    if isinstance(_in_use[artefact], ArtefactRefused):
        raise _in_use[artefact]
    return _in_use[artefact]


def _forget_others_like(version: ModelVersion) -> None:
    like = ModelVersion.objects.filter(
        jurisdiction=version.jurisdiction_id, product=version.product, audience=version.audience
    )
    for other in like.filter(artefact__in=_in_use).values_list("artefact", flat=True):
        _in_use.pop(other, None)
