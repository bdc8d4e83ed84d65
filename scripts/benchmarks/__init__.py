"""What `scripts/bench` measures: a module for each section of its table, and the parts they share."""
