"""The story of Ava Electronics, an importer that nobody will find: data, and how it is told through the public acts."""
