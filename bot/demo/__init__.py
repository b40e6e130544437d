"""The demo: an invented storyline, served as real feeds over HTTP, watched by the real program, in seconds.

::

    storyline.yaml  countries, people, outlets and four weeks of news, all invented; and what should ring
    storyline       reads it into values
    rendering       items -> RSS, Atom, article pages with everything that surrounds a text
    outlets         serves them over loopback HTTP, as far as the simulated clock has come
    rules/          the rulebook that watches the storyline
    run             drives the program against it under a simulated clock
"""
