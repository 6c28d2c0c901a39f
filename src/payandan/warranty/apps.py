from django.apps import AppConfig


class WarrantyConfig(AppConfig):
    name = "payandan.warranty"
    label = "warranty"
    default_auto_field = "django.db.models.BigAutoField"
