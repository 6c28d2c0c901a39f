"""Designed paper of the workshop as PDF: receipt, loan contract, estimate, invoice."""

from payandan.repairs.paper.bills import estimate_pdf, invoice_pdf
from payandan.repairs.paper.slips import loan_pdf, receipt_pdf

__all__ = ["estimate_pdf", "invoice_pdf", "loan_pdf", "receipt_pdf"]
