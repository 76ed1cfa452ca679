from django.urls import path

from .views.detail import RecordDetailView
from .views.entry import EditRecordView, NewRecordView
from .views.home import StaffHomeView
from .views.list import RecordListView, RecordSearchView
from .views.reason import ReasonView
from .views.steps import RegisterView, ReturnView, SubmitView, VoidView

app_name = "records"
urlpatterns = [
    path("staff/", StaffHomeView.as_view(), name="home"),
    path("records/", RecordListView.as_view(), name="list"),
    path("records/search/", RecordSearchView.as_view(), name="search"),
    path("records/reason/", ReasonView.as_view(), name="reason"),
    path("records/new/", NewRecordView.as_view(), name="new"),
    path("records/<int:pk>/", RecordDetailView.as_view(), name="detail"),
    path("records/<int:pk>/edit/", EditRecordView.as_view(), name="edit"),
    path("records/<int:pk>/submit/", SubmitView.as_view(), name="submit"),
    path("records/<int:pk>/register/", RegisterView.as_view(), name="register"),
    path("records/<int:pk>/return/", ReturnView.as_view(), name="return"),
    path("records/<int:pk>/void/", VoidView.as_view(), name="void"),
]
