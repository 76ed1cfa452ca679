from django.urls import path

from .views.access import AccessView, GiveAccessView, ProtectView, RecordAccessView, RevokeView
from .views.detail import RecordDetailView
from .views.emergency import EmergencyView, ReviewView
from .views.entry import EditRecordView, NewRecordView
from .views.home import StaffHomeView
from .views.list import RecordListView, RecordSearchView
from .views.paper import RecordPrintView
from .views.people import PeopleView, PersonView
from .views.reason import ReasonView
from .views.steps import RegisterView, ReturnView, SubmitView, VoidView
from .views.trail import RecordTrailView, TrailCsvView, TrailPdfView

app_name = "records"
urlpatterns = [
    path("staff/", StaffHomeView.as_view(), name="home"),
    path("records/", RecordListView.as_view(), name="list"),
    path("records/search/", RecordSearchView.as_view(), name="search"),
    path("records/reason/", ReasonView.as_view(), name="reason"),
    path("records/emergency/", EmergencyView.as_view(), name="emergency"),
    path("people/", PeopleView.as_view(), name="people"),
    path("people/<int:pk>/", PersonView.as_view(), name="person"),
    path("records/new/", NewRecordView.as_view(), name="new"),
    path("records/<int:pk>/", RecordDetailView.as_view(), name="detail"),
    path("records/<int:pk>/trail/", RecordTrailView.as_view(), name="trail"),
    path("records/<int:pk>/trail.csv", TrailCsvView.as_view(), name="trail_csv"),
    path("records/<int:pk>/trail.pdf", TrailPdfView.as_view(), name="trail_pdf"),
    path("records/<int:pk>/access/", RecordAccessView.as_view(), name="record_access"),
    path("records/<int:pk>/protect/", ProtectView.as_view(), name="protect"),
    path("records/<int:pk>/print/", RecordPrintView.as_view(), name="print"),
    path("records/<int:pk>/edit/", EditRecordView.as_view(), name="edit"),
    path("records/<int:pk>/submit/", SubmitView.as_view(), name="submit"),
    path("records/<int:pk>/register/", RegisterView.as_view(), name="register"),
    path("records/<int:pk>/return/", ReturnView.as_view(), name="return"),
    path("records/<int:pk>/void/", VoidView.as_view(), name="void"),
    path("access/", AccessView.as_view(), name="access"),
    path("access/give/", GiveAccessView.as_view(), name="give"),
    path("access/grants/<int:pk>/end/", RevokeView.as_view(), name="revoke"),
    path("access/reviews/<int:pk>/", ReviewView.as_view(), name="review"),
]
