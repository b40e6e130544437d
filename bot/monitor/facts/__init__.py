"""Facts: tracked, typed statements about a topic, with the sentence that shows them.

::

    lists      the word lists with their roles, read from YAML
    places     the gazetteer
    lexicon    lists, places and parties compiled into one table: which roles stand in a sentence
    clauses    text -> sentences -> clauses with role-marked tokens
    actors     the parties of a sentence, their part in it, and the speaker
    venue      where the meeting is to be
    status     how real that is
    stance     which position a sentence shows
    holder     whose position it is
    extract    an article and a topic -> its facts
    state      what a topic remembers, and whether a fact changes it
"""
