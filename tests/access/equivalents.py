"""Rules whose removal changes no answer, each with the reason."""

EQUIVALENTS: dict[str, str] = {}
