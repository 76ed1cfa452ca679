"""`/api/v1/tokens/`: the log-ins of one's own programs, listed and ended."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import DestroyAPIView, ListAPIView
from rest_framework.pagination import CursorPagination

from .. import services
from ..models import AccessToken
from .serializers import TokenSerializer


class NewestFirst(CursorPagination):
    ordering = ("-created_at", "-pk")


class OwnTokens:
    """Only what is one's own and still works: another's token, or an ended one, is not there."""

    queryset = AccessToken.objects.none()
    serializer_class = TokenSerializer
    required_action = "account.own"

    def get_queryset(self) -> QuerySet[AccessToken]:
        return AccessToken.objects.opened_by(self.request.user)


@extend_schema(summary="Your tokens that still work")
class TokenListView(OwnTokens, ListAPIView):
    pagination_class = NewestFirst


@extend_schema(summary="End one of your tokens")
class TokenView(OwnTokens, DestroyAPIView):
    def perform_destroy(self, token: AccessToken) -> None:
        services.revoke_token(token=token, by=self.request.user)
