"""A plugin of pytest: runs the tests with one rule removed, the mutant that MUTANT names."""

import os

import pytest

from .mutants import one


def pytest_collection_finish(session: pytest.Session) -> None:
    one(os.environ["MUTANT"]).apply()
