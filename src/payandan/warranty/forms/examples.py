"""What a new document begins from."""

from django.conf import settings

EXAMPLES = {
    "terms": """id: my-terms@1
kind: manufacturer
title: {fa: گارانتی من, en: My warranty}
scope: {categories: [television], countries: [COUNTRY]}
start: {basis: delivered, else: sold}
period: {months: 24}
lines: {part: 100, labour: 100}
exclusions:
  - {class: accident, effect: claim, evidence: [photo, inspection_report],
     found_by: [technician, laboratory], clause: "4.1"}
remedies:
  - {kind: repair, clause: "5.1"}
""".replace("COUNTRY", settings.COUNTRY),
    "pack": """id: my-country@1
kind: pack
title: {fa: قانون من, en: My law}
scope: {country: COUNTRY, categories: [television]}
source: {title: {fa: نام قانون, en: Name of the law}, article: "1", confidence: low}
floor: {period: {months: 12}, lines: {part: 100, labour: 100}}
""".replace("COUNTRY", settings.COUNTRY),
}
