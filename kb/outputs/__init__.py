"""What tools print, read: one module for each question that tools answer, a parser for each tool."""
