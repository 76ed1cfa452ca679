"""What can go wrong before a row is written, in words a person can act on."""

from collections.abc import Iterable


class ImportRefused(Exception):
    """The import cannot start, or cannot go on; the message says what to change."""


class MappingError(ImportRefused):
    """A mapping that cannot be used; `problems` lists every fault found, one sentence each."""

    def __init__(self, problems: Iterable[str]):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: `; the nearest is 'X'`, or what is known where nothing resembles the word."""
    from rapidfuzz import fuzz, process, utils

    choices = list(known)
    found = process.extractOne(
        word, choices, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=45
    )
    if found:
        return f"; the nearest is '{found[0]}'"
    return f"; known are {', '.join(sorted(choices)[:20])}" if choices else ""
