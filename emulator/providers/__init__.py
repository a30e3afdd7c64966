"""One folder per e-mail service. Nothing outside a folder knows its name; `discovery` finds them."""
