using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>The changes of one operation, in one transaction: removals precede additions.</summary>
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
