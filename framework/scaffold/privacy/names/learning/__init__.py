"""Makes the file of the learned finder of names; nothing of this is imported where names are found."""
