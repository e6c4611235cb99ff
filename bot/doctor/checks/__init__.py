"""One module for each subject: what is proved, how, and what cures a fault."""
