"""The OpenAPI document: what holds for every endpoint is said here once."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from accounts.api.permissions import declared_action
from accounts.roles import PUBLIC_ACTIONS

from .api import PROBLEM

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class PortalSchema(AutoSchema):
    def get_auth(self) -> list[dict[str, Any]]:
        """Nothing for what is public: it takes whoever comes."""
        return [] if declared_action(self.view) in PUBLIC_ACTIONS else super().get_auth()


def describe_problems(result: dict, generator: object, request: object, public: bool) -> dict:
    """Say of every operation that whatever is not described comes as a problem document."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM_SCHEMA
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer = {"description": "What was wrong, and in which field.", "content": content}
    for operations in result["paths"].values():
        for operation in operations.values():
            for code, response in operation["responses"].items():
                if code >= "400":
                    response.setdefault("content", content)
            operation["responses"].setdefault("default", answer)
    return result
