"""One line of the table of what is expected."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .cast import Actor

Status = Callable[[Actor, str], int]
# (world, name of the thing asked for) → what is sent
Body = Callable[[Any, str], dict]


@dataclass(frozen=True)
class Row:
    """What `action` on the thing of kind `on` is answered to who may do it: `status`.

    `named_in` says where the thing is named: in the path, in the query (`?search=` and its key), or in the
    body, which is then made by `body`. `body` is sent as a form to a page, as JSON to the API. `args` are
    those of a path that names nothing with rights of its own. `absent` is answered of what is not there.
    `every`: asked of every record, not of the telling ones alone; `few`: too slow for more than three.
    `anonymous`: nobody's log-in is looked at.
    `tells` names what the answer says beyond what the actor may read: (actor, record, field) → bool.
    """

    name: str
    method: str
    action: str
    on: str = ""
    status: int | Status = 200
    body: Body | dict | None = None
    args: tuple = ()
    query: str = ""
    named_in: str = "path"
    absent: int = 404
    every: bool = False
    few: bool = False
    anonymous: bool = False
    tells: Callable[[Actor, str, str], bool] | None = None
    note: str = ""

    @property
    def id(self) -> str:
        return f"{self.name}-{self.method}{'-' + self.note if self.note else ''}"

    def answer(self, actor: Actor, thing: str) -> int:
        return self.status(actor, thing) if callable(self.status) else self.status
