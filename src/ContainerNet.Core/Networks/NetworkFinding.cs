using ContainerNet.Plans;

namespace ContainerNet.Networks;

/// <summary>A difference, with the steps that mend it.</summary>
/// <param name="Difference">What differs.</param>
/// <param name="Repair">What mends it; nothing where only the user can.</param>
internal sealed record NetworkFinding(ContainerNetworkDifference Difference, IReadOnlyList<Step> Repair);
