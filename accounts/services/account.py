"""Sign-up of citizens."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from .. import audit
from ..models import User
from ..models.user import TAKEN


def sign_up_errors(*, username: str = "", email: str = "", password: str = "") -> dict[str, list[str]]:
    """What is wrong with each field of a sign-up; empty when nothing is.

    That a user name is taken is told: it is a handle that people choose, and must choose again. That an
    e-mail address has an account is not, nor that it is taken as a user name: it says who uses the portal.
    """
    user = User(username=username, email=email.lower())
    errors: dict[str, list[str]] = {}
    try:
        user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for field, found in error.error_dict.items():
            hidden = field == "username" and username.lower() == email.lower()
            told = [each for each in found if not (hidden and each.code == TAKEN)]
            errors |= {field: ValidationError(told).messages} if told else {}
    try:
        validate_password(password, user)
    except ValidationError as error:
        errors["password"] = error.messages
    return errors


@transaction.atomic
def sign_up(*, username: str, email: str, password: str) -> User | None:
    """A new citizen; None, and nothing made, where the e-mail address has an account already.

    Takes as long either way. Raises ValidationError naming every bad field: a taken name, a weak password.
    """
    if errors := sign_up_errors(username=username, email=email, password=password):
        raise ValidationError(errors)
    known = User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).first()
    if known is not None:
        make_password(password)
        audit.record(audit.Action.SIGN_UP, by=None, obj=known, outcome="refused", reason="known address")
        return None
    user = User.objects.create_user(username=username, email=email, password=password)
    audit.record(audit.Action.SIGN_UP, by=user, obj=user)
    return user
