"""Removes one rule of access at a time from the running code, found in its syntax tree.

A mutant is the code of one function with one filter, condition or refusal less. It takes the place of the
function's own code, wherever the function is known already.
"""

import ast
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).resolve().parents[2]
# Where the rules stand: every condition in them counts.
RULES = [
    "accounts/permissions.py",
    "accounts/querysets.py",
    "analytics/querysets.py",
    "records/querysets.py",
    "records/audit_kinds.py",
    "records/models/access.py",
    "records/models/person.py",
    "records/models/crime.py",
]
# Who asks for them: the question itself counts.
DOORS = [
    *("accounts/views", "accounts/api", "analytics/views", "analytics/api", "records/views", "records/api"),
    *("records/filters.py", "records/services/access.py", "records/services/crime.py"),
    *("records/services/protection.py", "records/services/person_search.py", "records/services/trail.py"),
]
# What these narrow to is no question of rights.
NO_RULES = {"under_way", "champion", "current", "counted", "numbered", "named", "names", "open"}
NO_RULES |= {"is_in_force", "is_overdue"}
SCOPED = {"visible_to", "administered_by", "naming_people_to", "opened_by", "records_with_trail"}
REFUSALS = {"PermissionDenied", "Http404", "permission_denied", "handle_no_permission"}


@dataclass(frozen=True)
class Mutant:
    path: str
    function: str
    line: int
    what: str
    code: CodeType

    @property
    def id(self) -> str:
        return f"{self.path}::{self.function}: {self.what}"

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")

    def apply(self) -> None:
        """Put the code in the place of the function's, in this process, for good."""
        found = importlib.import_module(self.module)
        for name in self.function.split("."):
            found = inspect.getattr_static(found, name)
        if isinstance(found, property):
            found = found.fget
        if isinstance(found, cached_property):
            found = found.func
        function: FunctionType = inspect.unwrap(found)
        function.__code__ = self.code


def one(name: str) -> Mutant:
    """The mutant with this id."""
    return next(mutant for mutant in mutants() if mutant.id == name)


def mutants() -> list[Mutant]:
    rules = [mutant for path in RULES for mutant in _of_file(path, are_rules=True)]
    doors = [mutant for path in _files(DOORS) for mutant in _of_file(path, are_rules=False)]
    return [*rules, *doors]


def _files(paths: list[str]) -> Iterator[str]:
    for path in paths:
        whole = ROOT / path
        files = sorted(whole.glob("*.py")) if whole.is_dir() else [whole]
        yield from (str(file.relative_to(ROOT)) for file in files)


def _of_file(path: str, are_rules: bool) -> Iterator[Mutant]:
    source, number = (ROOT / path).read_text(), 0
    while True:
        remover = Remover(number, are_rules)
        tree = ast.fix_missing_locations(remover.visit(ast.parse(source)))
        if not remover.what:
            return
        code = _find(compile(tree, path, "exec"), remover.function)
        yield Mutant(path, remover.function, remover.line, remover.what, code)
        number += 1


def _find(code: CodeType, name: str) -> CodeType:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == name:
                return constant
            if name.startswith(f"{constant.co_qualname}."):
                return _find(constant, name)
    raise LookupError(name)


class Remover(ast.NodeTransformer):
    """Removes the rule of that number, counted in the order of the text."""

    def __init__(self, number: int, are_rules: bool) -> None:
        self.left, self.are_rules = number, are_rules
        self.names: list[str] = []
        self.depth = 0
        self.what = self.function = ""
        self.line = 0

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.names.append(node.name)
        self.generic_visit(node)
        self.names.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        # What stands in a function within a function belongs to the outer one's code.
        if self.depth or node.name in NO_RULES:
            return node
        self.names.append(node.name)
        self.depth += 1
        node.body = [self.visit(statement) for statement in node.body]
        self.depth -= 1
        self.names.pop()
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        if (
            self.depth
            and not node.orelse
            and self._refuses(node)
            and self._is_it(node, node.test, "no check")
        ):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if self.depth and isinstance(node.func, ast.Attribute):
            names = SCOPED | ({"exclude", "filter", "in_force"} if self.are_rules else set())
            if node.func.attr in names and self._is_it(node, node, "no filter"):
                every = ast.Attribute(node.func.value, "all", ast.Load())
                return ast.Call(every, [], [])
        if self.depth and _asks(node) and self._is_it(node, node, "always yes"):
            return ast.Constant(True)
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if self.depth and self.are_rules and isinstance(node.op, ast.BitAnd):
            for kept, dropped in ((node.left, node.right), (node.right, node.left)):
                if self._is_it(node, dropped, "no condition"):
                    return kept
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if self.depth and self.are_rules and isinstance(node.op, ast.And):
            for dropped in node.values:
                if self._is_it(node, dropped, "no condition"):
                    kept = [value for value in node.values if value is not dropped]
                    return kept[0] if len(kept) == 1 else ast.BoolOp(ast.And(), kept)
        return self.generic_visit(node)

    def _is_it(self, node: ast.AST, shown: ast.AST, how: str) -> bool:
        if self.what:
            return False
        self.left -= 1
        if self.left >= 0:
            return False
        self.function, self.line = ".".join(self.names), node.lineno
        self.what = f"{how}: {' '.join(ast.unparse(shown).split())}"
        return True

    def _refuses(self, node: ast.If) -> bool:
        """Whether the statement does nothing but refuse: raise, or return nothing at all."""
        last = node.body[-1]
        if isinstance(last, ast.Raise | ast.Expr):
            return any(name in ast.unparse(last) for name in REFUSALS)
        if not (self.are_rules and isinstance(last, ast.Return) and last.value):
            return False
        return ast.unparse(last.value) in {
            "self.none()",
            "set()",
            "False",
            "Q(pk__in=[])",
            "reached",
            "None",
        } or (ast.unparse(last.value).startswith("Access."))


def _asks(node: ast.Call) -> bool:
    """Whether it asks about a right to one object; without one it mostly decides on a button."""
    return isinstance(node.func, ast.Name) and node.func.id == "has_permission" and len(node.args) == 3
