"""The web server's way in; in one of its processes the background work runs beside it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payandan.site.settings")
application = get_wsgi_application()

if os.environ.get("PAYANDAN_EMBEDDED_WORKER") == "1":
    from payandan.platform.jobs import runner

    runner.start_embedded()
