"""What the API reads and writes of the register, field by field."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Station
from accounts.permissions import has_permission

from ..choices import VoidReason
from ..models import Area, CrimeRecord, Offence, OffenceCategory


class StrictFieldsMixin:
    """Refuses a key that the serializer does not know, so that a slip in a name is no silent loss."""

    def to_internal_value(self, data: object) -> dict:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError(error.detail | _unknown(unknown)) from error
        if unknown:
            raise serializers.ValidationError(_unknown(unknown))
        return values


def _unknown(names: set[str]) -> dict[str, list[str]]:
    return {name: ["There is no such field."] for name in sorted(names)}


class MomentField(serializers.DateTimeField):
    """ISO 8601 with an offset; a time without one is refused, as no zone can be assumed."""

    def enforce_timezone(self, value: Any) -> Any:
        if value.tzinfo is None:
            raise serializers.ValidationError("Add the offset from UTC, for example Z or +02:00.")
        return super().enforce_timezone(value)


class OffenceCategorySerializer(serializers.ModelSerializer):
    class Meta:
        model = OffenceCategory
        fields = ["code", "name", "group", "act_section", "nibrs_code", "severity", "public_class"]
        read_only_fields = fields


class RegisterAreaSerializer(serializers.ModelSerializer):
    jurisdiction = serializers.SlugRelatedField("code", source="area_set.jurisdiction", read_only=True)
    area_set = serializers.SlugRelatedField("code", read_only=True)
    parent = serializers.SlugRelatedField("code", read_only=True, allow_null=True)

    class Meta:
        model = Area
        fields = [
            "id",
            "jurisdiction",
            "area_set",
            "code",
            "name",
            "kind",
            "parent",
            "latitude",
            "longitude",
            "area_km2",
            "population",
        ]
        read_only_fields = fields


class AreaWithBoundarySerializer(RegisterAreaSerializer):
    """An area with its boundary, a GeoJSON geometry (longitude before latitude)."""

    class Meta(RegisterAreaSerializer.Meta):
        fields = [*RegisterAreaSerializer.Meta.fields, "boundary"]
        read_only_fields = fields


class OffenceSerializer(serializers.ModelSerializer):
    category = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Offence
        fields = ["ordinal", "category", "act_section", "attempted", "weapon", "method_of_entry"]
        read_only_fields = fields


class RecordSerializer(serializers.ModelSerializer):
    """A record in a list."""

    jurisdiction = serializers.SlugRelatedField("code", read_only=True)
    station = serializers.SlugRelatedField("code", read_only=True)
    area = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    offences = OffenceSerializer(many=True, read_only=True)
    # Empty while the record is not voided, which the schema would not tell of a field that is only read.
    void_reason = serializers.ChoiceField(VoidReason.choices, allow_blank=True, read_only=True)

    class Meta:
        model = CrimeRecord
        fields = [
            "id",
            "crime_id",
            "jurisdiction",
            "station",
            "kind",
            "title",
            "status",
            "sensitivity",
            "occurred_from",
            "occurred_to",
            "time_known",
            "reported_at",
            "registered_at",
            "discovered",
            "address",
            "latitude",
            "longitude",
            "precision",
            "area",
            "premises",
            "offences",
            "void_reason",
            "version",
        ]
        read_only_fields = fields


class RecordDetailSerializer(RecordSerializer):
    """One record. Narrative and method are null for who may not read them."""

    narrative = serializers.SerializerMethodField()
    modus_operandi = serializers.SerializerMethodField()

    class Meta(RecordSerializer.Meta):
        fields = [*RecordSerializer.Meta.fields, "narrative", "modus_operandi"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_narrative(self, record: CrimeRecord) -> str | None:
        return record.narrative if self._may_read_narrative(record) else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_modus_operandi(self, record: CrimeRecord) -> str | None:
        return record.modus_operandi if self._may_read_narrative(record) else None

    def _may_read_narrative(self, record: CrimeRecord) -> bool:
        return has_permission(self.context["request"].user, "record.narrative", record)


class RecordFieldsSerializer(StrictFieldsMixin, serializers.ModelSerializer):
    """What an author may write."""

    category = serializers.SlugRelatedField("code", queryset=OffenceCategory.objects.all(), required=False)
    occurred_from = MomentField(required=False, allow_null=True)
    occurred_to = MomentField(required=False, allow_null=True)
    reported_at = MomentField(required=False, allow_null=True)
    narrative = serializers.CharField(required=False, allow_blank=True, max_length=20_000)

    class Meta:
        model = CrimeRecord
        fields = [
            "category",
            "kind",
            "title",
            "occurred_from",
            "occurred_to",
            "time_known",
            "reported_at",
            "discovered",
            "address",
            "latitude",
            "longitude",
            "precision",
            "premises",
            "narrative",
            "modus_operandi",
            "sensitivity",
        ]


class NewRecordSerializer(RecordFieldsSerializer):
    station = serializers.SlugRelatedField("code", queryset=Station.objects.select_related("jurisdiction"))

    class Meta(RecordFieldsSerializer.Meta):
        fields = ["station", *RecordFieldsSerializer.Meta.fields]


class RecordChangeSerializer(RecordFieldsSerializer):
    """Changes to one's own draft; `version` is the one that was read."""

    version = serializers.IntegerField(min_value=1)
    title = serializers.CharField(max_length=160, required=False)

    class Meta(RecordFieldsSerializer.Meta):
        fields = ["version", *RecordFieldsSerializer.Meta.fields]


class ReasonSerializer(StrictFieldsMixin, serializers.Serializer):
    reason = serializers.CharField(max_length=400)


class VoidSerializer(StrictFieldsMixin, serializers.Serializer):
    reason = serializers.ChoiceField(choices=VoidReason.choices)
    note = serializers.CharField(max_length=400)


class SearchSerializer(StrictFieldsMixin, serializers.Serializer):
    """Words are sent in the body: they can name a person, and addresses are logged."""

    q = serializers.CharField(max_length=100)


class NothingSerializer(StrictFieldsMixin, serializers.Serializer):
    """A step that takes no values."""
