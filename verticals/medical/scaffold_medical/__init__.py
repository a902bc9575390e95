"""Medical texts and images: sorted, marked, explained, and handed over where unsure; a Scaffold vertical."""
