"""The commands: each takes a `Command` and returns the `Message` that answers it, without knowing Telegram's library.

::

    command    what a command and a button press are, and who works on them
    topics     /sub /unsub
    watches    /watch /unwatch /rules
    feeds      /addfeed /feeds /removefeed
    articles   /why with an address
    alerts     /history /why, and the buttons under an alert
    timeline   /timeline
    testing    /test
    rulebooks  /reload
    about      /start /help /status
    registry   all of them by name, and the way from a text to its answer
"""
