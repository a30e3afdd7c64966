"""The tester's API under `/_emulator/api`: every handle on a world, one row each, one place that answers."""

from .answering import MAX_BODY, answer, problem_answer, refused, refused_path
from .routes import ROUTES, routes
from .row import Row, Services

__all__ = [
    "MAX_BODY",
    "ROUTES",
    "Row",
    "Services",
    "answer",
    "problem_answer",
    "refused",
    "refused_path",
    "routes",
]
