"""The sign-in and sign-up forms of the web pages."""

from allauth.account import forms
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.contrib import messages
from django.forms import EmailField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import services
from .enrolment import enrol

# The library's labels and ours.
LABELS = {
    "Email": "E-mail address",
    "Username": "User name",
    "Current Password": "Current password",
    "New Password": "New password",
    "New Password (again)": "New password again",
    "Password (again)": "Password again",
}


class InOurWords:
    """A form of the library that speaks as the other pages do."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = LABELS.get(str(field.label), field.label)
            # The label says it, and stays when one types.
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, EmailField):
                field.error_messages["invalid"] = "Enter an e-mail address as in name@example.org."


class LoginForm(InOurWords, forms.LoginForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name or e-mail address"
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class AddEmailForm(InOurWords, forms.AddEmailForm):
    pass


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(InOurWords, forms.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWords, forms.ResetPasswordForm):
    """For whoever has chosen a password, staff too. Until one has, the invitation alone opens the account."""

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class ResetPasswordKeyForm(InOurWords, forms.ResetPasswordKeyForm):
    pass


class AddSecurityKeyForm(AddWebAuthnForm):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = "Sign in with this key alone"
        self.fields[
            "passwordless"
        ].help_text = "No password is asked then. The key asks for a fingerprint or a PIN."


class SignupForm(InOurWords, forms.SignupForm):
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
