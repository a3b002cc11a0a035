"""The command line `culture`: one module for each group of commands, one frame around them all."""

from api.cli.main import main

__all__ = ["main"]
