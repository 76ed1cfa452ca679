"""Statistics and models, trained from the register; reads it through `datasets` alone."""
