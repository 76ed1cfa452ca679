"""Thin doors to the services; `crimeportal.celery` holds the schedule."""

import logging

from celery import shared_task

from accounts.models import Jurisdiction

from . import services
from .choices import Product, Trigger
from .release.build import NothingToPublish, build_release

logger = logging.getLogger(__name__)


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


@shared_task
def build_releases() -> None:
    for jurisdiction in Jurisdiction.objects.all():
        try:
            build_release(jurisdiction, by=None)
        except NothingToPublish as reason:
            logger.info("No release of %s: %s", jurisdiction, reason)
