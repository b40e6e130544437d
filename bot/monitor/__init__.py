"""The heart: given an article, what is known and the rules, what should happen, and why?

Pure functions over frozen values. No clock (`now` is an argument), no network, no database, no logging. Live polling,
`tocsin replay`, the demo and the tests call the same `decide.decide`. The order of work::

    articles   what an article is; canonical URLs
    text       folding, tokens, sentences
    boilerplate, outlets   what pages say around an article; whose name stands in a title
    stories    copy, report or new?
    facts/     venue and stance: extraction, and the state of each topic
    query      the query language of /watch and of rulebooks
    document   an article, prepared to be held against queries
    matching   one query against one article, and why not
    percolator thousands of queries against one article
    rulebook   YAML text -> topics, facts, rules (yaml_text, rulebook_schema and rulebook_problems are its doors)
    rules      the rules and topics in force
    alerts     what to say
    decide     all of it in order: the decision with its reasons
"""
