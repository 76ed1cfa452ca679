"""The nightly tasks: what fails in one jurisdiction keeps no other from its turn."""

import pytest

from analytics import services, tasks

from .. import factories


@pytest.fixture
def fails_first(jurisdiction):
    """A stand-in that notes what it is called for, and fails in the first of two jurisdictions."""
    factories.make_jurisdiction("OTHER")
    called = []

    def stand_in(*args, **fields):
        place = fields.get("jurisdiction") or args[0]
        called.append(place.code)
        if place == jurisdiction:
            raise OSError("disk full")

    return stand_in, called


def test_releases_go_on_after_one_that_fails(fails_first, monkeypatch, caplog):
    stand_in, called = fails_first
    monkeypatch.setattr(tasks, "build_release", stand_in)
    tasks.build_releases()
    assert sorted(called) == ["OTHER", "TESTCITY"]
    assert "disk full" in caplog.text


def test_trainings_go_on_after_one_that_fails(fails_first, monkeypatch, caplog):
    stand_in, called = fails_first
    monkeypatch.setattr(services, "request_retrain", stand_in)
    tasks.retrain_all()
    assert sorted(called) == ["OTHER"] * 4 + ["TESTCITY"] * 4
    assert "disk full" in caplog.text
