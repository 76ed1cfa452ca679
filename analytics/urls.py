from django.urls import path

from .views.dashboard import DashboardView
from .views.predict import PredictView
from .views.runs import RetrainView, RunStatusView, RunView

app_name = "analytics"
urlpatterns = [
    path("analytics/", DashboardView.as_view(), name="dashboard"),
    path("analytics/retrain/", RetrainView.as_view(), name="retrain"),
    path("analytics/runs/<uuid:pk>/", RunView.as_view(), name="run"),
    path("analytics/runs/<uuid:pk>/status/", RunStatusView.as_view(), name="run_status"),
    path("predict/", PredictView.as_view(), name="predict"),
]
