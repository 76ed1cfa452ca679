"""The question why someone looks, as problem document 428, and the address that takes the answer."""

from django.db import models
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.models import User

from ..choices import Purpose
from ..models import CrimeRecord, Person
from ..services import reasons
from .serializers import StrictFieldsMixin


class ReasonMissing(APIException):
    """Precondition Required: the reason goes to `send_to`, then the same request passes."""

    status_code = 428
    default_detail = "Say why you look: send a purpose and a text to send_to, then repeat this request."
    default_code = "reason_needed"

    def __init__(self, obj: models.Model | None) -> None:
        super().__init__()
        about = {"record": CrimeRecord, "person": Person}
        self.members = {
            "send_to": reverse("api-consultation-reasons"),
            "reasons": [{"code": code, "label": label} for code, label in Purpose.choices],
            "about": {name: obj.pk for name, model in about.items() if isinstance(obj, model)},
        }


class ReasonRequiredMixin:
    """Lets an endpoint ask for a reason by `self.reason_for(obj)`."""

    request: Request

    def reason_for(self, obj: models.Model | None) -> str:
        """The reason to write beside the consultation of `obj`; answers 428 where none was given."""
        credential = reasons.credential_of(self.request)
        try:
            return reasons.required(by=self.request.user, credential=credential, obj=obj)
        except reasons.ReasonNeeded as needed:
            raise ReasonMissing(needed.obj) from needed


class ConsultationReasonSerializer(StrictFieldsMixin, serializers.Serializer):
    """`record` or `person` says what is looked at; a search of people needs neither."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    text = serializers.CharField(min_length=5, max_length=400)
    record = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    person = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def validate(self, values: dict) -> dict:
        if {"record", "person"} <= set(values):
            raise serializers.ValidationError("Name a record or a person, not both.")
        return values


class ConsultationReasonView(APIView):
    required_action = "record.read"

    @extend_schema(
        summary="Say why you look at what is not assigned to you",
        description="Serves this log-in, or the one record, person or search, as the portal is set up.",
        request=ConsultationReasonSerializer,
        responses={201: ConsultationReasonSerializer},
    )
    def post(self, request: Request) -> Response:
        serializer = ConsultationReasonSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = serializer.validated_data
        reasons.give(
            purpose=values["purpose"],
            text=values["text"],
            by=request.user,
            credential=reasons.credential_of(request),
            obj=_looked_at(values, request.user),
        )
        return Response(serializer.data, status=status.HTTP_201_CREATED)


def _looked_at(values: dict, user: User) -> models.Model | None:
    """The record or the person, if the user may see it; 404 otherwise."""
    for name, model in (("record", CrimeRecord), ("person", Person)):
        if name in values:
            obj = model.objects.visible_to(user).filter(pk=values[name]).first()
            if obj is None:
                raise Http404
            return obj
    return None
