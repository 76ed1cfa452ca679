"""Pages about accounts and the audit log; the library's own stand at /accounts/."""

from django.urls import path

from .views import audit, chain, invitation, keep_alive, people, tokens

app_name = "accounts"
urlpatterns = [
    path("audit/", audit.AuditLogView.as_view(), name="audit"),
    path("audit/export/", audit.AuditExportView.as_view(), name="audit_csv"),
    path("audit/chain/", chain.ChainView.as_view(), name="chain"),
    path("audit/chain/checks/<int:pk>/", chain.ChainCheckView.as_view(), name="chain_check"),
    path("account/session/", keep_alive.KeepAliveView.as_view(), name="keep_alive"),
    path("account/tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.RevokeTokenView.as_view(), name="token_revoke"),
    path("account/keys/<int:pk>/collect/", tokens.CollectKeyView.as_view(), name="key_collect"),
    path("account/keys/<int:pk>/revoke/", tokens.RevokeKeyView.as_view(), name="key_revoke"),
    path("invitation/", invitation.InvitationView.as_view(), name="invitation"),
    path("invitation/<str:secret>/", invitation.InvitationLinkView.as_view(), name="invitation_link"),
    path("staff/people/", people.PeopleView.as_view(), name="people"),
    path("staff/people/<int:pk>/unlock/", people.UnlockView.as_view(), name="unlock"),
]
