"""The sign-up form of the web pages."""

from allauth.account import forms
from django.core.exceptions import ValidationError

from .models import User


class SignupForm(forms.SignupForm):
    """allauth's form with the user's own rules about names, so that page and API refuse the same."""

    def clean(self) -> dict:
        data = super().clean()
        try:
            User(username=data.get("username", ""), email=data.get("email", "")).clean()
        except ValidationError as error:
            self.add_error(None, error)
        return data
