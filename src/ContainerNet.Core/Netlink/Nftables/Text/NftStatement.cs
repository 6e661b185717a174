namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>One part of a rule's text.</summary>
internal sealed class NftStatement(string text)
{
    public string Text { get; } = text;

    /// <summary>Whether a later part says the same, so that this one is left out.</summary>
    public bool IsImplied { get; set; }
}
