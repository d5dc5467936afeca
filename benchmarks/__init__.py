"""What the README's figures are made with: one command each. Not part of the installed package."""
