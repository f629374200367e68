// Placeholder until the renderers are here.
