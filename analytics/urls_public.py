"""The citizens' pages."""

from django.urls import path

from .views.public import AreaCsvView, AreaView, HomeView, MethodsView

app_name = "public"
urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("areas/<slug:jurisdiction>/<str:code>/", AreaView.as_view(), name="area"),
    path("areas/<slug:jurisdiction>/<str:code>/figures.csv", AreaCsvView.as_view(), name="area_csv"),
    path("data-and-methods/", MethodsView.as_view(), name="methods"),
]
