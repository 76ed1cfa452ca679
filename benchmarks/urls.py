"""The portal's addresses, and a view that does nothing at all."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crimeportal.urls import urlpatterns as portal


class Empty(APIView):
    """No authentication, no permission, no throttle, no work: what Django and DRF cost by themselves."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = []

    def post(self, request: Request) -> Response:
        return Response({})


urlpatterns = [path("benchmark/empty", Empty.as_view()), *portal]
