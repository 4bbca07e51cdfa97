"""What two or more of the programs need: wire messages, clients, settings, clock, ids, words, looks."""
