"""Wiring: settings, URLs, API root, Celery. Knows the three apps; no app knows it."""
