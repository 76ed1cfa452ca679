"""Settings, one file, driven by the environment (see `.env.example`)."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from . import env

BASE_DIR = env.BASE_DIR
PRODUCTION = env.flag("PRODUCTION", False)
DEBUG = env.flag("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=1 is refused in production.")

VAR_DIR = env.var_dir()
SECRET_KEY = env.secret_key("SECRET_KEY", PRODUCTION, VAR_DIR)
SECRET_KEY_FALLBACKS = env.text("SECRET_KEY_FALLBACKS").split()
# Signs model files; identifiers of people are encrypted and indexed with the second.
ARTEFACT_HMAC_KEY = env.secret_key("ARTEFACT_HMAC_KEY", PRODUCTION, VAR_DIR)
IDENTIFIER_KEY = env.secret_key("IDENTIFIER_KEY", PRODUCTION, VAR_DIR)
# Signs what the audit chain's head was; the public keys check it, also where the private one is not.
AUDIT_ANCHOR_KEY = env.signing_key("AUDIT_ANCHOR_KEY", PRODUCTION, VAR_DIR)
AUDIT_ANCHOR_PUBLIC_KEY = env.public_keys("AUDIT_ANCHOR_PUBLIC_KEY")
AUDIT_ANCHOR_EMAIL = env.text("AUDIT_ANCHOR_EMAIL")

SITE_NAME = env.text("SITE_NAME", "CrimePortal")
EMERGENCY_NUMBER = env.text("EMERGENCY_NUMBER", "112")
ALLOWED_HOSTS = env.text(
    "ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1 localhost [::1] testserver"
).split()
CSRF_TRUSTED_ORIGINS = env.text("CSRF_TRUSTED_ORIGINS").split()
# Where people reach the site: invitations link to it, never to what a request says. Unknown (empty) outside
# production, unless `serve_demo` or the environment says it: links are then paths alone.
site_url = f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else ""
SITE_URL = env.url("SITE_URL", site_url, {"", "http", "https"}).rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crimeportal.apps.CrimePortalConfig",
    "crimeportal.apps.PortalAdminConfig",
    "accounts",
    "records",
    "analytics",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]

MIDDLEWARE = [
    # These two stand around everything: files and what fails early carry their headers too.
    "crimeportal.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "crimeportal.health.Health",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.request.RequestSource",
    "accounts.refusals.RefusalsAreRecorded",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.SecondStepFirst",
]

ROOT_URLCONF = "crimeportal.urls"
WSGI_APPLICATION = "crimeportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crimeportal.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "crimeportal.forms.PortalFormRenderer"

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/demo/db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

cache_url = env.url("CACHE_URL", "dbcache://portal_cache", env.CACHE_SCHEMES)
CACHES = {"default": env.environ.Env.cache_url_config(cache_url)}
if not cache_url.startswith("redis"):
    # Django's default of 300 would let anyone with many addresses push out the counts of log-ins.
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 10_000)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotWellKnown"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_login"
LOGOUT_REDIRECT_URL = "public:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
# Verification gates what is mailed, not the log-in itself.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
# Before what is sensitive a log-in or a proof who it is may be this old (seconds).
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Wrong passwords by address (each account has its own lock beside), and wrong codes of the second step.
ACCOUNT_RATE_LIMITS = {"password": "20/m/ip", "login_failed": "5/15m/key,20/m/ip"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
# A log-in ends with the browser at the latest.
ACCOUNT_SESSION_REMEMBER = False
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_FORMS = {"add_webauthn": "accounts.forms.AddSecurityKeyForm"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Staff may log in at their organisation's provider; it opens accounts that exist and makes none.
OIDC_APPS = env.oidc_apps({"https"} if PRODUCTION else {"https", "http"})
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_APPS}}
SOCIALACCOUNT_ADAPTER = "accounts.provider.StaffProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
# Who may log in, and for how long (docs/security.md).
REQUIRE_STAFF_MFA = env.flag("REQUIRE_STAFF_MFA", PRODUCTION)
LOGIN_FAILURES_ALLOWED = env.number("LOGIN_FAILURES_ALLOWED", 5, low=1, high=20)
LOGIN_LOCK_MINUTES = env.number("LOGIN_LOCK_MINUTES", 15, low=1, high=24 * 60)
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 30, low=2, high=12 * 60)
SESSION_WARNING_MINUTES = 5
SESSION_HOURS = env.number("SESSION_HOURS", 12, low=1, high=24)
DISABLE_AFTER_IDLE_DAYS = env.number("DISABLE_AFTER_IDLE_DAYS", 90, low=1, high=3650)
INVITATION_HOURS = env.number("INVITATION_HOURS", 72, low=1, high=24 * 14)
LOGIN_BANNER = env.text(
    "LOGIN_BANNER",
    "This system is for authorised use only. What you do in it is recorded and reviewed. "
    "Looking at records without a reason of duty is an offence.",
)
# Asked before someone searches people or opens a record that is not assigned to them: off, session or person.
CONSULTATION_REASON = env.choice("CONSULTATION_REASON", "session", {"off", "session", "person"})
API_TOKEN_LIFETIME_HOURS = env.number("API_TOKEN_LIFETIME_HOURS", 12, low=1, high=24 * 90)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Messages travel in the session: in a cookie of their own they could be read on the way and on the disk.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# No page takes a file: one that is sent is refused before it is read.
DATA_UPLOAD_MAX_NUMBER_FILES = 0
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Probes beside the process speak plain HTTP (crimeportal.health).
SECURE_REDIRECT_EXEMPT = [r"^health$"]
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.flag("BEHIND_TLS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How many proxies stand before the site: throttles, log-in limits and the audit log look behind them.
TRUSTED_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, low=0, high=10)

MAP_TILE_URL = env.url("MAP_TILE_URL", "", {"", "http", "https"})
MAP_TILE_ATTRIBUTION = env.text("MAP_TILE_ATTRIBUTION")
tile_origin = [env.origin(MAP_TILE_URL)] if MAP_TILE_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *tile_origin],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Chromium holds redirects of a form to this too.
        "form-action": [SELF, *(env.origin(app["settings"]["server_url"]) for app in OIDC_APPS)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without collectstatic the demo serves straight from the source folders.
WHITENOISE_USE_FINDERS = not PRODUCTION
# By default files are open to scripts of every site.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

STORAGE_BUCKET = env.text("STORAGE_BUCKET")
if STORAGE_BUCKET:
    default_storage = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": STORAGE_BUCKET,
            "endpoint_url": env.text("STORAGE_ENDPOINT_URL") or None,
            "region_name": env.text("STORAGE_REGION") or None,
            "file_overwrite": False,
            "default_acl": "private",
        },
    }
else:
    default_storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.text("STORAGE_DIR") or str(VAR_DIR / "storage"), "base_url": None},
    }
STORAGES = {
    "default": default_storage,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

email_url = env.url("EMAIL_URL", "consolemail://", env.EMAIL_SCHEMES)
vars().update(env.environ.Env.email_url_config(email_url))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")

CELERY_BROKER_URL = env.url("CELERY_BROKER_URL", "", env.BROKER_SCHEMES)
BROKER_DIR = VAR_DIR / "broker"

# What the API answers: by address, by person or key, and at endpoints with a limit of their own; searches of
# people count together at the API and on the page.
REQUESTS_PER_MINUTE = {
    "anonymous": env.number("ANONYMOUS_REQUESTS_PER_MINUTE", 60, low=1, high=1_000_000),
    "user": env.number("USER_REQUESTS_PER_MINUTE", 600, low=1, high=1_000_000),
    "login": env.number("LOGIN_REQUESTS_PER_MINUTE", 20, low=1, high=1_000_000),
    "predict": env.number("PREDICT_REQUESTS_PER_MINUTE", 600, low=1, high=1_000_000),
    "person_search": env.number("PERSON_SEARCH_REQUESTS_PER_MINUTE", 60, low=1, high=1_000_000),
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.DeclaredAction"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["crimeportal.parsers.BoundedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "crimeportal.schema.PortalSchema",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttles.RequestsPerMinute"],
    "EXCEPTION_HANDLER": "crimeportal.api.problem_handler",
    "PAGE_SIZE": 50,
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CrimePortal API",
    "VERSION": "1",
    "DESCRIPTION": "Records within your rights, analytics with measured quality, public statistics.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "crimeportal.schema.describe_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "RecordKindEnum": "records.choices.RecordKind",
        "RecordStatusEnum": "records.choices.Status",
        "AreaKindEnum": "records.choices.AreaKind",
        "GrantKindEnum": "records.choices.GrantKind",
        "DecisionEnum": "records.choices.DECISIONS",
        "PurposeEnum": "records.choices.Purpose",
        "EmergencyPurposeEnum": "records.choices.EMERGENCY_PURPOSES",
        "VoidReasonEnum": "records.choices.VoidReason",
        "RunStatusEnum": "analytics.choices.RunStatus",
        "CellStatusEnum": "analytics.release.choices.CellStatus",
    },
}

# Public statistics (docs/public-statistics.md).
PUBLIC_DELAY_DAYS = env.number("PUBLIC_DELAY_DAYS", 30, low=30, high=365)

LOG_LEVEL = env.choice("LOG_LEVEL", "info", {"debug", "info", "warning", "error", "critical"}).upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "crimeportal.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
