"""Passwords that are refused because everyone guesses them, and none beside."""

import pytest
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "administrator",
        "123456789012",
        "987654321098",
        "qwertyuiopas",
        "111111111111",
        "abcabcabcabc",
        "passwordpassword",
        "Password2026!",
        "2026-Liverpool",
        "iloveyou1234",
        "  dragon  123  ",
    ],
)
def test_well_known_password_is_refused(password):
    with pytest.raises(ValidationError, match="too common"):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "seventeen wet geese",
        "correct horse battery",
        "849302193847",
        "x83920193847",
        "!§$%&/()=?`*",
        "дванадцять букв",
        "qwerty and nobody",
    ],
)
def test_other_password_of_any_signs_is_taken(password):
    validate_password(password)


def test_more_than_three_thousand_of_the_allowed_length_are_refused():
    known = next(rule for rule in get_default_password_validators() if hasattr(rule, "passwords"))
    padded = [word.ljust(12, "1") for word in known.passwords if len(word) >= 3 and word.isalpha()]
    assert len(padded) > 3_000
    for password in padded[:3_500]:
        with pytest.raises(ValidationError):
            known.validate(password)
