"""What nobody decides about themselves."""

from django.core.exceptions import ValidationError

from ..models import User


def refuse_own(*, user: User, by: User | None, what: str) -> None:
    """Raise ValidationError where `by` would change their own `what`; None stands for the system."""
    if by is not None and by.pk == user.pk:
        raise ValidationError(f"Nobody changes their own {what}: ask another administrator.", code="own")
