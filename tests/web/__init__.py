"""The page on which a people leader answers from their mail."""
