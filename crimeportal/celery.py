"""The Celery application and the only list of periodic work."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimeportal.settings")

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from . import broker

app = Celery("crimeportal")
app.conf.update(
    timezone="UTC",
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    task_default_queue="default",
    # Training holds a core for minutes: it has its own queue, served with concurrency 1.
    task_routes={"analytics.tasks.*": {"queue": "training"}},
    beat_schedule_filename=str(settings.VAR_DIR / "celerybeat-schedule"),
    beat_schedule={
        "seal the audit chain": {"task": "accounts.tasks.seal_audit", "schedule": 10.0},
        "anchor the audit chain": {"task": "accounts.tasks.anchor_audit", "schedule": crontab(minute=5)},
        "disable idle staff every night": {
            "task": "accounts.tasks.disable_idle_staff",
            "schedule": crontab(hour=1, minute=30),
        },
        "forget expired sessions and counts every night": {
            "task": "accounts.tasks.forget_expired",
            "schedule": crontab(hour=1, minute=45),
        },
        "forget old searches every night": {
            "task": "records.tasks.purge_searches",
            "schedule": crontab(hour=3, minute=15),
        },
        "retrain every night": {"task": "analytics.tasks.retrain_all", "schedule": crontab(hour=2, minute=0)},
        # Daily: a month may appear on any day of the next, by its length.
        "build the release when a month may appear": {
            "task": "analytics.tasks.build_releases",
            "schedule": crontab(hour=4, minute=0),
        },
    },
)
broker.configure(app, url=settings.CELERY_BROKER_URL, folder=settings.BROKER_DIR)
app.autodiscover_tasks(["accounts", "records", "analytics"])
