from django.urls import path

from . import tokens, views

urlpatterns = [
    path("register", views.RegisterView.as_view(), name="register"),
    path("login", views.LoginView.as_view(), name="login"),
    path("logout", views.LogoutView.as_view(), name="logout"),
    path("v1/tokens/", tokens.TokenListView.as_view(), name="token-list"),
    path("v1/tokens/<int:pk>/", tokens.TokenView.as_view(), name="token-detail"),
]
