"""The frame of all pages: rendering, documents in many formats, problem pages, assets."""
