"""Sign-up as page and API do it: the account, then a mail to the address, whichever it turns out to be."""

import logging
import smtplib

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest

from . import services

log = logging.getLogger(__name__)


def enrol(request: HttpRequest, *, username: str, email: str, password: str) -> None:
    """Make a citizen's account, or none where the address has one; the address gets a mail either way.

    The caller answers the same in both cases. A mail that cannot be sent is logged and stops nothing.
    Raises ValidationError naming every bad field.
    """
    with transaction.atomic():
        user = services.sign_up(username=username, email=email, password=password)
        address = user and EmailAddress.objects.create(user=user, email=user.email, primary=True)
    if not ratelimit.consume(request, app="allauth.account", action="confirm_email", key=email.lower()):
        # Nobody's mailbox is filled by signing up with its address again and again.
        return
    try:
        if address:
            address.send_confirmation(request, signup=True)
        else:
            get_adapter().send_account_already_exists_mail(email)
    except (smtplib.SMTPException, OSError) as error:
        # What a mail server says of a failure names the address.
        log.error("A mail about a sign-up was not sent: %s", type(error).__name__)
