"""The corpus of labelled news, and what is learnt from it; see README.md."""
