"""Addresses to attack: every page and endpoint of the portal, with something in each of its places."""

import re
import uuid

from tests.access.walk import Address, addresses

PLACES = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>|\(\?P<(?P<regex>\w+)>[^)]*\)")
SAMPLES = {"int": "1", "slug": "x", "str": "x", "uuid": str(uuid.UUID(int=1))}


def path_of(address: Address, value: str = "") -> str:
    """The address with `value`, or something of the right kind, in each of its places."""
    filled = PLACES.sub(lambda place: value or SAMPLES.get(place["kind"] or "", "1"), address.path)
    return "/" + re.sub(r"[\^$]|\\Z", "", filled).replace(r"\.", ".")


def pages() -> list[Address]:
    return [address for address in addresses().values() if not address.is_api]


def endpoints() -> list[Address]:
    return [address for address in addresses().values() if address.is_api]
