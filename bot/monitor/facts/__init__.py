"""Facts: tracked, typed statements about a topic, with the sentence that shows them.

::

    lists      the word lists with their roles, read from YAML
    places     the gazetteer
    clauses    text -> sentences -> clauses with role-marked tokens
    venue      where the meeting is to be: place and status
    stance     who holds which position, and who says so
    extract    an article and a topic -> its facts
    state      what a topic remembers, and whether a fact changes it
"""
