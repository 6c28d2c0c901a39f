"""The living page of the component set."""

from django.urls import path

from payandan.platform.ui import views

urlpatterns = [path("ui/", views.living, name="ui")]
