"""The portal's settings with one address more, an empty view to compare with, and no limit on requests."""

from crimeportal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
REQUESTS_PER_MINUTE = dict.fromkeys(REQUESTS_PER_MINUTE, 10_000_000)  # noqa: F405
