"""The case file of a claim: everything of it as one PDF, signed by the installation."""

from payandan.claims.paper.files import case_file
from payandan.claims.paper.signing import Checked, check, own_fingerprint

__all__ = ["Checked", "case_file", "check", "own_fingerprint"]
