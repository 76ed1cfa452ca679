from django.urls import path

from . import papers

urlpatterns = [
    path("predict_crime", papers.PredictCrimeView.as_view(), name="predict_crime"),
    path("hotspots", papers.HotspotsView.as_view(), name="hotspots"),
]
