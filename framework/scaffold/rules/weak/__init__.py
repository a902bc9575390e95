"""What rules that are sometimes wrong say together about the labels of texts."""
