"""What a head's numbers mean, by its kind: how they are learnt, compared and measured."""
