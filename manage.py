#!/usr/bin/env python3
"""Django's command line for CrimePortal."""

import os
import sys


def main() -> None:
    # Two OpenMP runtimes spinning on two cores cost a factor of thirty; must precede NumPy.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimeportal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
