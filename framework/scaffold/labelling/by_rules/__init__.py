"""Labels that rules give to texts."""
