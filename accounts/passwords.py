"""Which passwords are refused for being known, whatever they are made of."""

import string

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

PADDING = string.digits + string.punctuation + string.whitespace
ROWS = ("1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
SHORTEST_CORE = 3


class NotWellKnown(CommonPasswordValidator):
    """Refuses Django's 19,646 common passwords, and those made longer by repeating or padding one.

    Few common passwords have twelve characters; what people make of the others to reach twelve is guessed
    as easily: digits or signs around it, the same again, the keys of the keyboard in a row.
    """

    def validate(self, password: str, user: object = None) -> None:
        super().validate(password, user)
        plain = password.lower().strip()
        unit = plain[: (plain + plain).find(plain, 1)]
        core = plain.strip(PADDING)
        if (
            unit != plain
            or (len(core) >= SHORTEST_CORE and core in self.passwords)
            or any(plain in row * 3 for row in ROWS)
        ):
            raise ValidationError(self.get_error_message(), code="password_too_common")
