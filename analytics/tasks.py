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
            try:
                services.request_retrain(
                    by=None, jurisdiction=jurisdiction, product=product, trigger=Trigger.SCHEDULE
                )
            except Exception:
                # The others are asked for all the same.
                logger.exception("No training of %s of %s was asked for", product, jurisdiction)


@shared_task
def build_releases() -> None:
    for jurisdiction in Jurisdiction.objects.all():
        try:
            build_release(jurisdiction, by=None)
        except NothingToPublish as reason:
            logger.info("No release of %s: %s", jurisdiction, reason)
        except Exception:
            # The others get their release all the same.
            logger.exception("The release of %s failed", jurisdiction)
