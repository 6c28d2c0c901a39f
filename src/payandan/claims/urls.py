from django.urls import path

from payandan.claims.portal import reporting, tracking
from payandan.claims.views import acts, filing, lists, records

urlpatterns = [
    path("claims/", lists.claims_list, name="claims-list"),
    path("claims/new/", filing.new, name="claims-new"),
    path("claims/<str:number>/", records.record, name="claims-record"),
    path("claims/<str:number>/print/", records.case_file, name="claims-print"),
    path("claims/<str:number>/preview/", records.preview, name="claims-preview"),
    path("claims/<str:number>/answers/", records.answers, name="claims-answers"),
    path("claims/<str:number>/fact/", acts.state_fact, name="claims-fact"),
    path("claims/<str:number>/ask/", acts.ask, name="claims-ask"),
    path("claims/<str:number>/questions/<int:question>/", acts.answer, name="claims-answer"),
    path("claims/<str:number>/evidence/", acts.add_evidence, name="claims-evidence"),
    path("claims/<str:number>/lines/", acts.set_lines, name="claims-lines"),
    path("claims/<str:number>/decide/", acts.decide, name="claims-decide"),
    path("claims/<str:number>/reject/", acts.reject, name="claims-reject"),
    path("claims/<str:number>/appeal/", acts.appeal, name="claims-appeal"),
    path("claims/<str:number>/decide-appeal/", acts.decide_appeal, name="claims-decide-appeal"),
    path("claims/<str:number>/settle/", acts.settle, name="claims-settle"),
    path("claims/<str:number>/withdraw/", acts.withdraw, name="claims-withdraw"),
    path("claims/<str:number>/close/", acts.close, name="claims-close"),
    path("claims/<str:number>/reassess/", acts.reassess, name="claims-reassess"),
    path("my/units/<str:number>/report/", reporting.report, name="claims-report"),
    path("my/units/<str:number>/report/when/", reporting.report_when, name="claims-report-when"),
    path("my/units/<str:number>/report/photos/", reporting.report_photos, name="claims-report-photos"),
    path("my/units/<str:number>/report/drop/", reporting.report_drop, name="claims-report-drop"),
    path("my/claims/", tracking.mine, name="claims-mine"),
    path("my/claims/<str:number>/", tracking.claim, name="claims-mine-record"),
    path("my/claims/<str:number>/questions/<int:question>/", tracking.answer, name="claims-mine-answer"),
    path("my/claims/<str:number>/photos/", tracking.photos, name="claims-mine-photos"),
    path("my/claims/<str:number>/appeal/", tracking.appeal, name="claims-mine-appeal"),
    path("my/claims/<str:number>/withdraw/", tracking.withdraw, name="claims-mine-withdraw"),
]
