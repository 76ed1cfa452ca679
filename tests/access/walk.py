"""Every address of the portal and every method that it answers, from the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver

from ..test_architecture import OUTSIDE_THE_MATRIX

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Address:
    """`name` is what `reverse` takes; `methods` are those that the view has code for."""

    name: str
    path: str
    methods: frozenset[str]
    view: type

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")


@cache
def addresses() -> dict[str, Address]:
    """Ours by name, without the pages of libraries."""
    found = {}
    for path, name, pattern in patterns(get_resolver()):
        if OUTSIDE_THE_MATRIX.match(path):
            continue
        view = getattr(pattern.callback, "view_class", None) or pattern.callback.cls
        methods = _methods(pattern.callback, view)
        # A viewset may answer one name at one path by several patterns.
        known = found.get(name)
        found[name] = Address(name, path, methods | (known.methods if known else frozenset()), view)
    return found


def patterns(
    resolver: URLResolver, path: str = "", space: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, URLPattern]]:
    for item in resolver.url_patterns:
        here = path + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, here, (*space, item.namespace) if item.namespace else space)
        else:
            yield here, ":".join([*space, item.name or here]), item


def _methods(callback: object, view: type) -> frozenset[str]:
    by_action = getattr(callback, "actions", None)
    if by_action:
        return frozenset(method.upper() for method in by_action if method.upper() in METHODS)
    allowed = {name.upper() for name in view.http_method_names}
    return frozenset(name for name in METHODS if name in allowed and hasattr(view, name.lower()))
