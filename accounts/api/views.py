"""`/api/register`, `/api/login`, `/api/logout`: sign-up and tokens for API clients."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import services
from ..enrolment import enrol
from ..models import AccessToken
from .authentication import TokenAuthentication
from .login import log_in
from .serializers import LoginAnswerSerializer, LoginSerializer, RegisteredSerializer, RegisterSerializer


class RegisterView(APIView):
    """Make a citizen's account. The role is always citizen.

    The answer is the same where the e-mail address has an account already: nothing is made then, and its
    owner gets a mail. Whoever goes on to log in learns which it was, at the price of an account for each
    address that was free, and a mail to each owner.
    """

    required_action = "public"
    authentication_classes: list = []
    throttle_scope = "login"

    @extend_schema(request=RegisterSerializer, responses={201: RegisteredSerializer})
    def post(self, request: Request) -> Response:
        serializer = RegisterSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        enrol(request._request, **asked)
        answer = {
            "username": asked["username"],
            "email": asked["email"].lower(),
            "name": "",
            "role": "citizen",
        }
        return Response(RegisteredSerializer(answer).data, status=status.HTTP_201_CREATED)


class LoginView(APIView):
    """Exchange user name or e-mail and password for a token, with a code where the account asks for one.

    Sets no cookie.
    """

    required_action = "public"
    authentication_classes: list = []
    throttle_scope = "login"

    def get_authenticate_header(self, request: Request) -> str:
        # Without authenticators DRF would answer 403; a failed log-in is 401.
        return TokenAuthentication.keyword

    @extend_schema(request=LoginSerializer, responses=LoginAnswerSerializer)
    def post(self, request: Request) -> Response:
        serializer = LoginSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        user = log_in(request, asked["login"], asked["password"], asked.get("code", ""))
        with transaction.atomic():
            text, token = services.issue_token(by=user)
        answer = {"token": text, "expires_at": token.expires_at, "user": user}
        return Response(LoginAnswerSerializer(answer).data)


class LogoutView(APIView):
    """End the token that the request was made with."""

    required_action = "account.own"

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        if not isinstance(request.auth, AccessToken):
            raise ValidationError({"Authorization": ["Send the token that is to end."]})
        services.revoke_token(token=request.auth, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
