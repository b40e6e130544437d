"""Feeds: the only package that talks to the web. Everything that comes from there is hostile until shown otherwise.

One poll, drawn as a shell pipe::

    names | guard | fetch | (304? same body? stop) | workers: parse -> poll.PollResult

`schedule` says when the next one is due. `page` reads the full text of an article, `discover` finds the feed of a page,
`opml` reads and writes lists of feeds. What the outside did wrong is a value, never an exception.
"""
