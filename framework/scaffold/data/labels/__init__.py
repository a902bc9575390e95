"""How the labels of a head are read from a row, one file a kind."""
