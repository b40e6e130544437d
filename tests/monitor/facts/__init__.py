"""Facts: word lists, places, venues, stances, and the state of a topic."""
