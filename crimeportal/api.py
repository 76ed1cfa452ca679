"""The API's root and its one error format: RFC 9457 problem documents."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

PROBLEM = "application/problem+json"
TITLES = {
    400: "The request has errors",
    401: "Sign-in needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Format not available",
    409: "Conflict",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Media type not supported",
    422: "Cannot be answered",
    428: "A reason is needed",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not available now",
}


def problem_handler(error: Exception, context: dict) -> Response | None:
    """Turn an exception of a view into a problem document that names every bad field."""
    if isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(
            error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        )
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, Http404):
        detail, errors = "There is nothing here that you may see.", []
    elif isinstance(error, PermissionDenied):
        detail, errors = str(error) or "You may not do this.", []
    elif isinstance(response.data, dict) and set(response.data) == {"detail"}:
        detail, errors = str(response.data["detail"]), []
    else:
        errors = list(_errors(response.data))
        detail = "; ".join(f"{e['field']}: {e['detail']}" if e["field"] else e["detail"] for e in errors)
    # What one kind of problem tells beside (RFC 9457, section 3.2).
    response.data = problem(response.status_code, detail, errors) | getattr(error, "members", {})
    response.content_type = PROBLEM
    return response


def problem(code: int, detail: str, errors: list[dict] | None = None) -> dict:
    """The body of a problem document; `errors` lists {field, detail}."""
    body = {"type": "about:blank", "title": TITLES.get(code, "Error"), "status": code, "detail": detail}
    if errors:
        body["errors"] = errors
    return body


def is_asked(request: HttpRequest) -> bool:
    """Whether the request goes to the API, where errors are problem documents."""
    return request.path_info.startswith("/api/")


def problem_response(code: int, detail: str) -> JsonResponse:
    """A problem document from outside the API's views."""
    return JsonResponse(problem(code, detail), status=code, content_type=PROBLEM)


@csrf_exempt
def not_found(request: HttpRequest) -> JsonResponse:
    return problem_response(status.HTTP_404_NOT_FOUND, "There is no such address in this API.")


def _errors(data: object, path: str = "") -> Iterator[dict]:
    """Flatten DRF's nested errors into one list, each with the field's path."""
    if isinstance(data, dict):
        for key, value in data.items():
            name = "" if key == api_settings.NON_FIELD_ERRORS_KEY else str(key)
            yield from _errors(value, f"{path}.{name}" if path and name else path or name)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            nested = isinstance(value, dict | list)
            yield from _errors(value, f"{path}[{index}]" if nested else path)
    else:
        yield {"field": path, "detail": str(data)}
