"""Routes of spare parts and stock."""

from django.urls import path

from payandan.parts.views import counts, kits, labels, master, moving, nodes, orders, transfers

urlpatterns = [
    path("parts/", master.parts, name="parts-list"),
    path("parts/new/", master.create, name="parts-create"),
    path("parts/labels/", labels.labels, name="parts-labels"),
    path("parts/kits/", kits.kits, name="parts-kits"),
    path("parts/kits/new/", kits.create, name="parts-kit-create"),
    path("parts/kits/<slug:code>/", kits.edit, name="parts-kit-edit"),
    path("parts/<str:number>/", master.record, name="parts-record"),
    path("parts/<str:number>/edit/", master.edit, name="parts-edit"),
    path("parts/<str:number>/qr/", labels.qr, name="parts-qr"),
    path("parts/<str:number>/price/", master.price, name="parts-price"),
    path("parts/<str:number>/successor/", master.supersede, name="parts-supersede"),
    path("parts/<str:number>/successor/take-back/", master.take_back, name="parts-take-back"),
    path("parts/<str:number>/substitute/", master.substitute, name="parts-substitute"),
    path("parts/<str:number>/place/", master.place, name="parts-place"),
    path("stock/", nodes.nodes, name="parts-nodes"),
    path("stock/new/", nodes.create, name="parts-node-create"),
    path("stock/receive/", moving.receive, name="parts-receive"),
    path("stock/remove/", moving.remove, name="parts-remove"),
    path("stock/moves/", moving.moves, name="parts-moves"),
    path("stock/reservations/", moving.reservations, name="parts-reservations"),
    path("stock/reservations/<str:number>/", moving.reservation, name="parts-reservation"),
    path(
        "stock/reservations/<str:number>/issue/",
        moving.end_reservation,
        {"act": "issue"},
        name="parts-reservation-issue",
    ),
    path(
        "stock/reservations/<str:number>/release/",
        moving.end_reservation,
        {"act": "release"},
        name="parts-reservation-release",
    ),
    path("stock/transfers/", transfers.transfers, name="parts-transfers"),
    path("stock/transfers/new/", transfers.send, name="parts-send"),
    path("stock/transfers/<str:number>/", transfers.transfer, name="parts-transfer"),
    path("stock/counts/", counts.sheets, name="parts-counts"),
    path("stock/counts/new/", counts.begin, name="parts-count-begin"),
    path("stock/counts/<str:number>/", counts.sheet, name="parts-count"),
    path("stock/purchases/", orders.orders, name="parts-orders"),
    path("stock/purchases/propose/", orders.propose, name="parts-propose"),
    path("stock/purchases/<str:number>/", orders.order, name="parts-order"),
    path("stock/nodes/<slug:code>/", nodes.node, name="parts-node"),
    path("stock/nodes/<slug:code>/edit/", nodes.edit, name="parts-node-edit"),
]
