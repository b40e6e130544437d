"""How the tables came about, one revision after the other. `bot.store.database` runs what is missing at each start."""
