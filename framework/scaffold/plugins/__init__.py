"""What a vertical may provide, how it is found, checked and loaded."""
