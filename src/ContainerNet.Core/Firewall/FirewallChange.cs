using ContainerNet.State;

namespace ContainerNet.Firewall;

/// <summary>What one operation changes, all at once: what is removed goes before what is added.</summary>
/// <param name="Add">What is added.</param>
/// <param name="Remove">What is removed.</param>
internal sealed record FirewallChange(FirewallElement[] Add, FirewallElement[] Remove) : IJsonObject
{
    /// <summary>The change that takes this one back.</summary>
    public FirewallChange Reversed() => new(Remove, Add);

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("add"u8, Add);
        line.Member("remove"u8, Remove);
    }
}
