"""This service's part of the control API: what a tester can see and set beyond what the API itself allows."""

from . import accounts, addresses, domains, messaging, suppressions, templates, validation

HANDLES = (
    *accounts.HANDLES,
    *messaging.HANDLES,
    *domains.HANDLES,
    *addresses.HANDLES,
    *templates.HANDLES,
    *suppressions.HANDLES,
    *validation.HANDLES,
)
