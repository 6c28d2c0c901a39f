from django.urls import path

from payandan.warranty.views import cards, documents, trying

urlpatterns = [
    path("warranty/terms/", documents.terms, name="warranty-terms"),
    path("warranty/packs/", documents.packs, name="warranty-packs"),
    path("warranty/check/", trying.check, name="warranty-check"),
    path("warranty/cards/", cards.cards, name="warranty-cards"),
    path("warranty/documents/new/", documents.new, name="warranty-new"),
    path("warranty/documents/validate/", documents.validate, name="warranty-validate"),
    path("warranty/documents/<str:code>/<int:version>/", documents.record, name="warranty-document"),
    path("warranty/documents/<str:code>/<int:version>/edit/", documents.edit, name="warranty-edit"),
    path("warranty/documents/<str:code>/<int:version>/try/", trying.try_document, name="warranty-try"),
    path("warranty/documents/<str:code>/<int:version>/changes/", documents.differences, name="warranty-differences"),
    path("warranty/documents/<str:code>/<int:version>/publish/", documents.publish, name="warranty-publish"),
    path("warranty/documents/<str:code>/<int:version>/withdraw/", documents.withdraw, name="warranty-withdraw"),
    path("warranty/documents/<str:code>/<int:version>/drop/", documents.drop, name="warranty-drop"),
    path("units/<str:number>/card/", cards.card, name="warranty-card"),
    path("units/<str:number>/card.pdf", cards.card_pdf, name="warranty-card-pdf"),
    path("my/units/<str:number>/card/", cards.my_card, name="warranty-my-card"),
    path("my/units/<str:number>/card.pdf", cards.my_card_pdf, name="warranty-my-card-pdf"),
]
