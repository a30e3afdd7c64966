"""`python -m emulator` is the command `mail-emulator`."""

from .cli import main

main(prog_name="mail-emulator")
