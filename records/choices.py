"""The closed lists of the register."""

from django.db import models


class RecordKind(models.TextChoices):
    FIR = "fir", "First information report"
    NON_COGNIZABLE = "nc", "Non-cognizable report"
    MISSING = "missing", "Missing person"
    OTHER = "other", "Other"


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    REGISTERED = "registered", "Registered"
    UNDER_INVESTIGATION = "under_investigation", "Under investigation"
    ON_HOLD = "on_hold", "On hold"
    CHARGE_SHEETED = "charge_sheeted", "Charge-sheeted"
    FINAL_REPORT = "final_report", "Final report filed"
    IN_COURT = "in_court", "In court"
    DISPOSED = "disposed", "Disposed"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"
    TRANSFERRED = "transferred", "Transferred"
    VOIDED = "voided", "Voided"


BEFORE_REGISTRATION = [Status.DRAFT, Status.SUBMITTED, Status.RETURNED]
# What counts in every statistic and model: registered or later, and not voided.
COUNTED = [status for status in Status if status not in [*BEFORE_REGISTRATION, Status.VOIDED]]


class TimeKnown(models.TextChoices):
    EXACT = "exact", "At a known time"
    INTERVAL = "interval", "Between two times"
    UNKNOWN = "unknown", "Not known"


class Discovered(models.TextChoices):
    REPORTED = "reported", "Reported to the police"
    POLICE = "police", "Discovered by the police"


class Precision(models.TextChoices):
    EXACT = "exact", "Exact place"
    BLOCK = "block", "Block or street"
    AREA = "area", "Area only"
    NONE = "none", "No place known"


class Sensitivity(models.TextChoices):
    NORMAL = "normal", "Normal"
    PROTECTED = "protected", "Protected"


class VoidReason(models.TextChoices):
    DUPLICATE = "duplicate", "Duplicate of another record"
    NO_CRIME = "no_crime", "Not a crime"
    ERROR = "error", "Entered in error"


class GrantKind(models.TextChoices):
    """What an access grant does: opens a record to a person, closes it, or opens it in an emergency."""

    ALLOW = "allow", "Access given"
    DENY = "deny", "Access refused"
    EMERGENCY = "emergency", "Emergency access"


# What one person can decide about another.
DECISIONS = [(kind.value, kind.label) for kind in (GrantKind.ALLOW, GrantKind.DENY)]


class Purpose(models.TextChoices):
    """Why someone looks at what is not assigned to them (Directive (EU) 2016/680, Article 25)."""

    INVESTIGATION = "investigation", "Investigation of another record"
    SUPERVISION = "supervision", "Supervision or review"
    PUBLIC = "public", "Question from the public or a party"
    COURT = "court", "Court, prosecutor or another authority"
    SAFETY = "safety", "Danger to life or limb"
    OTHER = "other", "Other, as described"


NUMBER_LENGTH = 126  # of a crime ID, or of a source, a space and its id
# Why a record cannot wait until someone lets one in.
EMERGENCY_PURPOSES = [
    (purpose.value, purpose.label)
    for purpose in (Purpose.SAFETY, Purpose.INVESTIGATION, Purpose.COURT, Purpose.OTHER)
]


class ReviewFinding(models.TextChoices):
    JUSTIFIED = "justified", "The access was justified"
    UNJUSTIFIED = "unjustified", "The access was not justified"


class SearchKind(models.TextChoices):
    RECORDS = "records", "Records"
    PEOPLE = "people", "People"


class PublicClass(models.TextChoices):
    PUBLIC = "public", "Public"
    BROAD = "broad", "Whole jurisdiction and year only"
    NEVER = "never", "Never public"


class AreaKind(models.TextChoices):
    STATE = "state", "State"
    DISTRICT = "district", "District"
    BEAT = "beat", "Beat"
    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
    GRID = "grid", "Grid square"


class PersonKind(models.TextChoices):
    INDIVIDUAL = "individual", "Individual"
    BUSINESS = "business", "Business"
    SOCIETY = "society", "Society or the public"
    UNKNOWN = "unknown", "Unknown"


class Sex(models.TextChoices):
    FEMALE = "f", "Female"
    MALE = "m", "Male"
    OTHER = "x", "Other"
    UNKNOWN = "u", "Not known"


class InvolvementRole(models.TextChoices):
    COMPLAINANT = "complainant", "Complainant"
    VICTIM = "victim", "Victim"
    WITNESS = "witness", "Witness"
    SUSPECT = "suspect", "Suspect"
    ACCUSED = "accused", "Accused"
    ARRESTED = "arrested", "Arrested"


class PropertyKind(models.TextChoices):
    ITEM = "item", "Item"
    VEHICLE = "vehicle", "Vehicle"
    WEAPON = "weapon", "Weapon"
    DRUG = "drug", "Drug"


class BatchStatus(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    INTERRUPTED = "interrupted", "Interrupted"
    UNDONE = "undone", "Taken back"
