from django.db import models


class Action(models.TextChoices):
    """What can stand in the audit log. A new kind of act gets its line here first."""

    LOG_IN = "account.log_in"
    LOG_IN_FAILED = "account.log_in_failed"
    LOG_OUT = "account.log_out"
    SIGN_UP = "account.sign_up"
    TOKEN_ISSUED = "account.token_issued"  # noqa: S105
    TOKEN_REVOKED = "account.token_revoked"  # noqa: S105
    CONFIGURED = "admin.configured"
    RECORD_DRAFTED = "record.drafted"
    RECORD_UPDATED = "record.updated"
    RECORD_SUBMITTED = "record.submitted"
    RECORD_REGISTERED = "record.registered"
    RECORD_RETURNED = "record.returned"
    RECORD_VOIDED = "record.voided"
    RECORD_READ = "record.read"
    RECORD_SEARCHED = "record.searched"
    IMPORTED = "import.imported"
    IMPORT_UNDONE = "import.undone"
    DEMO_SEEDED = "demo.seeded"
    MODEL_TRAINED = "model.trained"
    MODEL_PUBLISHED = "model.published"
    MODEL_LOST = "model.lost"
    RETRAIN_REQUESTED = "model.retrain_requested"
    RELEASE_BUILT = "release.built"
    RELEASE_PUBLISHED = "release.published"
