from rest_framework.routers import SimpleRouter

from .views import AreaViewSet, OffenceCategoryViewSet, RecordViewSet

router = SimpleRouter()
router.register("records", RecordViewSet, basename="api-record")
router.register("areas", AreaViewSet, basename="api-area")
router.register("offence-categories", OffenceCategoryViewSet, basename="api-category")
urlpatterns = router.urls
