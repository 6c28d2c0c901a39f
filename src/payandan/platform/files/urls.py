from django.urls import path

from payandan.platform.files import views

urlpatterns = [
    path("files/<str:token>/", views.show, name="file"),
    path("files/<str:token>/thumbnail/", views.thumbnail, name="file-thumbnail"),
]
