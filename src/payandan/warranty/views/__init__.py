"""The pages of terms, packs and guarantee cards."""
