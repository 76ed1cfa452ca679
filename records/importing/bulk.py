"""Many rows into one table: COPY on PostgreSQL, executemany on SQLite. No signals, no full_clean."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any

from django.db import connections, models, router
from django.utils import timezone

COPY_ROWS = 5_000
Row = Sequence[Any]


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows, tuples in the order of `columns` (attribute names: `station_id` for a foreign key).

    Fields that are not among the columns get their default; creation and update times are now. Times are
    aware datetimes; None is NULL. Bounded memory, so rows may be a generator. Returns how many were
    inserted. Raises IntegrityError as the database does; call it in a transaction to have all or nothing.
    """
    connection = connections[router.db_for_write(model)]
    fields = [_field(model, name) for name in columns]
    filled = [field for field in model._meta.concrete_fields if field not in fields and _has_default(field)]
    now = timezone.now()
    postgres = connection.vendor == "postgresql"
    acts = [(at, act) for at, field in enumerate(fields) if (act := _converter(field, postgres))]
    constants = [
        _constant(field, now if _is_now(field) else field.get_default(), postgres) for field in filled
    ]
    ready = _converted(rows, tuple(constants), acts)
    fields += filled
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if not postgres:
            counted = _Counted(ready)
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", counted)  # noqa: S608
            return counted.count
        # COPY reads an empty, unquoted value as NULL unless it is told not to.
        texts = [connection.ops.quote_name(field.column) for field in fields if not field.null]
        force = f", FORCE_NOT_NULL ({', '.join(texts)})" if texts else ""
        statement = f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv{force})"
        return _copy(cursor, statement, ready)


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Set `columns` of existing rows, given as tuples (primary key, values in the order of the columns)."""
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [_field(model, name) for name in columns]
    postgres = connection.vendor == "postgresql"
    acts = [(at, act) for at, field in enumerate(fields) if (act := _converter(field, postgres))]
    ready = _converted(((*row[1:], row[0]) for row in rows), (), acts)
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    where = f"{quote(model._meta.pk.column)} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {where}", ready)  # noqa: S608


def allocate(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys that nobody else gets, for rows that other rows of the same load refer to.

    On SQLite, call it in the transaction of the insert: there the keys follow the highest in use.
    """
    connection = connections[router.db_for_write(model)]
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(model._meta.db_table), key, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = cursor.fetchone()
        start = (last[0] if last else 0) + 1
        return list(range(start, start + count))


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class _Counted:
    """Counts what passes."""

    def __init__(self, rows: Iterable[Row]):
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def _copy(cursor: Any, statement: str, rows: Iterator[Row]) -> int:
    total = 0
    for batch in batches(rows, COPY_ROWS):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(batch)
        buffer.seek(0)
        cursor.copy_expert(statement, buffer)
        total += len(batch)
    return total


def _converted(rows: Iterable[Row], tail: Row, acts: list[tuple[int, Callable]]) -> Iterator[Row]:
    for row in rows:
        values = [*row, *tail]
        for place, act in acts:
            if values[place] is not None:
                values[place] = act(values[place])
        yield values


def _constant(field: models.Field, value: Any, postgres: bool) -> Any:
    """A value that is the same in every row, made ready once."""
    act = _converter(field, postgres) or (str if isinstance(value, datetime) else None)
    return act(value) if act and value is not None else value


def _field(model: type[models.Model], name: str) -> models.Field:
    for field in model._meta.concrete_fields:
        if name in (field.attname, field.name):
            return field
    raise ValueError(f"{model._meta.label} has no column '{name}'.")


def _is_now(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _has_default(field: models.Field) -> bool:
    return not field.generated and (not field.primary_key or field.has_default())


def _converter(field: models.Field, postgres: bool) -> Callable | None:
    """What a value of the field must go through before the driver takes it; None where nothing."""
    if isinstance(field, models.JSONField):
        return partial(json.dumps, cls=field.encoder)
    if isinstance(field, models.UUIDField) and not postgres:
        return lambda value: value.hex
    if isinstance(field, models.DateTimeField) and not postgres:
        return _sqlite_moment
    if isinstance(field, models.DateField) and not postgres:
        return date.isoformat
    return None


def _sqlite_moment(moment: datetime) -> str:
    """A moment as Django writes it: UTC without a zone."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))
