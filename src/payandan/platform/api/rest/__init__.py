"""The one way in which packages offer their acts and lists to programs. Reference: docs/api.md."""

from ninja import Body, File, Form, Header, Path, Query, UploadedFile

from payandan.platform.api.rest.auth import Request, allow, public, read_tokens_with
from payandan.platform.api.rest.idempotency import idempotent
from payandan.platform.api.rest.pages import page
from payandan.platform.api.rest.problems import FieldError, Problem, invalid, problem
from payandan.platform.api.rest.routing import Reply, Router, found, raw, router
from payandan.platform.api.rest.schemas import (
    Amount,
    AmountOut,
    Day,
    Filters,
    In,
    Moment,
    Number,
    Out,
    Page,
    PageQuery,
    Text,
)
from payandan.platform.api.rest.service import Api

__all__ = [
    "Amount",
    "AmountOut",
    "Api",
    "Body",
    "Day",
    "FieldError",
    "File",
    "Filters",
    "Form",
    "Header",
    "In",
    "Moment",
    "Number",
    "Out",
    "Page",
    "PageQuery",
    "Path",
    "Problem",
    "Query",
    "Reply",
    "Request",
    "Router",
    "Text",
    "UploadedFile",
    "allow",
    "found",
    "idempotent",
    "invalid",
    "page",
    "problem",
    "public",
    "raw",
    "read_tokens_with",
    "router",
]
