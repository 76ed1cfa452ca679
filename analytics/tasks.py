"""Thin doors to the services; `crimeportal.celery` holds the schedule."""

from celery import shared_task

from accounts.models import Jurisdiction

from . import services
from .choices import Product, Trigger


@shared_task
def retrain(run_id: str) -> None:
    services.execute(run_id)


@shared_task
def retrain_all() -> None:
    for jurisdiction in Jurisdiction.objects.all():
        for product in Product.values:
            services.request_retrain(
                by=None, jurisdiction=jurisdiction, product=product, trigger=Trigger.SCHEDULE
            )
