"""The corpus and what is learnt from it."""
