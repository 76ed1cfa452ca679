"""WSGI entry point (gunicorn crimeportal.wsgi)."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimeportal.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
