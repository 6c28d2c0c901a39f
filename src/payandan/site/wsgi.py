"""The web server's way in."""

import os
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "payandan.site.settings")
application = get_wsgi_application()


def begin() -> Callable[..., Any]:
    """The application, in the process that will answer with it: threads do not survive a fork."""
    if os.environ.get("PAYANDAN_EMBEDDED_WORKER") == "1":
        from payandan.platform.jobs import runner

        runner.start_embedded()
    return application
