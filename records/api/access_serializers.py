"""Decisions about access as the API reads and writes them: never a title or other content of a record."""

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.audit import Action
from accounts.models import AuditEvent, User

from ..choices import DECISIONS, EMERGENCY_PURPOSES, NUMBER_LENGTH, Purpose, ReviewFinding
from ..models import AccessGrant, AccessReview, CrimeRecord
from ..services import access
from .serializers import MomentField, StrictFieldsMixin


class GrantSerializer(serializers.ModelSerializer):
    """One decision. `record` is the record's own number; `crime_id` is null before registration."""

    crime_id = serializers.CharField(source="record.crime_id", allow_null=True, read_only=True)
    station = serializers.CharField(source="record.station.code", read_only=True)
    user = serializers.SlugRelatedField("username", read_only=True)
    given_by = serializers.SlugRelatedField("username", read_only=True)
    revoked_by = serializers.SlugRelatedField("username", read_only=True, allow_null=True)
    # Empty but in an emergency.
    purpose = serializers.ChoiceField(Purpose.choices, allow_blank=True, read_only=True)

    class Meta:
        model = AccessGrant
        fields = [
            "id",
            "record",
            "crime_id",
            "station",
            "user",
            "kind",
            "purpose",
            "reason",
            "given_by",
            "created_at",
            "expires_at",
            "revoked_at",
            "revoked_by",
        ]
        read_only_fields = fields


class NewRecordGrantSerializer(StrictFieldsMixin, serializers.Serializer):
    """`user` is a user name, an e-mail address or a badge number."""

    user = serializers.CharField(max_length=254)
    kind = serializers.ChoiceField(choices=DECISIONS)
    reason = serializers.CharField(max_length=400)
    expires_at = MomentField()

    def validate_user(self, text: str) -> User:
        try:
            return access.person_named(text)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error


class NewGrantSerializer(NewRecordGrantSerializer):
    """`number` is a crime ID, or the number of a record that has none."""

    number = serializers.CharField(max_length=24)

    def validate_number(self, text: str) -> CrimeRecord:
        decided = CrimeRecord.objects.administered_by(self.context["request"].user)
        found = decided.numbered(text).first()
        if found is None:
            raise serializers.ValidationError("No record at your stations has this number.")
        return found


class EmergencySerializer(StrictFieldsMixin, serializers.Serializer):
    """`crime_id` of an imported record, which has none, is its source, a space and its id there."""

    crime_id = serializers.CharField(max_length=NUMBER_LENGTH)
    purpose = serializers.ChoiceField(choices=EMERGENCY_PURPOSES)
    text = serializers.CharField(min_length=5, max_length=400)


class ActSerializer(serializers.ModelSerializer):
    """One act of the person on the record."""

    label = serializers.SerializerMethodField()

    class Meta:
        model = AuditEvent
        fields = ["occurred_at", "action", "label", "source"]
        read_only_fields = fields

    def get_label(self, event: AuditEvent) -> str:
        return Action(event.action).label


class ReviewSerializer(serializers.ModelSerializer):
    """An emergency access and what someone else found of it; open while `reviewed_at` is null."""

    grant = GrantSerializer(read_only=True)
    reviewed_by = serializers.SlugRelatedField("username", read_only=True, allow_null=True)
    finding = serializers.SerializerMethodField()

    class Meta:
        model = AccessReview
        fields = ["id", "grant", "due_at", "reviewed_by", "reviewed_at", "finding", "note"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=ReviewFinding.choices, allow_null=True))
    def get_finding(self, review: AccessReview) -> str | None:
        return review.finding or None


class ReviewDetailSerializer(ReviewSerializer):
    """With what was done with the record in that time."""

    acts = serializers.SerializerMethodField()

    class Meta(ReviewSerializer.Meta):
        fields = [*ReviewSerializer.Meta.fields, "acts"]
        read_only_fields = fields

    def get_acts(self, review: AccessReview) -> ActSerializer(many=True):
        return ActSerializer(access.opened_during(review.grant), many=True).data


class FindingSerializer(StrictFieldsMixin, serializers.Serializer):
    finding = serializers.ChoiceField(choices=ReviewFinding.choices)
    note = serializers.CharField(max_length=400)
