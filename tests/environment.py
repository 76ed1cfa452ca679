"""The environment that tests run in; loaded as a plugin so that it stands before Django's settings."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="crimeportal-test-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
# tools/test.py sets DATABASE_URL for the run on PostgreSQL; a developer's own database is never used.
os.environ["DATABASE_URL"] = os.environ.get("PYTEST_DATABASE_URL", "sqlite:///:memory:")
os.environ["CACHE_URL"] = "locmemcache://"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["CELERY_BROKER_URL"] = ""
os.environ["SITE_URL"] = "http://127.0.0.1:8000"
os.environ["PRODUCTION"] = "0"
