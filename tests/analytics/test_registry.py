"""No model file is opened before it is known to be ours, whole, and of this version."""

import hashlib
import json
import pickle

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto import mock_aws

from analytics import registry
from analytics.models import ModelVersion, TrainingRun

CANARY: list[str] = []


def trip() -> None:
    CANARY.append("unpickled")


class Canary:
    """Unpickling it leaves a trace."""

    def __reduce__(self):
        return trip, ()


@pytest.fixture
def storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


@pytest.fixture
def make_version(jurisdiction, storage):
    run = TrainingRun.objects.create(jurisdiction=jurisdiction, product="zones", status="done")

    def make(number: int = 1) -> ModelVersion:
        version = ModelVersion(jurisdiction=jurisdiction, product="zones", version=number, run=run)
        stored = registry.store(f"v{number}", registry.identity_of(version), {"zones_model": {"answer": 42}})
        version.artefact, version.artefact_sha256 = stored.folder, stored.sha256
        version.save()
        return version

    return make


def overwrite(name: str, content: bytes) -> None:
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def refused(version: ModelVersion) -> str:
    CANARY.clear()
    with pytest.raises(registry.ArtefactRefused) as refusal:
        registry.load(version)
    assert CANARY == []
    return str(refusal.value)


def test_models_come_back_as_stored(make_version):
    assert registry.load(make_version()) == {"zones_model": {"answer": 42}}


def test_canary_would_be_executed_by_an_unchecked_load():
    CANARY.clear()
    pickle.loads(pickle.dumps(Canary()))
    assert CANARY == ["unpickled"]


def test_changed_file_is_refused_unopened(make_version):
    version = make_version()
    overwrite("v1/zones_model.joblib", pickle.dumps(Canary()))
    assert refused(version) == "v1/zones_model.joblib is larger than was stored"


def test_changed_file_of_the_same_size_is_refused_unopened(make_version, storage):
    version = make_version()
    path = storage / "v1/zones_model.joblib"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert "SHA-256" in refused(version)


def test_manifest_that_vouches_for_a_changed_file_is_refused(make_version, storage):
    version = make_version()
    payload = pickle.dumps(Canary())
    overwrite("v1/zones_model.joblib", payload)
    manifest = json.loads((storage / "v1/manifest.json").read_text())
    manifest["files"]["zones_model.joblib"] = {
        "size": len(payload),
        "sha256": hashlib.sha256(payload).hexdigest(),
    }
    content = json.dumps(manifest, sort_keys=True).encode()
    overwrite("v1/manifest.json", content)
    assert "not the one that was stored" in refused(version)
    # Even with the database changed to match, the signature does not.
    version.artefact_sha256 = hashlib.sha256(content).hexdigest()
    assert "HMAC" in refused(version)


def test_files_signed_with_another_key_are_refused(make_version, settings):
    version = make_version()
    settings.ARTEFACT_HMAC_KEY = "k" * 64
    assert "HMAC" in refused(version)


def test_files_of_another_version_are_refused(make_version):
    first, second = make_version(1), make_version(2)
    first.artefact, first.artefact_sha256 = second.artefact, second.artefact_sha256
    assert "another version" in refused(first)


def test_files_made_with_another_library_version_are_refused(make_version, monkeypatch):
    version = make_version()
    monkeypatch.setattr(registry, "installed_libraries", lambda: {"scikit-learn": "99.0.0"})
    assert "retrain" in refused(version)


def test_missing_file_is_refused(make_version):
    version = make_version()
    default_storage.delete("v1/zones_model.joblib")
    assert "missing" in refused(version)


def test_files_are_never_overwritten(make_version):
    make_version()
    with pytest.raises(FileExistsError):
        registry.store("v1", {}, {"zones_model": 1})


def test_models_in_use_are_loaded_once_and_replaced_by_the_next(make_version):
    loads = []

    def prepare(version, models):
        loads.append(version.version)
        return models

    for artefact in (make_version(1).artefact, "v1", make_version(2).artefact, "v2", "v1"):
        registry.in_use(artefact, prepare)
    assert loads == [1, 2, 1]


class StorageDown(Exception):
    """Not an OSError, as the errors of object storages are not."""


def test_storage_that_is_down_refuses_and_is_asked_again(make_version, monkeypatch):
    artefact = make_version(9).artefact

    def fail(*_):
        raise StorageDown("503 from the storage")

    with monkeypatch.context() as down:
        down.setattr(default_storage, "open", fail)
        with pytest.raises(registry.ArtefactUnreachable, match="cannot be read: 503"):
            registry.in_use(artefact, lambda version, models: models)
    assert registry.in_use(artefact, lambda version, models: models) == {"zones_model": {"answer": 42}}


@pytest.fixture
def bucket(settings, monkeypatch):
    """An S3 bucket of moto as the default storage, set up as `STORAGE_BUCKET` sets it up."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    options = {"bucket_name": "models", "region_name": "us-east-1", "file_overwrite": False}
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="models")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
        }
        yield


def test_models_come_back_from_s3_as_stored(jurisdiction, bucket):
    run = TrainingRun.objects.create(jurisdiction=jurisdiction, product="zones", status="done")
    version = ModelVersion(jurisdiction=jurisdiction, product="zones", version=1, run=run)
    stored = registry.store("v1", registry.identity_of(version), {"zones_model": {"answer": 42}})
    version.artefact, version.artefact_sha256 = stored.folder, stored.sha256
    version.save()
    assert type(default_storage._wrapped).__name__ == "S3Storage"
    assert registry.load(version) == {"zones_model": {"answer": 42}}


def test_missing_file_on_s3_is_refused(jurisdiction, bucket):
    run = TrainingRun.objects.create(jurisdiction=jurisdiction, product="zones", status="done")
    version = ModelVersion.objects.create(
        jurisdiction=jurisdiction, product="zones", version=1, run=run, artefact="nowhere"
    )
    with pytest.raises(registry.ArtefactRefused):
        registry.load(version)
