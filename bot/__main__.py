"""Lets `python -m bot` stand for the console script `tocsin`."""

from bot.cli import main

if __name__ == "__main__":
    main()
