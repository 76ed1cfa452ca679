"""Filters that lists of models and runs share."""

import django_filters

from .models import ModelVersion, TrainingRun


class ModelVersionFilter(django_filters.FilterSet):
    jurisdiction = django_filters.CharFilter("jurisdiction__code", label="Jurisdiction's code")

    class Meta:
        model = ModelVersion
        fields = ["jurisdiction", "product", "audience", "stage"]


class RunFilter(django_filters.FilterSet):
    jurisdiction = django_filters.CharFilter("jurisdiction__code", label="Jurisdiction's code")

    class Meta:
        model = TrainingRun
        fields = ["jurisdiction", "product", "status"]
