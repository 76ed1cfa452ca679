"""Pages about accounts and the audit log; the library's own stand at /accounts/."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
