"""Pages about accounts and the audit log; the library's own stand at /accounts/."""

from django.urls import path

from .views import tokens

app_name = "accounts"
urlpatterns = [
    path("account/tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.RevokeTokenView.as_view(), name="token_revoke"),
    path("account/keys/<int:pk>/revoke/", tokens.RevokeKeyView.as_view(), name="key_revoke"),
]
