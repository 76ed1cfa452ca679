"""The register: crime records and what hangs on them. Knows no analytics."""
