from django.urls import path
from rest_framework.routers import SimpleRouter

from .access import EmergencyView, GrantViewSet, RecordGrantsView, ReviewViewSet
from .people import PersonViewSet
from .reasons import ConsultationReasonView
from .trail import RecordTrailViewSet
from .views import AreaViewSet, OffenceCategoryViewSet, RecordViewSet

router = SimpleRouter()
router.register("records", RecordViewSet, basename="api-record")
router.register("people", PersonViewSet, basename="api-person")
router.register("grants", GrantViewSet, basename="api-grant")
router.register("areas", AreaViewSet, basename="api-area")
router.register("offence-categories", OffenceCategoryViewSet, basename="api-category")
urlpatterns = [
    path("consultation-reasons/", ConsultationReasonView.as_view(), name="api-consultation-reasons"),
    path(
        "records/<int:record_id>/trail/",
        RecordTrailViewSet.as_view({"get": "list"}),
        name="api-record-trail",
    ),
    # Before the router's "records/<pk>/", which would take "emergency" for a number.
    path("records/emergency/", EmergencyView.as_view(), name="api-emergency"),
    path("records/<int:pk>/grants/", RecordGrantsView.as_view(), name="api-record-grants"),
    path("access-reviews/", ReviewViewSet.as_view({"get": "list"}), name="api-review-list"),
    path(
        "access-reviews/<int:pk>/",
        ReviewViewSet.as_view({"get": "retrieve", "post": "judge"}),
        name="api-review-detail",
    ),
    *router.urls,
]
