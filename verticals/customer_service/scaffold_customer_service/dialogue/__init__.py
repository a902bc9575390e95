"""The conversation: its state, its policy, its answers, its hand-over."""
