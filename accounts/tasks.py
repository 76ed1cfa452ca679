from celery import shared_task


@shared_task
def seal_audit() -> None:
    """Chain what was written since the last run."""
    from . import audit

    audit.seal()


@shared_task
def disable_idle_staff() -> None:
    """Disable the staff who have not logged in for too long."""
    from . import services

    services.disable_idle()


@shared_task
def anchor_audit() -> None:
    """Sign the head of the chain where it moved; does nothing where another machine does that."""
    from django.conf import settings

    from . import services

    if not settings.AUDIT_ANCHOR_KEY and settings.AUDIT_ANCHOR_PUBLIC_KEY:
        return
    services.anchor_if_changed(by=None, email=settings.AUDIT_ANCHOR_EMAIL)


@shared_task
def verify_audit_chain(check_id: int) -> None:
    """Do the verification that someone asked for on the page."""
    from . import services
    from .models import ChainCheck

    services.run_check(check=ChainCheck.objects.get(pk=check_id))


@shared_task
def forget_expired() -> None:
    """Delete counts of requests and failed log-ins, and sessions that open nothing any more."""
    from django.core.management import call_command

    from .services import log_in, request_limit

    log_in.forget_failures()
    request_limit.forget()
    call_command("clearsessions")
