"""Lifting the audit table's triggers as its owner does: for the flush between tests, and for attacks."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

append_only = importlib.import_module("accounts.migrations.0003_audit_is_append_only")


@contextmanager
def lifted(database: BaseDatabaseWrapper = connection) -> Iterator[None]:
    """Triggers off inside, on again after; one transaction, so that no failure leaves them off."""
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for statement in _off(database.vendor):
            cursor.execute(statement)
        yield
        for statement in _on(database.vendor):
            cursor.execute(statement)


def _off(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"ALTER TABLE {append_only.TABLE} DISABLE TRIGGER USER"]
    return append_only.SQLITE_OFF


def _on(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [f"ALTER TABLE {append_only.TABLE} ENABLE TRIGGER USER"]
    return append_only.SQLITE


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner() -> Iterator[None]:
    """Tests that commit are followed by Django's flush of all tables."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_lifted(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with lifted(self.connection):
            flush(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_lifted)
        yield
