"""What the analytics API reads and writes, field by field."""

import math
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Jurisdiction

from ..choices import Product
from ..models import ForecastPoint, ModelVersion, TrainingRun


class FiniteFloatField(serializers.FloatField):
    def to_internal_value(self, data: object) -> float:
        value = super().to_internal_value(data)
        # Python takes True for 1, and comparisons with bounds let "nan" through.
        if isinstance(data, bool) or not math.isfinite(value):
            raise serializers.ValidationError("A valid number is required.")
        return value


class PredictionRequestSerializer(serializers.Serializer):
    """A time and a place. Day of week: 0 = Monday. Degrees WGS84."""

    hour = serializers.IntegerField(min_value=0, max_value=23)
    day_of_week = serializers.IntegerField(min_value=0, max_value=6)
    month = serializers.IntegerField(min_value=1, max_value=12)
    latitude = FiniteFloatField(min_value=-90, max_value=90)
    longitude = FiniteFloatField(min_value=-180, max_value=180)


class ModelInUseSerializer(serializers.ModelSerializer):
    """The version that answered."""

    class Meta:
        model = ModelVersion
        fields = ["version", "algorithm", "audience", "is_baseline", "created_at"]
        read_only_fields = fields


class PredictionSerializer(serializers.Serializer):
    """Which type, given that a crime is recorded there then. Without a model the first three are empty."""

    predicted_crime_type = serializers.CharField(allow_null=True, source="predicted")
    confidence = serializers.FloatField(allow_null=True)
    probabilities = serializers.DictField(child=serializers.FloatField())
    abstained = serializers.BooleanField()
    baseline = serializers.DictField(child=serializers.FloatField())
    jurisdiction = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    model_version = ModelInUseSerializer(allow_null=True, source="version")
    caveat = serializers.CharField()


class HitRateSerializer(serializers.Serializer):
    """Share of later records in the top cells of the clusters, with its 95 % interval over weeks."""

    area_share = serializers.FloatField()
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class HotspotSerializer(serializers.Serializer):
    cluster_id = serializers.IntegerField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    count = serializers.IntegerField()
    radius_m = serializers.FloatField()
    risk_level = serializers.CharField()
    jurisdiction = serializers.CharField(source="model_version.jurisdiction.code")
    model_version = serializers.IntegerField(source="model_version.version")
    as_of = serializers.SerializerMethodField()
    hit_rate = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateField())
    def get_as_of(self, hotspot: Any) -> str:
        return hotspot.model_version.card["as_of"]

    @extend_schema_field(HitRateSerializer(allow_null=True))
    def get_hit_rate(self, hotspot: Any) -> dict[str, float] | None:
        return hotspot.model_version.clusters_hit_rate


class JurisdictionQuerySerializer(serializers.Serializer):
    """`?jurisdiction=CODE`; all of them without it."""

    jurisdiction = serializers.SlugRelatedField(
        "code", queryset=Jurisdiction.objects.all(), required=False, default=None
    )


class ModelVersionSerializer(serializers.ModelSerializer):
    jurisdiction = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = ModelVersion
        fields = [
            "id",
            "jurisdiction",
            "product",
            "audience",
            "version",
            "stage",
            "algorithm",
            "is_baseline",
            "features",
            "parameters",
            "metrics",
            "baseline_metrics",
            "verdict",
            "card",
            "library_versions",
            "artefact_sha256",
            "run",
            "created_at",
        ]
        read_only_fields = fields


class RunSerializer(serializers.ModelSerializer):
    jurisdiction = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = TrainingRun
        fields = [
            "id",
            "jurisdiction",
            "product",
            "trigger",
            "status",
            "step",
            "steps",
            "progress",
            "message",
            "timings",
            "error",
            "created_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields


class NewRunSerializer(serializers.Serializer):
    jurisdiction = serializers.SlugRelatedField("code", queryset=Jurisdiction.objects.all())
    product = serializers.ChoiceField(choices=Product.choices)


class ForecastSerializer(serializers.ModelSerializer):
    """Records expected in a month with their 80 % interval; `area` null: the whole jurisdiction."""

    jurisdiction = serializers.CharField(source="model_version.jurisdiction.code")
    area = serializers.SlugRelatedField("code", read_only=True, allow_null=True)
    algorithm = serializers.CharField(source="model_version.algorithm")
    model_version = serializers.IntegerField(source="model_version.version")

    class Meta:
        model = ForecastPoint
        fields = ["jurisdiction", "area", "month", "value", "low", "high", "algorithm", "model_version"]
        read_only_fields = fields


class GeometrySerializer(serializers.Serializer):
    type = serializers.CharField()
    coordinates = serializers.ListField(help_text="Longitude before latitude.")


class HotspotFeatureSerializer(serializers.Serializer):
    """A GeoJSON feature: the centre, and what is known of the cluster."""

    type = serializers.CharField(default="Feature", read_only=True)
    geometry = serializers.SerializerMethodField()
    properties = HotspotSerializer(source="*")

    @extend_schema_field(GeometrySerializer)
    def get_geometry(self, hotspot: Any) -> dict:
        return {"type": "Point", "coordinates": [hotspot.longitude, hotspot.latitude]}


class ZoneSerializer(serializers.Serializer):
    """`rate` and `severity_rate` are on the `basis`; rank 1 is the highest severity-weighted rate."""

    jurisdiction = serializers.CharField(source="model_version.jurisdiction.code")
    area = serializers.CharField(source="area.code")
    name = serializers.CharField(source="area.name")
    level = serializers.CharField()
    meaning = serializers.CharField(source="get_level_display")
    rank = serializers.IntegerField()
    rate = serializers.FloatField()
    severity_rate = serializers.FloatField()
    basis = serializers.CharField(source="model_version.card.basis")
    stability = serializers.FloatField(allow_null=True)
    model_version = serializers.IntegerField(source="model_version.version")


class ZoneFeatureSerializer(serializers.Serializer):
    """A GeoJSON feature: the area's boundary and its zone."""

    type = serializers.CharField(default="Feature", read_only=True)
    geometry = serializers.SerializerMethodField()
    properties = ZoneSerializer(source="*")

    @extend_schema_field(GeometrySerializer(allow_null=True))
    def get_geometry(self, zone: Any) -> dict | None:
        return zone.area.boundary


class HotspotCollectionSerializer(serializers.Serializer):
    type = serializers.CharField()
    features = HotspotFeatureSerializer(many=True)


class ZoneCollectionSerializer(serializers.Serializer):
    type = serializers.CharField()
    features = ZoneFeatureSerializer(many=True)
