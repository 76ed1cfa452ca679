"""People of the register over HTTP: found by a posted name, read one by one."""

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from ..choices import SearchKind
from ..forms import PersonSearchForm
from ..models import CrimeRecord, Involvement, Person
from ..services import consultation, person_search, reasons, search_query
from ..templatetags.records import record_name
from .reasons import ReasonMissing, ReasonRequiredMixin
from .serializers import StrictFieldsMixin


class PersonSearchSerializer(StrictFieldsMixin, serializers.Serializer):
    """A name, or an identifier such as a phone number; in the body, as addresses are logged."""

    q = serializers.CharField(max_length=PersonSearchForm.base_fields["q"].max_length)

    def validate_q(self, value: str) -> str:
        form = PersonSearchForm({"q": value})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors["q"])
        return form.cleaned_data["q"]


class PartSerializer(serializers.Serializer):
    """`record` is null where you may not read the record, `role` where you may not read its people."""

    record = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    station = serializers.CharField(source="record.station.code")
    role = serializers.SerializerMethodField()

    def get_record(self, part: person_search.Part) -> int | None:
        return part.record.pk if part.may_read else None

    def get_name(self, part: person_search.Part) -> str:
        return record_name(part.record)

    def get_role(self, part: person_search.Part) -> str | None:
        return part.involvement.role if part.is_open else None


class HitSerializer(serializers.Serializer):
    """`id`, `sex` and `birth_date` are null where you may read no record that names the person."""

    id = serializers.SerializerMethodField()
    name = serializers.CharField(source="person.__str__")
    sex = serializers.SerializerMethodField()
    birth_date = serializers.SerializerMethodField()
    parts = PartSerializer(many=True)

    def get_id(self, hit: person_search.Hit) -> int | None:
        return hit.person.pk if hit.is_open else None

    def get_sex(self, hit: person_search.Hit) -> str | None:
        return hit.person.sex if hit.is_open else None

    def get_birth_date(self, hit: person_search.Hit) -> str | None:
        born = hit.person.birth_date
        return born.isoformat() if hit.is_open and born else None


class FoundSerializer(serializers.Serializer):
    """`more`: there are further hits than the first 50. `elsewhere`: stations that hold a record."""

    results = HitSerializer(many=True, source="hits")
    more = serializers.BooleanField()
    elsewhere = serializers.SerializerMethodField()

    def get_elsewhere(self, found: person_search.Found) -> list[str]:
        return [station.code for station in found.elsewhere]


class PersonPartSerializer(serializers.ModelSerializer):
    crime_id = serializers.CharField(source="record.crime_id", allow_null=True)
    station = serializers.CharField(source="record.station.code")

    class Meta:
        model = Involvement
        fields = ["record", "crime_id", "station", "role", "serial"]


class PersonSerializer(serializers.ModelSerializer):
    """A person with the parts in the records that you may read."""

    aliases = serializers.SlugRelatedField("name", many=True, read_only=True)
    parts = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ["id", "kind", "given_names", "family_name", "aliases", "sex", "birth_date", "parts"]

    def get_parts(self, person: Person) -> PersonPartSerializer(many=True):
        open_ = CrimeRecord.objects.naming_people_to(self.context["request"].user)
        parts = person.involvements.filter(record__in=open_).select_related("record__station")
        return PersonPartSerializer(parts.order_by("-record_id", "pk"), many=True).data


class PersonViewSet(ReasonRequiredMixin, GenericViewSet):
    """People who are named in records within your rights."""

    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    pagination_class = None
    throttle_scope = ""
    actions_required = {"retrieve": "record.narrative", "search": "person.search"}

    def get_queryset(self) -> QuerySet[Person]:
        return Person.objects.visible_to(self.request.user)

    @extend_schema(summary="One person; the reading is noted")
    @transaction.atomic
    def retrieve(self, request: Request, pk: str) -> Response:
        person = self.get_object()
        consultation.person_read(person=person, by=request.user, reason=self.reason_for(person))
        return Response(self.get_serializer(person).data)

    @extend_schema(
        summary="People by name or identifier; the search is noted",
        request=PersonSearchSerializer,
        responses=FoundSerializer,
    )
    @action(detail=False, methods=["post"], throttle_scope="person_search")
    @transaction.atomic
    def search(self, request: Request) -> Response:
        body = PersonSearchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        terms = body.validated_data["q"]
        query = search_query.save(terms=terms, kind=SearchKind.PEOPLE, by=request.user)
        try:
            credential = reasons.credential_of(request)
            reasons.give_to_search(query=query, by=request.user, credential=credential)
        except reasons.ReasonNeeded as needed:
            raise ReasonMissing(None) from needed
        reason = self.reason_for(query)
        found = person_search.search(terms=terms, by=request.user)
        consultation.people_searched(terms=terms, hits=found.count, by=request.user, reason=reason)
        return Response(FoundSerializer(found).data)
