"""Figures that the portal promises, each with its target. `make bench` runs them all."""
