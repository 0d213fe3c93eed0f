"""``python -m inspired_analysis`` is ``inspired``."""

from .cli import main

main(prog_name="inspired")
