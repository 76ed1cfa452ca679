from django.urls import path
from rest_framework.routers import SimpleRouter

from .people import PersonViewSet
from .reasons import ConsultationReasonView
from .views import AreaViewSet, OffenceCategoryViewSet, RecordViewSet

router = SimpleRouter()
router.register("records", RecordViewSet, basename="api-record")
router.register("people", PersonViewSet, basename="api-person")
router.register("areas", AreaViewSet, basename="api-area")
router.register("offence-categories", OffenceCategoryViewSet, basename="api-category")
urlpatterns = [
    path("consultation-reasons/", ConsultationReasonView.as_view(), name="api-consultation-reasons"),
    *router.urls,
]
