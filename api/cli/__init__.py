"""The command line `culture`: one module for each group of commands, one frame around them all."""

from api.cli.entrance import main

__all__ = ["main"]
