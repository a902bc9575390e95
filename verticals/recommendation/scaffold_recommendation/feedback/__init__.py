"""What users do with lists: kept, used at once, and judged before a new ranker goes live."""
