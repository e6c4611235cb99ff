"""The page on which a people leader answers from their mail: HTML from here, no scripts."""
