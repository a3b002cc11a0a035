"""The published format of problems and plans: JSON, versioned, strict; described in docs/planning-format.md."""
