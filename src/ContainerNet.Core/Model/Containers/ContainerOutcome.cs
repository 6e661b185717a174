namespace ContainerNet;

/// <summary>What became of one container of several that something was done with at once.</summary>
/// <param name="Name">The name or id that was asked for.</param>
/// <param name="Container">The container afterwards; null when it no longer exists, or when the work failed.</param>
/// <param name="Error">Why the work failed; null where it did not.</param>
public sealed record ContainerOutcome(string Name, NetContainer? Container, ContainerNetException? Error);
