from django.urls import path

from payandan.insights import views
from payandan.insights.views.whatif import claims, compare, record, scenarios

urlpatterns = [
    path("insights/", views.overview, name="insights"),
    path("what-if/", scenarios.scenarios, name="what-if"),
    path("what-if/new/", scenarios.new, name="what-if-new"),
    path("what-if/count/", scenarios.count, name="what-if-count"),
    path("what-if/compare/", compare.compare, name="what-if-compare"),
    path("what-if/<str:number>/", record.record, name="what-if-record"),
    path("what-if/<str:number>/edit/", scenarios.edit, name="what-if-edit"),
    path("what-if/<str:number>/name/", scenarios.rename, name="what-if-name"),
    path("what-if/<str:number>/copy/", scenarios.copy, name="what-if-copy"),
    path("what-if/<str:number>/delete/", scenarios.delete, name="what-if-delete"),
    path("what-if/<str:number>/changes/", record.add_change, name="what-if-change"),
    path("what-if/<str:number>/changes/sentence/", record.sentence, name="what-if-sentence"),
    path("what-if/<str:number>/changes/<int:place>/drop/", record.drop_change, name="what-if-change-drop"),
    path("what-if/<str:number>/run/", record.run, name="what-if-run"),
    path("what-if/<str:number>/cancel/", record.cancel, name="what-if-cancel"),
    path("what-if/<str:number>/progress/", record.progress, name="what-if-progress"),
    path("what-if/<str:number>/print/", record.paper, name="what-if-print"),
    path("what-if/<str:number>/claims/", claims.claims, name="what-if-claims"),
]
