"""The columns of crime records as they pass from the model to the database."""

from dataclasses import dataclass, fields

import numpy as np

TIME_KNOWN = ("exact", "interval", "unknown")
PRECISION = ("exact", "block", "none")
VOID_REASONS = ("", "duplicate", "no_crime", "error")
# The life of a record in order; a step's status holds until the next step that was taken.
STEPS = (
    "draft", "submitted", "returned", "registered", "under_investigation", "on_hold", "under_investigation",
    "charge_sheeted", "final_report", "in_court", "disposed", "closed", "reopened", "voided",
)  # fmt: skip
REGISTERED = STEPS.index("registered")


@dataclass
class Incidents:
    """Arrays of one length; times are UTC datetime64[s], NaT where there is none."""

    category: np.ndarray  # index into categories.CATEGORIES
    address: np.ndarray  # index into streets.Addresses
    series: np.ndarray  # index into people.SERIES, -1: none
    follower: np.ndarray  # bool: raised by an earlier burglary
    occurred: np.ndarray  # the true time, known to the generator alone
    occurred_from: np.ndarray
    occurred_to: np.ndarray
    time_known: np.ndarray  # index into TIME_KNOWN
    police: np.ndarray  # bool: discovered by the police
    reported: np.ndarray
    precision: np.ndarray  # index into PRECISION
    steps: np.ndarray  # (n, len(STEPS)) times at which the steps were taken
    void_reason: np.ndarray  # index into VOID_REASONS
    choice: np.ndarray  # (n, 6) whole numbers that the narrative's grammar chooses by
    year: np.ndarray  # of registration in local time; 0 before registration
    number: np.ndarray  # in the station's register of the year; 0 before registration

    def __len__(self) -> int:
        return len(self.category)

    def take(self, rows: np.ndarray) -> "Incidents":
        """Return the rows chosen by a mask or by indices."""
        return Incidents(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    @staticmethod
    def join(parts: list["Incidents"]) -> "Incidents":
        """Return the rows of several, one after the other."""
        return Incidents(
            **{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Incidents)}
        )

    @property
    def registered(self) -> np.ndarray:
        """Return when each was registered, NaT before that."""
        return self.steps[:, REGISTERED]

    @property
    def status(self) -> np.ndarray:
        """Return the index into STEPS of the newest step of each."""
        taken = ~np.isnat(self.steps)
        return len(STEPS) - 1 - np.argmax(taken[:, ::-1], axis=1)
