import pytest


@pytest.fixture
def storage(settings, tmp_path):
    """An empty storage of the test's own; the folder."""
    folder = tmp_path / "storage"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return folder
