"""Settings, all from environment variables that begin with PAYANDAN_; every one has a safe default.

The data folder holds the database, the uploaded files and the secret key, so that a backup is one folder.
"""

import secrets
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

env = environ.Env()

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent


def _data_folder() -> Path:
    folder = Path(env.str("PAYANDAN_DATA", default="data")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _secret_key() -> str:
    """The key from the environment, else the one kept in the data folder, made at the first start."""
    given: str = env.str("PAYANDAN_SECRET_KEY", default="")
    if given:
        return given
    path = DATA / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


DATA = _data_folder()
SECRET_KEY = _secret_key()
# Printed cards outlive a change of the secret key, where this one is set.
AUTHENTICITY_KEY = env.str("PAYANDAN_AUTHENTICITY_KEY", default=SECRET_KEY)
DEBUG = env.bool("PAYANDAN_DEBUG", default=False)
BASE_URL = env.str("PAYANDAN_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("PAYANDAN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
HTTPS = BASE_URL.startswith("https://")
COUNTRY = env.str("PAYANDAN_COUNTRY", default="IR")
CURRENCY = env.str("PAYANDAN_CURRENCY", default="IRR")

# How many working days before a right falls due people are warned, and what the radar reckons with, in the smallest
# unit of the currency: estimates of ours in rials, for each company to put right; 0 is not known.
RADAR_WARN_DAYS = env.int("PAYANDAN_RADAR_WARN_DAYS", default=2)
RADAR_LOANER_DAY = env.int("PAYANDAN_RADAR_LOANER_DAY", default=3_000_000 if CURRENCY == "IRR" else 0)
RADAR_LOANER_DAYS = env.int("PAYANDAN_RADAR_LOANER_DAYS", default=7)
RADAR_EXTENSION_MONTH = env.int("PAYANDAN_RADAR_EXTENSION_MONTH", default=8_000_000 if CURRENCY == "IRR" else 0)
RADAR_TRANSFER = env.int("PAYANDAN_RADAR_TRANSFER", default=6_000_000 if CURRENCY == "IRR" else 0)

# Whether a centre may take in only what it is authorised for. Where this is off, the counter is warned.
ONLY_AUTHORISED_INTAKE = env.bool("PAYANDAN_ONLY_AUTHORISED_INTAKE", default=False)

INSTALLED_APPS = [
    "payandan.insights",
    "payandan.integrations",
    "payandan.repairs",
    "payandan.returns",
    "payandan.claims",
    "payandan.warranty",
    "payandan.parts",
    "payandan.units",
    "payandan.catalog",
    "payandan.customers",
    "payandan.platform.notifications",
    "payandan.platform.payments",
    "payandan.platform.jobs",
    "payandan.platform.files",
    "payandan.platform.people",
    "payandan.platform.api",
    "payandan.platform.search",
    "payandan.platform.journal",
    "payandan.platform.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "payandan.platform.people.middleware.LanguageMiddleware",
    "payandan.platform.ui.middleware.ReaderMiddleware",
    "payandan.platform.people.middleware.ActorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "payandan.site.urls"
WSGI_APPLICATION = "payandan.site.wsgi.application"

_LOADERS = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                [
                    "django_cotton.cotton_loader.Loader",
                    "django.template.loaders.filesystem.Loader",
                    "django.template.loaders.app_directories.Loader",
                ],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "payandan.site.navigation.shell",
            ],
            "loaders": _LOADERS,
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "payandan.platform.ui.templatetags.ui",
            ],
        },
    }
]

_DATABASE_URL = env.str("PAYANDAN_DATABASE_URL", default=f"sqlite:///{DATA / 'payandan.sqlite3'}")
DATABASES = {"default": env.db_url_config(_DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "payandan.platform.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        # A deferred transaction that reads before it writes fails at once when another writer was first.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; "
            "PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY"
        ),
    }
    # A new connection reads the whole schema and runs the pragmas: more than a millisecond of every request.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Statements are planned once for a connection, not once for a request.
    DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=2)

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "payandan.platform.people.forms.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = env.str("PAYANDAN_TIME_ZONE", default="Asia/Tehran")
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.str("PAYANDAN_STATIC", default=str(DATA / "static"))
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "payandan.platform.files.forms.UploadMeasure",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
# The studio sends every control of a document; long terms have more than the usual thousand.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Budgets of one-time codes a day, and whose numbers get any. Nought in CODES_PER_DAY stops them all.
CODE_PREFIXES = env.list("PAYANDAN_CODE_PREFIXES", default=["+98"])
CODES_PER_ADDRESS = env.int("PAYANDAN_CODES_PER_ADDRESS", default=100)
CODES_PER_NETWORK = env.int("PAYANDAN_CODES_PER_NETWORK", default=500)
CODES_PER_DAY = env.int("PAYANDAN_CODES_PER_DAY", default=5000)

