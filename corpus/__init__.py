"""Reading documents: files to text, with structure, language and the way back to the file."""
