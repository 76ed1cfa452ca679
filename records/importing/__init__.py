"""Files of other systems into the register: read, cleaned, identified, written in bulk."""
