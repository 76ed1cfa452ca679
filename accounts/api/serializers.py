from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from .. import services
from ..models import User


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username", "email", "name", "role"]
        read_only_fields = fields

    role = serializers.CharField(read_only=True)


class RegisterSerializer(serializers.Serializer):
    """A citizen's sign-up. Fields that are not listed here have no effect."""

    username = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, write_only=True, trim_whitespace=False)

    def create(self, validated_data: dict) -> User:
        try:
            return services.sign_up(**validated_data)
        except DjangoValidationError as error:
            raise serializers.ValidationError(_by_field(error)) from error


class LoginSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=254, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    password = serializers.CharField(max_length=200, trim_whitespace=False)

    def validate(self, attrs: dict) -> dict:
        attrs["login"] = attrs.get("username") or attrs.get("email") or ""
        if not attrs["login"]:
            raise serializers.ValidationError({"username": "Enter your user name or your e-mail address."})
        return attrs


class LoginAnswerSerializer(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    user = UserSerializer()


def _by_field(error: DjangoValidationError) -> dict[str, list[str]]:
    """Django's model errors under the field's name; what names none is about the password."""
    return error.message_dict if hasattr(error, "error_dict") else {"password": error.messages}
