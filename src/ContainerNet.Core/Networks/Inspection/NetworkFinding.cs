using ContainerNet.Plans;

namespace ContainerNet.Networks.Inspection;

/// <summary>A difference, with the steps that repair it.</summary>
/// <param name="Difference">What differs.</param>
/// <param name="Repair">The steps that repair it; empty when only the user can.</param>
internal sealed record NetworkFinding(ContainerNetworkDifference Difference, IReadOnlyList<Step> Repair);
