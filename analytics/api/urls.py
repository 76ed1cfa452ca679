"""Analytics and public statistics, at /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from . import views

router = SimpleRouter()
router.register("models", views.ModelVersionViewSet, "model")
router.register("runs", views.RunViewSet, "run")

urlpatterns = [
    path("public/", include("analytics.api.urls_public")),
    path("hotspots/", views.HotspotCollectionView.as_view(), name="hotspot-collection"),
    path("zones/", views.ZoneCollectionView.as_view(), name="zone-collection"),
    path("forecasts/", views.ForecastListView.as_view(), name="forecast-list"),
    *router.urls,
]
