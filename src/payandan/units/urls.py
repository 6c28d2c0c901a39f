"""Routes of units."""

from django.urls import path

from payandan.units.portal import checking, pages, registering
from payandan.units.views import changes, labels, records

urlpatterns = [
    path("units/", records.units, name="units-list"),
    path("units/new/", changes.create, name="units-create"),
    path("units/labels/", labels.labels, name="units-labels"),
    path("units/<str:number>/", records.record, name="units-record"),
    path("units/<str:number>/qr.svg", labels.qr, name="units-qr"),
    path("units/<str:number>/correct/", changes.correct, name="units-correct"),
    path("units/<str:number>/owner/", changes.owner, name="units-owner"),
    path("units/<str:number>/reading/", changes.reading, name="units-reading"),
    path("units/<str:number>/installation/", changes.installation, name="units-installation"),
    path("units/<str:number>/move/<slug:act>/", changes.move, name="units-move"),
    path("units/<str:number>/requests/<int:pk>/", changes.decide, name="units-decide"),
    path("r/<str:number>/", registering.by_qr, name="register-qr"),
    path("register/", registering.by_form, name="register"),
    path("register/code/", registering.code, name="register-code"),
    path("register/ask/", registering.ask, name="register-ask"),
    path("check/", checking.check, name="check"),
    path("my/units/<str:number>/", pages.unit_page, name="my-unit"),
    path("my/units/<str:number>/welcome/", registering.welcome, name="my-unit-welcome"),
    path("my/units/<str:number>/reading/", pages.reading, name="my-unit-reading"),
    path("my/units/<str:number>/hand-over/", pages.hand_over, name="my-unit-hand-over"),
    path("my/units/<str:number>/hand-over/code/", pages.hand_over_code, name="my-unit-hand-over-code"),
]
