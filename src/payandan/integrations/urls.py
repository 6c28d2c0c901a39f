from django.urls import path

from payandan.integrations import views

urlpatterns = [
    path("imports/", views.imports, name="imports-list"),
    path("imports/new/", views.upload, name="imports-upload"),
    path("imports/<str:number>/", views.record, name="imports-record"),
    path("imports/<str:number>/columns/", views.choose_columns, name="imports-columns"),
    path("imports/<str:number>/run/", views.bring_in, name="imports-run"),
    path("imports/<str:number>/undo/", views.undo, name="imports-undo"),
    path("imports/<str:number>/progress/", views.progress, name="imports-progress"),
    path("imports/<str:number>/report.csv", views.report, name="imports-report"),
]
