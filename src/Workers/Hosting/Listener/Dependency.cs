namespace Workers.Hosting.Listener;

/// <summary>Something that the daemon needs to work.</summary>
/// <param name="Name">A word of a short list: <c>redis</c>, <c>environment PROD</c>.</param>
/// <param name="WhyNot">Why it does not serve the daemon at this moment; null while it does.</param>
internal sealed record Dependency(string Name, string? WhyNot = null);

/// <summary>Tells at once, from what is known anyhow, what the daemon needs and whether that serves it.</summary>
internal sealed record Dependencies(Func<IReadOnlyList<Dependency>> Look);
