"""Questions and answers of the public statistics API."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..release.choices import CellStatus, Cut, Level

# Which questions a cut answers; any other combination is refused, never worked out.
CUT_FILTERS = {
    Cut.JURISDICTION_MONTH: {"category", "year", "month"},
    Cut.JURISDICTION_YEAR: {"category", "year"},
    Cut.DISTRICT_MONTH: {"area", "year", "month"},
    Cut.AREA_MONTH: {"area", "year", "month"},
    Cut.AREA_YEAR: {"area", "category", "year"},
    Cut.HEXAGON_YEAR: {"year"},
}
LOCAL = {Cut.DISTRICT_MONTH, Cut.AREA_MONTH, Cut.AREA_YEAR}


class JurisdictionQuery(serializers.Serializer):
    """Names the jurisdiction; it may be left out where only one publishes figures."""

    jurisdiction = serializers.CharField(required=False, max_length=32)

    def validate(self, attrs: dict) -> dict:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name: ["There is no such filter."] for name in unknown})
        return attrs


class MapQuery(JurisdictionQuery):
    area = serializers.CharField(
        max_length=80, required=False, help_text="Code of an area: its hexagons by level."
    )


class TrendQuery(JurisdictionQuery):
    area = serializers.CharField(required=False, max_length=80)
    category = serializers.CharField(required=False, max_length=80)

    def validate(self, attrs: dict) -> dict:
        attrs = super().validate(attrs)
        if "area" in attrs and "category" in attrs:
            raise serializers.ValidationError(
                {"category": ["Areas are published by month or by type and year, not by both."]}
            )
        return attrs


class StatQuery(JurisdictionQuery):
    cut = serializers.ChoiceField(Cut.choices)
    area = serializers.CharField(required=False, max_length=80)
    category = serializers.CharField(max_length=80, required=False, help_text="“all” for all types together.")
    year = serializers.IntegerField(required=False, min_value=1900, max_value=9999)
    month = serializers.IntegerField(required=False, min_value=1, max_value=12)

    def validate(self, attrs: dict) -> dict:
        attrs = super().validate(attrs)
        cut = Cut(attrs["cut"])
        wrong = set(attrs) - CUT_FILTERS[cut] - {"cut", "jurisdiction"}
        if wrong:
            raise serializers.ValidationError(
                {name: [f"{cut.label} is not published by {name}."] for name in sorted(wrong)}
            )
        if cut in LOCAL and not {"area", "year"} & set(attrs):
            raise serializers.ValidationError({"year": ["Name a year or an area."]})
        return attrs


class FigureSerializer(serializers.Serializer):
    """A number rounded to 5, or null with the reason."""

    value = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(CellStatus.choices)
    text = serializers.CharField()


class CellSerializer(FigureSerializer):
    area = serializers.CharField(allow_null=True)
    hexagon = serializers.CharField(allow_null=True)
    category = serializers.CharField(allow_null=True, help_text="null: all types together")
    year = serializers.IntegerField()
    month = serializers.IntegerField(allow_null=True, help_text="null: the whole year")
    level = serializers.ChoiceField(Level.choices, allow_null=True)


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}$", "example": "2026-09"})
class MonthField(serializers.DateField):
    """A whole month, `YYYY-MM`."""

    def __init__(self, **options: object) -> None:
        super().__init__(format="%Y-%m", **options)


class ReleaseSerializer(serializers.Serializer):
    jurisdiction = serializers.CharField(source="jurisdiction.code")
    number = serializers.IntegerField()
    month = MonthField()
    published_at = serializers.DateTimeField()
    note = serializers.CharField()
    digest = serializers.CharField()


class PublicAreaSerializer(serializers.Serializer):
    """An area with its total of the last twelve months; rates are for every 1,000 residents."""

    code = serializers.CharField()
    name = serializers.CharField()
    district = serializers.CharField()
    population = serializers.IntegerField(allow_null=True)
    value = serializers.IntegerField(source="recent.value", allow_null=True)
    fewer_than = serializers.IntegerField(source="recent.below", allow_null=True)
    rate = serializers.FloatField(allow_null=True)
    change_percent = serializers.FloatField(source="change", allow_null=True)
    url = serializers.CharField()
    csv = serializers.CharField()


class PublicCategorySerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()
    shown = serializers.ChoiceField([("public", "all cuts"), ("broad", "whole jurisdiction and year")])


class MonthSerializer(FigureSerializer):
    month = serializers.CharField(help_text="2026-09")


class AreasAnswer(serializers.Serializer):
    release = ReleaseSerializer()
    caveats = serializers.ListField(child=serializers.CharField())
    areas = PublicAreaSerializer(many=True)


class StatsAnswer(serializers.Serializer):
    release = ReleaseSerializer()
    caveats = serializers.ListField(child=serializers.CharField())
    cut = serializers.ChoiceField(Cut.choices)
    cells = CellSerializer(many=True)


class TrendAnswer(serializers.Serializer):
    release = ReleaseSerializer()
    caveats = serializers.ListField(child=serializers.CharField())
    area = serializers.CharField(allow_null=True)
    category = serializers.CharField(allow_null=True)
    months = MonthSerializer(many=True)
