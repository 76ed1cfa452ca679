"""What readers of models, runs and outputs start from."""

from django.db import models
from django.db.models import Q

from accounts.models import Jurisdiction, User
from accounts.permissions import has_permission, jurisdiction_ids

from .choices import UNDER_WAY, Audience, Stage


def in_reach(user: object, field: str) -> Q | None:
    """Condition on jurisdiction `field` for exact values; None where `user` may see none of them."""
    if not isinstance(user, User) or not has_permission(user, "analytics.view"):
        return None
    reached = jurisdiction_ids(user, "analytics.view")
    return Q() if reached is None else Q(**{f"{field}__in": reached})


def audience_for(user: object, jurisdiction_id: int) -> Audience:
    """Exact values for staff of the jurisdiction, what the public may see for everyone else."""
    if not isinstance(user, User) or not has_permission(user, "analytics.view"):
        return Audience.PUBLIC
    reached = jurisdiction_ids(user, "analytics.view")
    return Audience.STAFF if reached is None or jurisdiction_id in reached else Audience.PUBLIC


class RunQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "RunQuerySet":
        reach = in_reach(user, "jurisdiction")
        return self.none() if reach is None else self.filter(reach)

    def under_way(self) -> "RunQuerySet":
        return self.filter(status__in=UNDER_WAY)


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> "VersionQuerySet":
        """Every version of the jurisdictions in reach; published public ones for who may ask for hotspots."""
        public = Q(audience=Audience.PUBLIC, stage=Stage.CHAMPION)
        reach = in_reach(user, "jurisdiction")
        if reach is not None:
            return self.filter(public | reach) if reach else self
        return self.filter(public) if has_permission(user, "analytics.hotspots") else self.none()

    def champions(self) -> "VersionQuerySet":
        return self.filter(stage=Stage.CHAMPION)

    def shown_to(self, user: object) -> "VersionQuerySet":
        """Versions in use, of the audience that `user` belongs to in each jurisdiction."""
        if not has_permission(user, "analytics.hotspots"):
            return self.none()
        reach = in_reach(user, "jurisdiction")
        staff, public = Q(audience=Audience.STAFF), Q(audience=Audience.PUBLIC)
        if reach is None:
            return self.champions().filter(public)
        return self.champions().filter((staff & reach) | (public & ~reach) if reach else staff)

    def champion(
        self, jurisdiction: Jurisdiction | int, product: str, audience: str = Audience.STAFF
    ) -> "models.Model | None":
        """The version in use, or None before anything was trained."""
        return self.champions().filter(jurisdiction=jurisdiction, product=product, audience=audience).first()


class OutputQuerySet(models.QuerySet):
    """Rows that belong to a model version."""

    def visible_to(self, user: object) -> "OutputQuerySet":
        versions = self.model._meta.get_field("model_version").related_model.objects.visible_to(user)
        return self.filter(model_version__in=versions)

    def current(self, jurisdiction: Jurisdiction | int, audience: str = Audience.STAFF) -> "OutputQuerySet":
        """Rows of the version in use."""
        return self.filter(
            model_version__stage=Stage.CHAMPION,
            model_version__jurisdiction=jurisdiction,
            model_version__audience=audience,
        )
