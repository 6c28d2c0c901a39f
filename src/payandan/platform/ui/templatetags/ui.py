"""Template filters that speak the reader's language."""

from django import template

register = template.Library()
