"""How allauth makes accounts: citizens only, whatever the form says; log-ins are audited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from . import audit
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: object, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit)
        if commit:
            audit.record(audit.Action.SIGN_UP, by=user, obj=user)
        return user

    @transaction.atomic
    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        audit.record(audit.Action.LOG_IN, by=user, obj=user)
        return super().post_login(request, user, **kwargs)

    @transaction.atomic
    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        audit.record(audit.Action.LOG_IN_FAILED, by=None, outcome="refused")
        super().authentication_failed(request, **credentials)

    @transaction.atomic
    def logout(self, request: HttpRequest) -> None:
        audit.record(audit.Action.LOG_OUT, by=request.user, obj=request.user)
        super().logout(request)
