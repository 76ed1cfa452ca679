"""The sign-in and sign-up forms of the web pages."""

from allauth.account import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import services
from .enrolment import enrol


class LoginForm(forms.LoginForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or e-mail address"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            # The label says it, and stays when one types.
            field.widget.attrs.pop("placeholder", None)


class SignupForm(forms.SignupForm):
    """allauth's form with the rules and the answers of the API, so that both tell, and hide, the same."""

    def clean_username(self) -> str:
        # The library's own check would name an address that has an account.
        return self.cleaned_data["username"]

    def validate_unique_email(self, value: str) -> str:
        return value

    def clean(self) -> dict:
        data = super().clean()
        asked = {"username": data.get("username", ""), "email": data.get("email", "")}
        found = services.sign_up_errors(**asked)
        for field in ("username", "email"):
            if field not in self.errors and field in found:
                self.add_error(field, found[field])
        return data

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """No log-in follows, which would tell that the address was free."""
        data = self.cleaned_data
        enrol(request, username=data["username"], email=data["email"], password=data["password1"])
        messages.success(
            request, f"We have written to {data['email']}. Sign in with the name and password that you chose."
        )
        return None, redirect("account_login")
