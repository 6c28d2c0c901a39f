"""Payandan (پایندان): after-sales service and warranty whose decisions explain themselves."""

__version__ = "0.3.1"
