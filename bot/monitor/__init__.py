"""The heart: given an article, what is known and the rules, what should happen, and why?

Pure functions over frozen values. No clock (`now` is an argument), no network, no database, no logging. Live polling,
`tocsin replay`, the demo and the tests call the same `decide.decide`. The order of work::

    articles   what an article is; canonical URLs
    text       folding, tokens, sentences; boilerplate
    stories    copy, report or new?
    facts/     venue and stance: extraction, and the state of each topic
    query      the query language of /watch and of rulebooks
    rulebook   YAML text -> topics, facts, rules
    rules      many rules against one article
    alerts     what to say
    decide     all of it in order: the decision with its reasons
"""
