"""The kinds of objects that the log speaks of.

Events name their object as text, a model's label and an id. The app that owns a model registers here how
an object of it is found, named and opened, and who may read it. What is not registered is read by nobody
but those who read the whole log.
"""

import re

from django.apps import apps
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from .models import User


class Kind:
    """Objects of one model. This one tells nothing of them beyond what they are and their id."""

    def __init__(self, object_type: str) -> None:
        self.object_type = object_type

    @property
    def label(self) -> str:
        try:
            return capfirst(apps.get_model(self.object_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return _page(self.object_type)

    def readable(self, ids: set[str], user: User) -> set[str]:
        """Which of the objects `user` may read."""
        return set()

    def closed(self, user: User) -> set[str]:
        """Objects of which `user` may not even know that others did something to them."""
        return set()

    def names(self, ids: set[str]) -> dict[str, str]:
        """What the objects are called, where they have a name that is no content; else kind and id."""
        return {}

    def url(self, object_id: str) -> str:
        """The page of an object, for those who may read it."""
        return ""

    def trail_url(self, object_id: str) -> str:
        """All that happened to an object, for those who read the whole log."""
        query = urlencode({"object_type": self.object_type, "object_id": object_id})
        return f"{reverse('accounts:audit')}?{query}"

    def find(self, text: str, user: User) -> str | None:
        """The id of the object that `user` means by `text`."""
        return str(int(text)) if text.isascii() and text.isdigit() else None

    def related(self, object_id: str, user: User) -> dict[str, set[str]]:
        """Other objects by their kinds whose events concern this one, too, as far as `user` may know."""
        return {}


def _page(name: str) -> str:
    """An address that was refused, known by the name of its view, in plain words."""
    door, words = ("API", name.removeprefix("api-")) if name.startswith("api-") else ("Page", name)
    return f"{door}: {re.sub('[^a-z0-9]+', ' ', words.lower()).strip()}"


class AccountKind(Kind):
    """People, postings and keys: whoever may see the act may see what it was done to."""

    def readable(self, ids: set[str], user: User) -> set[str]:
        return ids


class UserKind(AccountKind):
    def names(self, ids: set[str]) -> dict[str, str]:
        known = User.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
        return {str(user.pk): str(user) for user in known}


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    _kinds.update({kind.object_type: kind for kind in kinds})


def kind_of(object_type: str) -> Kind:
    return _kinds.get(object_type) or Kind(object_type)


def closed_to(user: User) -> dict[str, set[str]]:
    """Ids by object type of what is closed to `user` altogether; mostly nothing."""
    found = {name: kind.closed(user) for name, kind in _kinds.items()}
    return {name: ids for name, ids in found.items() if ids}


def registered() -> list[tuple[str, str]]:
    """(object type, label) of what the log can be narrowed to."""
    return sorted(((name, kind.label) for name, kind in _kinds.items()), key=lambda pair: pair[1])


register(
    UserKind("accounts.User"),
    *(
        AccountKind(f"accounts.{model}")
        for model in ("AccessToken", "ApiKey", "Invitation", "Jurisdiction", "Posting", "Station")
    ),
)
