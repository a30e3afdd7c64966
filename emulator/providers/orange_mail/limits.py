"""The one published limit: 100 requests in 10 minutes, in total over all operations (*documented*).

The unit (the account), the sliding window and what counts are *assumed*: everything that passes authentication and
permission counts, whatever comes of it.
"""

from datetime import timedelta

from ...mail.limits import Limit
from .state import NAME

LIMIT = Limit(NAME, 100, timedelta(minutes=10), kind="sliding", basis="documented")
