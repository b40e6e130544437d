"""The package with its hot modules compiled (`hatch_build.py`) does what the source does."""
