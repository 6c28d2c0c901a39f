from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "payandan.platform.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
