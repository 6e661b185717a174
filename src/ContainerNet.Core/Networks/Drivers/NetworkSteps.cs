using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Drivers;

/// <summary>What makes networks.</summary>
internal static class NetworkSteps
{
    /// <summary>The steps that make a network whose every detail is settled.</summary>
    public static List<Step> Create(PlanSession session, NetworkRecord network)
    {
        List<Step> steps = network.Driver == NetworkDrivers.Macvlan ? MacvlanDriver.CreateSteps(session, network) : BridgeDriver.CreateSteps(session, network);
        steps.Insert(0, new SaveNetwork(network));
        return steps;
    }
}
