from django.urls import path

from payandan.returns import portal
from payandan.returns.views import acts, lists, making, papers, records

urlpatterns = [
    path("shipments/", lists.shipments, name="shipments-list"),
    path("shipments/new/", making.new, name="shipments-new"),
    path("shipments/quotes/", making.quotes, name="shipments-quotes"),
    path("shipments/tasks/", lists.tasks, name="shipments-tasks"),
    path("shipments/tasks/<int:task>/close/", acts.close, name="shipments-task-close"),
    path("shipments/<str:number>/", records.record, name="shipments-record"),
    path("shipments/<str:number>/ask/", acts.ask, name="shipments-ask"),
    path("shipments/<str:number>/waybill/", acts.waybill, name="shipments-waybill"),
    path("shipments/<str:number>/checkpoint/", acts.checkpoint, name="shipments-checkpoint"),
    path("shipments/<str:number>/payer/", acts.payer, name="shipments-payer"),
    path("shipments/<str:number>/cancel/", acts.cancel, name="shipments-cancel"),
    path("shipments/<str:number>/slip/", papers.slip, name="shipments-slip"),
    path("shipments/<str:number>/qr/", papers.qr, name="shipments-qr"),
    path("shipments/<str:number>/label/", papers.label, name="shipments-label"),
    path("my/shipments/<str:number>/", portal.mine, name="shipments-mine"),
]
