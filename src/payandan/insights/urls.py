from django.urls import path

from payandan.insights import views

urlpatterns = [path("insights/", views.overview, name="insights")]
