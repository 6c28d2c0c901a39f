from django.urls import path

from payandan.platform.notifications import views

urlpatterns = [
    path("messages/", views.message_list, name="notifications-list"),
    path("messages/<int:pk>/", views.message_record, name="notifications-record"),
    path("messages/<int:pk>/resend/", views.message_resend, name="notifications-resend"),
]
