"""What every page's shell shows."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts import session
from accounts.models import User
from accounts.permissions import has_permission

# label, URL name, action that opens it
STAFF_TABS = [
    ("Home", "records:home", "staff.home"),
    ("Records", "records:list", "record.read"),
    ("People", "records:people", "person.search"),
    ("New record", "records:new", "record.draft"),
    ("Map and analytics", "analytics:dashboard", "analytics.view"),
    ("Prediction", "analytics:predict", "analytics.predict"),
    ("Access", "records:access", "access.review"),
    ("Audit log", "accounts:audit", "audit.read"),
    ("Administration", "admin:index", "admin.configure"),
]
# Open to few, so that they have no tab: who reads no records finds them at home, and in the administration.
MORE_PAGES = [
    ("Staff and locks", "accounts:people", "account.unlock"),
    ("Invite someone", "admin:accounts_user_add", "admin.configure"),
    ("State of the audit chain", "accounts:chain", "audit.verify"),
]
PUBLIC_TABS = [
    ("Your area", "public:home", "public"),
    ("Prediction", "analytics:predict", "analytics.predict"),
    ("Data and methods", "public:methods", "public"),
]


@dataclass
class Shell:
    site_name: str
    is_staff_user: bool = False
    user_label: str = ""
    user_initials: str = ""
    station_name: str = ""
    demo: bool = False
    emergency_number: str = ""
    may_read_records: bool = False
    may_break_glass: bool = False
    session_seconds: int = 0
    session_warning_seconds: int = 0
    second_step_required: bool = False
    login_banner: str = ""
    tabs: list[dict] = field(default_factory=list)
    more: list[dict] = field(default_factory=list)


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Names, tabs and the person, for the page header."""
    user = getattr(request, "user", None)
    is_person = isinstance(user, User)
    is_staff_user = is_person and has_permission(user, "staff.home")
    result = Shell(
        settings.SITE_NAME,
        is_staff_user,
        demo=not settings.PRODUCTION,
        emergency_number=settings.EMERGENCY_NUMBER,
        second_step_required=settings.REQUIRE_STAFF_MFA,
        login_banner=settings.LOGIN_BANNER,
    )
    if is_person:
        result.may_read_records = has_permission(user, "record.read")
        result.may_break_glass = has_permission(user, "record.break_glass")
        result.user_label = str(user)
        result.session_seconds = int(session.seconds_left(request.session)[0])
        result.session_warning_seconds = settings.SESSION_WARNING_MINUTES * 60
        result.user_initials = "".join(part[0] for part in str(user).split()[:2]).upper()
        postings = user.current_postings
        result.station_name = str(postings[0].station or "") if postings else ""
    for label, name, action in STAFF_TABS if is_staff_user else PUBLIC_TABS:
        if has_permission(user, action):
            url = reverse(name)
            result.tabs.append({"label": label, "url": url, "current": request.path == url})
    result.more = [
        {"label": label, "url": reverse(name)}
        for label, name, action in MORE_PAGES
        if is_staff_user and has_permission(user, action)
    ]
    if not any(tab["current"] for tab in result.tabs):
        # A page below a tab's address belongs to it; "/" is above everything and claims nothing.
        above = [tab for tab in result.tabs if tab["url"] != "/" and request.path.startswith(tab["url"])]
        for tab in sorted(above, key=lambda tab: len(tab["url"]))[-1:]:
            tab["current"] = True
    return {"shell": result}
