"""Public statistics, at /api/v1/public/."""

from django.urls import path

from . import public

app_name = "public_api"
urlpatterns = [
    path("releases/", public.Releases.as_view(), name="releases"),
    path("areas/", public.Areas.as_view(), name="areas"),
    path("categories/", public.Categories.as_view(), name="categories"),
    path("stats/", public.Stats.as_view(), name="stats"),
    path("trends/", public.Trends.as_view(), name="trends"),
    path("map/", public.Map.as_view(), name="map"),
]
