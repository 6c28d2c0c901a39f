"""Routes of customers."""

from django.urls import path

from payandan.customers import views
from payandan.customers.portal import pages, signing_in

urlpatterns = [
    path("customers/", views.customers, name="customers-list"),
    path("customers/new/", views.create, name="customers-create"),
    path("customers/<str:number>/", views.record, name="customers-record"),
    path("customers/<str:number>/unmask/", views.unmask, name="customers-unmask"),
    path("customers/<str:number>/edit/", views.edit, name="customers-edit"),
    path("my/", pages.home, name="portal"),
    path("my/profile/", pages.profile, name="customer-profile"),
    path("my/sign-in/", signing_in.sign_in, name="customer-sign-in"),
    path("my/sign-in/code/", signing_in.code, name="customer-code"),
    path("my/sign-in/name/", signing_in.name, name="customer-name"),
    path("my/sign-out/", signing_in.sign_out, name="customer-sign-out"),
    path("l/<str:token>/", signing_in.link, name="customer-link"),
]