# How many proxies of our own stand in front. Only then is what they say of the visitor believed.
TRUSTED_PROXIES = env.int("PAYANDAN_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Staff must have a second factor, unless this is a demo (its set-up leaves the file `demo` in the data folder).
REQUIRE_MFA = env.bool("PAYANDAN_REQUIRE_MFA", default=not (DATA / "demo").exists())
# Who writes a promise to customers and who publishes it are two people, unless the company is one.
ONE_PERSON = env.bool("PAYANDAN_ONE_PERSON", default=False)
# From which combined score on a claim is held for a person, and the precision that a detector is expected to have.
SUSPICION_HELD_FROM = env.int("PAYANDAN_SUSPICION_HELD_FROM", default=60)
SUSPICION_PRECISION = env.float("PAYANDAN_SUSPICION_PRECISION", default=0.3)
LOGIN_URL = "staff-sign-in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "payandan.platform.people.views.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "staff-sign-in"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "payandan.platform.people.forms.SignInForm",
    "change_password": "payandan.platform.people.forms.PasswordChangeForm",
    "reauthenticate": "payandan.platform.people.forms.PasswordAgainForm",
}
# Wrong passwords are counted by axes, in the database that all processes share.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_FORMS = {
    "authenticate": "payandan.platform.people.forms.SecondFactorForm",
    "reauthenticate": "payandan.platform.people.forms.SecondFactorAgainForm",
    "activate_totp": "payandan.platform.people.forms.SecondFactorSetUpForm",
}
MFA_ADAPTER = "payandan.platform.people.views.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Payandan"

AXES_LOCKOUT_CALLABLE = "payandan.platform.people.views.account.locked"
AXES_RESET_ON_SUCCESS = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

EMAIL_CONFIG = env.email_url("PAYANDAN_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("PAYANDAN_EMAIL_FROM", default="Payandan <no-reply@localhost>")
EMAIL_TIMEOUT = 10
SMS_GATEWAY = env.str("PAYANDAN_SMS_GATEWAY", default="console://")
SMS_NUMBERS = env.str("PAYANDAN_SMS_NUMBERS", default="isolate")
# Empty: payments at the desk only. A demo has a trial gateway, where no money moves.
DEMO = (DATA / "demo").exists()
PAYMENT_GATEWAY = env.str("PAYANDAN_PAYMENT_GATEWAY", default="trial://" if DEMO else "")
# Who carries parcels; empty: by hand only. And who pays for a way where no law says it: covered_far=company,…
CARRIERS = env.str("PAYANDAN_CARRIERS", default="")
SHIPPING_PAYERS = env.dict("PAYANDAN_SHIPPING_PAYERS", default={})
# When a shift is over at the latest: a repair timer that still runs is stopped then, and its person is asked.
SHIFT_END = env.str("PAYANDAN_SHIFT_END", default="20:00")
# The company's own account numbers in the exported journal: cash=1110,tax=2310,…
ACCOUNTS = env.dict("PAYANDAN_ACCOUNTS", default={})
QUIET_HOURS = env.str("PAYANDAN_QUIET_HOURS", default="21:30-08:00")
MESSAGE_DAYS = env.int("PAYANDAN_MESSAGE_DAYS", default=365)
JOBS_URL = env.str("PAYANDAN_JOBS_URL", default="")

# The proxy in front redirects to HTTPS; the API itself never does, so that a token is not sent twice.
SILENCED_SYSTEM_CHECKS: list[str] = ["security.W008"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("PAYANDAN_LOG_LEVEL", default="WARNING")},
    # These log addresses, and some SMS gateways want their key there.
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
}
