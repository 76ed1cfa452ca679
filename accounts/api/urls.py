from django.urls import path

from . import audit, tokens, views

urlpatterns = [
    path("register", views.RegisterView.as_view(), name="register"),
    path("login", views.LoginView.as_view(), name="login"),
    path("logout", views.LogoutView.as_view(), name="logout"),
    path("v1/audit/", audit.AuditEventViewSet.as_view({"get": "list"}), name="api-audit"),
    path("v1/tokens/", tokens.TokenListView.as_view(), name="token-list"),
    path("v1/tokens/<int:pk>/", tokens.TokenView.as_view(), name="token-detail"),
]
