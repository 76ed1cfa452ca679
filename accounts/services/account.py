"""Sign-up of citizens."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import audit
from ..models import User


def sign_up_errors(*, username: str = "", email: str = "", password: str = "") -> dict[str, list[str]]:
    """What is wrong with each field of a sign-up; empty when nothing is."""
    user = User(username=username, email=email.lower())
    errors = {}
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        errors = error.message_dict
    try:
        validate_password(password, user)
    except ValidationError as error:
        errors["password"] = error.messages
    return errors


@transaction.atomic
def sign_up(*, username: str, email: str, password: str) -> User:
    """A new citizen. Raises ValidationError naming every bad field: a taken name, a weak password."""
    if errors := sign_up_errors(username=username, email=email, password=password):
        raise ValidationError(errors)
    user = User.objects.create_user(username=username, email=email, password=password)
    audit.record(audit.Action.SIGN_UP, by=user, obj=user)
    return user
