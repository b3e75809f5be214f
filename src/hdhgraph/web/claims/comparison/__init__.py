"""Two actors or two sources side by side, and who speaks how often."""
