from collections.abc import Mapping

from rest_framework import serializers

from .. import services
from ..models import AccessToken, User


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

    def to_internal_value(self, data: object) -> dict:
        """The fields as text. Raises ValidationError with what is wrong with any of them, all at once."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        values, errors = {}, {}
        for name, field in self.fields.items():
            try:
                values[name] = field.run_validation(field.get_value(data))
            except serializers.ValidationError as error:
                errors[name] = error.detail
        if found := services.sign_up_errors(**values) | errors:
            in_order = [*self.fields, *found]
            raise serializers.ValidationError({name: found[name] for name in in_order if name in found})
        return values


class RegisteredSerializer(serializers.Serializer):
    """The account as it was asked for. No id: whether one was made is told by mail only."""

    username = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    role = serializers.CharField()


class LoginSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=254, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20,
        required=False,
        allow_blank=True,
        help_text="Of the authenticator app, or a recovery code; needed where the account has a second step.",
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        sent = getattr(self, "initial_data", None)
        if isinstance(sent, Mapping) and not (sent.get("username") or sent.get("email")):
            nameless = "Enter your user name or your e-mail address."
            fields["username"] = serializers.CharField(
                error_messages=dict.fromkeys(["required", "blank", "null"], nameless)
            )
        return fields

    def validate(self, attrs: dict) -> dict:
        return attrs | {"login": attrs.get("username") or attrs.get("email")}


class LoginAnswerSerializer(serializers.Serializer):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    user = UserSerializer()


class TokenSerializer(serializers.ModelSerializer):
    """A token without its text, which was shown once."""

    class Meta:
        model = AccessToken
        fields = ["id", "created_at", "expires_at", "last_used_at"]
        read_only_fields = fields
