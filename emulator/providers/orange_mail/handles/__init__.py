"""This service's part of the control API: what a tester can see and set. The screens call the same functions."""

from . import accounts, mailings, plans, settings, subscribers

HANDLES = (*accounts.HANDLES, *plans.HANDLES, *subscribers.HANDLES, *mailings.HANDLES, *settings.HANDLES)
