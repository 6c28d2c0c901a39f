from django.urls import path

from payandan.platform.payments.views import desk, paying

urlpatterns = [
    path("pay/back/<str:token>/", paying.back, name="payments-back"),
    path("pay/trial/<str:authority>/", paying.trial, name="payments-trial"),
    path("pay/<str:token>/", paying.pay, name="payments-pay"),
    path("pay/<str:token>/check/", paying.check, name="payments-pay-check"),
    path("payments/", desk.payment_list, name="payments-list"),
    path("payments/<str:number>/", desk.record, name="payments-record"),
    path("payments/<str:number>/check/", desk.check, name="payments-check"),
    path("payments/<str:number>/refund/", desk.refund, name="payments-refund"),
    path("payments/<str:number>/decide/", desk.decide, name="payments-decide"),
]
