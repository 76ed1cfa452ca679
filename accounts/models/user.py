"""People who log in. What they may do comes from their postings, never from a flag on the user."""

import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from .base import Timestamped

TAKEN = "taken"


class UserStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    LOCKED = "locked", "Locked"
    DISABLED = "disabled", "Disabled"


class UserQuerySet(models.QuerySet):
    def staff(self) -> "UserQuerySet":
        """People with a posting in force today."""
        from .posting import Posting

        return self.filter(pk__in=Posting.objects.in_force(timezone.localdate()).values("user"))

    def visible_to(self, user: "User") -> "UserQuerySet":
        """Staff whose locks `user` may lift: those posted to the stations that the right reaches."""
        from ..permissions import may_everywhere, station_ids
        from .posting import Posting

        if may_everywhere(user, "account.unlock"):
            return self.staff()
        postings = Posting.objects.in_force(timezone.localdate())
        reached = postings.filter(station__in=station_ids(user, "account.unlock"))
        return self.filter(pk__in=reached.values("user"))

    def idle_staff(self, since: datetime.date) -> "UserQuerySet":
        """Staff not yet disabled whose last activity, account and newest posting are older than `since`."""
        from .posting import Posting

        newly_posted = Posting.objects.in_force(timezone.localdate()).filter(starts_on__gte=since)
        recent = Q(last_active_on__gte=since) | Q(last_active_on=None, created_at__date__gte=since)
        return (
            self.staff()
            .exclude(status=UserStatus.DISABLED)
            .exclude(recent)
            .exclude(pk__in=newly_posted.values("user"))
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, *, email: str, username: str = "", password: str | None = None, **fields) -> "User":
        """A user with a hashed password (none: log-in by password is impossible until one is set)."""
        email = self.normalize_email(email).lower()
        user = self.model(email=email, username=username or email, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractBaseUser, Timestamped):
    email = models.EmailField("e-mail address", unique=True)
    username = models.CharField(
        max_length=254,
        unique=True,
        validators=[RegexValidator(r"^[\w.@+-]+\Z", "Use letters, digits and @ . + - _ only.")],
    )
    name = models.CharField("full name", max_length=150, blank=True)
    badge_number = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=8, choices=UserStatus.choices, default=UserStatus.ACTIVE)
    language = models.CharField(max_length=8, default="en")
    # The day of the newest log-in or request; accounts that stay idle are disabled.
    last_active_on = models.DateField(null=True, blank=True, editable=False)

    # Set by the API where a key acts for its owner: the only actions it may ask for.
    limited_to: frozenset[str] | None = None

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_unique_whatever_case"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique_whatever_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def clean(self) -> None:
        super().clean()
        # With an @ a name is taken for an e-mail address at log-in: it must be nobody else's.
        if "@" in self.username and self.username.lower() != self.email.lower():
            raise ValidationError({"username": "A user name has no @, unless it is your own e-mail address."})
        if User.objects.filter(username__iexact=self.username).exclude(pk=self.pk).exists():
            raise ValidationError({"username": ValidationError("This user name is taken.", code=TAKEN)})

    @property
    def is_active(self) -> bool:
        return self.status == UserStatus.ACTIVE

    @property
    def is_awaited(self) -> bool:
        """Whether nobody has opened the account yet, with a password or at the staff's provider."""
        return not (self.has_usable_password() or self.last_login)

    @property
    def newest_invitation(self) -> "Invitation | None":  # noqa: F821
        return next(iter(self.invitations.all()), None)

    @property
    def standing(self) -> str:
        """The status in words; of one who has not come in yet, how it is with their invitation."""
        if not (self.is_active and self.is_awaited):
            return self.get_status_display()
        newest = self.newest_invitation
        if newest is None or newest.state == "accepted":
            return "Not invited"
        return "Invited" if newest.state == "open" else f"Invitation {newest.state}"

    @cached_property
    def current_postings(self) -> list["Posting"]:  # noqa: F821
        """Postings in force today, with their station; read once a request."""
        postings = self.postings.in_force(timezone.localdate())
        # Maps are large and a permission check asks for none.
        maps = ("station__boundary", "station__jurisdiction__outline", "station__jurisdiction__basemap")
        return list(postings.select_related("station", "station__jurisdiction").defer(*maps))

    @property
    def roles(self) -> set[str]:
        """Roles held today; without a posting a person is a citizen."""
        return {posting.role for posting in self.current_postings} or {"citizen"}

    @property
    def role(self) -> str:
        """The one role to show a person or a client: that of the newest posting."""
        return self.current_postings[0].role if self.current_postings else "citizen"

    @cached_property
    def lacks_second_step(self) -> bool:
        """Whether a member of staff has set up neither an authenticator app nor a security key."""
        # The library's models need this one to be loaded first.
        from allauth.mfa.models import Authenticator
        from allauth.mfa.utils import is_mfa_enabled

        steps = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return bool(self.current_postings) and not is_mfa_enabled(self, steps)

    # What Django's admin asks. It holds configuration only: no case content is registered there.
    @property
    def is_staff(self) -> bool:
        from ..permissions import has_permission

        return has_permission(self, "admin.configure")

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff
