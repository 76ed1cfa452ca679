"""The portal's settings with one address more: an empty view to compare with."""

from crimeportal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
