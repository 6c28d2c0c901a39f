from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "payandan.platform.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
