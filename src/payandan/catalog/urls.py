"""Routes of the catalogue."""

from django.urls import path

from payandan.catalog import views

urlpatterns = [
    path("products/", views.models, name="catalog-list"),
    path("products/new/", views.create, name="catalog-create"),
    path("products/categories/", views.categories, name="catalog-categories"),
    path("products/categories/new/", views.category_form, name="catalog-category-create"),
    path("products/categories/<slug:code>/", views.category, name="catalog-category"),
    path("products/categories/<slug:code>/edit/", views.category_form, name="catalog-category-edit"),
    path("products/categories/<slug:code>/components/", views.component_form, name="catalog-component-create"),
    path(
        "products/categories/<slug:code>/components/<slug:component>/",
        views.component_form,
        name="catalog-component-edit",
    ),
    path("products/categories/<slug:code>/symptoms/", views.symptom_form, name="catalog-symptom-create"),
    path("products/categories/<slug:code>/symptoms/<slug:symptom>/", views.symptom_form, name="catalog-symptom-edit"),
    path("products/<str:number>/", views.record, name="catalog-record"),
    path("products/<str:number>/edit/", views.edit, name="catalog-edit"),
]
