"""Scripts that write files of the repository; none runs with the program."""
