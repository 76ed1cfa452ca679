"""How a line of the log looks. It says what happened and where, not to whom.

An address can hold a secret or what somebody typed, so the pattern of its route stands in its place.
"""

import copy
import logging

NOWHERE = "no page"


class LineFormatter(logging.Formatter):
    """A refused request (4xx) is one line of warning; an error (5xx) keeps its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        request, status = getattr(record, "request", None), getattr(record, "status_code", None)
        if request is None or status is None:
            return super().format(record)
        # Other handlers get the record as it was.
        line = copy.copy(record)
        if line.args:
            # Django's messages about a request end with its path.
            match = request.resolver_match
            line.args = (*line.args[:-1], f"/{match.route}" if match else NOWHERE)
        if status < 500:
            line.levelno, line.levelname = logging.WARNING, "WARNING"
            line.exc_info = line.exc_text = None
        return super().format(line)
