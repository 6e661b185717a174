namespace ContainerNet;

/// <summary>What one of several containers uses, or why that is not known.</summary>
/// <param name="Name">The name or id that was asked for.</param>
/// <param name="Statistics">What it uses; null where that is not known.</param>
/// <param name="Error">Why it is not known; null where it is.</param>
public sealed record ContainerUsageOutcome(string Name, NetContainerStatistics? Statistics, ContainerNetException? Error);
