"""Hostile values in every filter, field and body: an answer in time and never a server error."""

import html
import json
import re
import time

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from records.models import CrimeRecord
from tests import factories

from .reach import endpoints, pages, path_of

LONG = 50_000
VALUES = {
    "quote": "' OR '1'='1",
    "comment": "x'; DROP TABLE records_crimerecord; --",
    "union": "1) UNION SELECT password FROM accounts_user --",
    "sleep": "1; SELECT pg_sleep(5)",
    "like": "%_%_%",
    "nul": "a\x00b",
    "line": "a\r\nSet-Cookie: b=c",
    "reversed": "‮txt.exe",
    "surrogate": "\ud800",
    "format": "{0.__class__} %s %(x)s ${7*7} {{7*7}}",
    "path": "../../../../etc/passwd",
    "number": "9" * 400,
    "negative": "-1",
    "nan": "NaN",
    "infinite": "1e400",
    # Strings on which careless expressions go exponential.
    "a": "a" * LONG + "!",
    "address": "a@" + "a." * (LONG // 2),
    "blank": " " * LONG + "x",
    "digits": "1" * LONG + "x",
    "date": "1/" * (LONG // 2),
    "words": "ab " * (LONG // 3),
}
IN_TIME_S = 2.0


def encoded(value: str) -> str:
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


@pytest.fixture(scope="module")
def schema() -> dict[str, dict]:
    return SchemaGenerator().get_schema(public=True)


@pytest.fixture(scope="module")
def operations(schema) -> dict[str, dict]:
    """Path → OpenAPI description of all endpoints."""
    return schema["paths"]


@pytest.fixture(scope="module")
def components(schema) -> dict[str, dict]:
    return schema["components"]["schemas"]


@pytest.fixture
def record(officer, station_a) -> CrimeRecord:
    return factories.make_draft(officer, station_a)


@pytest.fixture(scope="module")
def inputs() -> dict[str, set[str]]:
    """Names of the inputs of each page's forms, read once."""
    return {}


def in_time(act: object) -> object:
    start = time.process_time()
    response = act()
    assert time.process_time() - start < IN_TIME_S
    return response


@pytest.mark.parametrize("name", VALUES)
def test_value_in_every_parameter_of_the_api(api, officer, record, operations, name):
    client = api(officer)
    asked = 0
    for path, methods in operations.items():
        parameters = [p for p in methods.get("get", {}).get("parameters", []) if p["in"] == "query"]
        for parameter in parameters:
            address = re.sub(r"\{\w+\}", str(record.pk), path)
            response = in_time(
                lambda a=address, p=parameter: client.get(a, {p["name"]: encoded(VALUES[name])})
            )
            assert response.status_code in {200, 400, 403, 404, 422}, (address, parameter["name"])
            asked += 1
    assert asked > 20


@pytest.mark.parametrize("name", VALUES)
def test_value_in_every_field_of_the_api(api, supervisor, record, operations, components, name):
    client = api(supervisor)
    before = CrimeRecord.objects.values().get(pk=record.pk)
    for path, methods in operations.items():
        for method in ("post", "patch", "put"):
            if method not in methods or path == "/api/logout":
                continue
            body = json.dumps(dict.fromkeys(_fields(methods[method], components), VALUES[name]))
            address = re.sub(r"\{\w+\}", str(record.pk), path)
            response = in_time(
                lambda a=address, m=method, b=body: client.generic(
                    m.upper(), a, b, content_type="application/json"
                )
            )
            # Any text may be searched for; it finds nothing.
            assert response.status_code < 500, path
            assert response.status_code >= 400 or not response.json()["results"], path
    assert CrimeRecord.objects.values().get(pk=record.pk) == before


def _fields(operation: dict, components: dict[str, dict]) -> list[str]:
    """Names that the body may have."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(components.get(name, {}).get("properties", ["reason"]))


@pytest.mark.parametrize("name", VALUES)
def test_value_in_every_field_of_the_pages(browse, supervisor, record, inputs, name):
    browser = browse(supervisor)
    posted = 0
    for address in pages():
        path = path_of(address, str(record.pk) if "<int" in address.path else "")
        if "POST" not in address.methods:
            continue
        if address.name not in inputs:
            inputs[address.name] = _inputs(browser, path) if "GET" in address.methods else set()
        data = dict.fromkeys(inputs[address.name] | {"q", "next", "reason"}, encoded(VALUES[name]))
        response = in_time(lambda p=path, d=data: browser.post(p, d))
        assert response.status_code < 500, path
        posted += 1
    assert posted > 10


def _inputs(browser: Client, path: str) -> set[str]:
    text = browser.get(path).getvalue().decode(errors="replace")
    return {
        html.unescape(name) for name in re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', text)
    }


BODIES = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "huge": b'{"title": "' + b"a" * 10_000_000 + b'"}',
    "nul": b'{"title": "a\\u0000b"}',
    "lone surrogate": b'{"title": "\\ud800"}',
    "not utf-8": b'{"title": "\xff"}',
    "not json": b"title=x",
    "huge number": b'{"latitude": ' + b"9" * 5_000 + b"}",
    "nan": b'{"latitude": NaN}',
    "list": b"[]",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BODIES)
def test_body_that_no_client_sends_is_refused_in_time(api, officer, name):
    client = api(officer)
    for address in endpoints():
        if "POST" not in address.methods or address.name == "logout":
            continue
        response = in_time(
            lambda a=address: client.post(path_of(a), BODIES[name], content_type="application/json")
        )
        assert 400 <= response.status_code < 500, address.name
        assert response["Content-Type"] == "application/problem+json", address.name
    assert not CrimeRecord.objects.exists()
