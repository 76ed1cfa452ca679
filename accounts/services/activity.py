"""When people were last here."""

from django.utils import timezone

from ..models import User


def note_activity(user: User) -> None:
    """Keep the day of the newest use, on which disabling after idle days rests; one write a day."""
    today = timezone.localdate()
    if user.last_active_on != today:
        User.objects.filter(pk=user.pk).update(last_active_on=today)
        user.last_active_on = today
